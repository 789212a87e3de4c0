using System.Text.RegularExpressions;

namespace Murmure.Connectors.Sms;

/// <summary>What a provider says of one message, in whatever form. PRIVACY: it lives for as long as the request does.</summary>
/// <param name="Id">The provider's own name for the message.</param>
/// <param name="Status">As the provider writes it.</param>
/// <param name="Reference">Which post it is of, as the sender said when sending; empty where it did not.</param>
/// <param name="Error">The provider's number for what went wrong; empty for none.</param>
internal readonly partial record struct SmsReceipt(string Id, string Status, DateTimeOffset At, string Reference, string Error)
{
    /// <summary>Messages that one request may tell of.</summary>
    public const int MostAtOnce = 1000;

    private const int LongestId = 128;

    /// <summary>Whether it can be told from others: without a name it would be counted again whenever it is told again.</summary>
    public bool IsNamed => Id.Length is > 0 and <= LongestId;

    /// <summary>What it counts as; null for a state on the way, of which nobody wants to know.</summary>
    public Observation? Observe() => KindOf(Status) is { } kind
        ? new Observation(kind, At) { Message = PostReference.IsOne(Reference) ? Reference : Id, Once = $"{kind} {Id}", Detail = kind == ObservationKind.Failed && Code().IsMatch(Error) ? Error : "" }
        : null;

    /// <summary>What somebody wrote: a wish to hear no more or again is kept, and nothing else of it is.</summary>
    /// <param name="from">Their number.</param>
    /// <param name="said">When, as the provider says; null where it does not: then <paramref name="now"/> stands for it.</param>
    public static Observation? OfWords(string id, string words, string from, DateTimeOffset? said, DateTimeOffset now) =>
        from.Length is > 0 and <= LongestId && Wish.Of(words) is { } kind ? new Observation(kind, said ?? now) { Once = $"{kind} {id}", Person = new Person(from), IsUndated = said is null } : null;

    // PRIVACY: a record writes out what it has.
    public override string ToString() => nameof(SmsReceipt);

    // The states of both providers; Twilio's are listed at https://www.twilio.com/docs/messaging/api/message-resource#message-status-values.
    private static ObservationKind? KindOf(string status) => status switch
    {
        "sent" => ObservationKind.Sent,
        "delivered" => ObservationKind.Delivered,
        "read" => ObservationKind.Read,
        "failed" or "undelivered" => ObservationKind.Failed,
        _ => null,
    };

    // PRIVACY: short enough that no telephone number passes for one.
    [GeneratedRegex(@"^[A-Za-z0-9-]{1,6}\z", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
