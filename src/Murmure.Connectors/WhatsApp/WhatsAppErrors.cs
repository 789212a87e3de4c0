using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace Murmure.Connectors.WhatsApp;

/// <summary>
/// What Meta's error codes mean (https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes). Its texts are not read: they
/// change, and can quote what was sent.
/// </summary>
internal static class WhatsAppErrors
{
    /// <summary>The recipient told WhatsApp that they want no marketing messages of this business.</summary>
    public const string WantsNone = "131050";

    private const string Pair = "131056";

    /// <summary>What is wrong with the message itself: a parameter that is missing or no such thing, a kind of message that there is not. It is wrong for everybody.</summary>
    private static readonly FrozenSet<string> OfMessage = FrozenSet.Create(StringComparer.Ordinal, "100", "131008", "131009", "131051");

    /// <summary>The object is not there, or the token may not see it; as a subcode of 100.</summary>
    private const string NoObject = "33";

    /// <summary>Whether the next recipient would be refused for the same reason.</summary>
    public static bool IsOfMessage(string code) => OfMessage.Contains(code);

    /// <summary>Whether it is a number as Meta's are; anything else is not repeated.</summary>
    public static bool IsCode(string code) => code.Length is > 0 and <= 8 && code.All(char.IsAsciiDigit);

    public static ConnectorProblem Of(ForeignAnswer answer)
    {
        var error = answer.Root.Get("error");
        var code = error.Text("code");
        if (!IsCode(code))
            return answer.Problem;
        if (code == "100" && error.Text("error_subcode") == NoObject)
            return new ConnectorProblem(ProblemReason.Missing, code);
        return new ConnectorProblem(ReasonOf(int.Parse(code, CultureInfo.InvariantCulture), answer), code);
    }

    /// <summary>What a failed try to publish once comes to.</summary>
    public static PublishResult Failure(ForeignAnswer answer)
    {
        var problem = Of(answer);
        // Said with a 400 too: then nobody knows whether the message went out.
        return problem.Reason == ProblemReason.Fault ? new PublishResult.Unsure(problem) : ForeignClient.Failure(answer, problem, answer.After ?? AfterOf(problem));
    }

    /// <summary>How long to wait where the answer does not say: as the documentation of each limit does.</summary>
    private static TimeSpan? AfterOf(ConnectorProblem problem) => problem.Code switch
    {
        Pair => TimeSpan.FromSeconds(6),
        "130429" => TimeSpan.FromSeconds(2),
        "131048" or "4" or "80007" => TimeSpan.FromHours(1),
        "131057" => TimeSpan.FromMinutes(10),
        _ => null,
    };

    private static ProblemReason ReasonOf(int code, ForeignAnswer answer) => code switch
    {
        0 or 102 or 190 => ProblemReason.Credentials,
        4 or 613 or 80007 or 80008 or 130429 or 131048 or 131056 or 131057 or 133016 => ProblemReason.Limit,
        1 or 2 or 131000 or 131016 or 133004 => ProblemReason.Fault,
        // Insights of templates have to be switched on first.
        200005 or 200007 => ProblemReason.Off,
        3 or 10 or (>= 200 and <= 299) or 368 or 131005 or 131031 => ProblemReason.Rights,
        // Not registered, not paid, not verified, without an approved name.
        131037 or 131042 or 131045 or 133006 or 133010 => ProblemReason.Off,
        // The template is absent, paused, or not like what was sent; the number is gone (33): true of every recipient.
        33 or (>= 132000 and <= 132999) => ProblemReason.Missing,
        // Of the recipient or the message: outside the window (131047), not on WhatsApp (131026), already asked too much (131049) and the like.
        100 or (>= 130000 and <= 139999) => ProblemReason.Refused,
        _ => answer.Status is HttpStatusCode.OK ? ProblemReason.Malformed : answer.Problem.Reason,
    };
}
