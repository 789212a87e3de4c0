namespace Murmure.Connectors.Email;

/// <summary>What a newsletter came to until now. A number that the service does not give is null.</summary>
/// <param name="Sent">Recipients that it was sent to.</param>
/// <param name="Clicks">Clicks that the service counted, those of scanners among them.</param>
public sealed record EmailTotals(long? Sent, long? Delivered, long? Clicks, long? Unsubscribed)
{
    /// <summary>There is no such mailbox.</summary>
    public long? BouncedForGood { get; init; }

    /// <summary>Not this time.</summary>
    public long? BouncedForNow { get; init; }

    /// <summary>Bounces of which nobody says which they are.</summary>
    public long? Bounced { get; init; }

    /// <summary>Whether there is any number.</summary>
    internal bool IsAny => (Sent ?? Delivered ?? Clicks ?? Unsubscribed ?? BouncedForGood ?? BouncedForNow ?? Bounced) is not null;

    /// <summary>
    /// As the whole until now, so that asking again counts nothing twice. The last word on bounces is all of them: a service tells them in two parts and a file
    /// perhaps in one, and added up they would be twice as many.
    /// </summary>
    /// <param name="campaign">The service's name for it, which a post carries.</param>
    public IEnumerable<Observation> Observe(string campaign, DateTimeOffset now)
    {
        var parts = Parts(campaign, now).ToList();
        return parts.Exists(part => part.Kind == ObservationKind.Failed)
            ? parts.Prepend(new Observation(ObservationKind.Failed, now) { Message = campaign, Amount = 0, IsTotal = true, Clears = true })
            : parts;
    }

    private IEnumerable<Observation> Parts(string campaign, DateTimeOffset now) =>
        from part in (IEnumerable<(ObservationKind Kind, string Detail, long? Amount)>)
        [
            (ObservationKind.Sent, "", Sent), (ObservationKind.Delivered, "", Delivered), (ObservationKind.Click, "", Clicks), (ObservationKind.Refusal, "", Unsubscribed),
            (ObservationKind.Failed, "hard", BouncedForGood), (ObservationKind.Failed, "soft", BouncedForNow), (ObservationKind.Failed, "", Bounced),
        ]
        where part.Amount is not null
        select new Observation(part.Kind, now) { Message = campaign, Detail = part.Detail, Amount = part.Amount ?? 0, IsTotal = true };
}
