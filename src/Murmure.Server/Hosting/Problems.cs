using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Murmure.Connectors;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Imports.History;
using Murmure.Server.Links;
using Murmure.Storage.Events;

namespace Murmure.Server.Hosting;

/// <summary>Every problem that the API answers, each with a slug that stays (RFC 9457). None repeats what the client sent.</summary>
public static class Problems
{
    private const string Prefix = "urn:murmure:";

    public static ProblemHttpResult BadEvent(string what) => Of("event-unreadable", StatusCodes.Status400BadRequest, $"The events cannot be read: {what}.");

    public static ProblemHttpResult BadQuestion(IReadOnlyList<ReportProblem> problems) => TypedResults.Problem(
        detail: string.Join(' ', problems.Select(problem => problem.Detail)), statusCode: StatusCodes.Status400BadRequest, type: Prefix + problems[0].Slug,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["problems"] = problems.Select(problem => new { type = Prefix + problem.Slug, detail = problem.Detail }) });

    /// <summary>The question can only be answered from single events, and those of some of its days are deleted.</summary>
    /// <param name="since">The first day of which every later one has its events.</param>
    internal static ProblemHttpResult RangeNeedsEvents(DateOnly since, Texts texts) => TypedResults.Problem(
        texts.Say("problem.range-needs-events", texts.Day(since)), statusCode: StatusCodes.Status422UnprocessableEntity, type: Prefix + "range-needs-events",
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["since"] = since });

    public static ProblemHttpResult BadDays() => Of("day", StatusCodes.Status400BadRequest, "'from' and 'to' are days written 2026-11-25, both needed, 'to' not before 'from'.");

    public static ProblemHttpResult TooLarge(int most) => Of("body-too-large", StatusCodes.Status413PayloadTooLarge, $"A call holds at most {most} bytes.");

    public static ProblemHttpResult BadLog(string what) => Of("log-unreadable", StatusCodes.Status400BadRequest, what);

    /// <summary>A file of what another program counted. It alone repeats a little of what was sent: whoever exported it does not know which of its lines is meant.</summary>
    internal static ProblemHttpResult BadHistory(HistoryProblem problem)
    {
        var (found, expected) = (Displayed.Foreign(problem.Found, 60), Texts.For(Language.English)["history.expected." + problem.Expected]);
        return TypedResults.Problem(
            problem.Line > 0 ? $"Line {problem.Line} cannot be read, and so nothing of the file was taken. Expected is {expected}." : $"The file cannot be read, and nothing of it was taken. Expected is {expected}.",
            statusCode: StatusCodes.Status400BadRequest, type: Type("history-unreadable"),
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["file"] = Displayed.Foreign(problem.File, 60), ["line"] = problem.Line, ["found"] = found, ["expected"] = expected });
    }

    /// <summary>A program elsewhere that was asked, and did not answer as it documents.</summary>
    internal static ProblemHttpResult NoHistory(ConnectorProblem problem) => TypedResults.Problem(
        Texts.For(Language.English)["history.problem." + Slugs.Of(problem.Reason)], type: Type("history-" + Slugs.Of(problem.Reason)),
        // What the caller gave is wrong, or the other side is.
        statusCode: problem.Reason is ProblemReason.Credentials or ProblemReason.Rights or ProblemReason.Missing or ProblemReason.Refused ? StatusCodes.Status400BadRequest : StatusCodes.Status502BadGateway);

    public static ProblemHttpResult BadBody(string what) => Of("body", StatusCodes.Status400BadRequest, what);

    public static ProblemHttpResult NoRoom() => Of("no-room", StatusCodes.Status503ServiceUnavailable, "The journal has no room just now; try again. What was accepted already counts once.");

    public static ProblemHttpResult NoDisk(string what) => Of("no-disk", StatusCodes.Status507InsufficientStorage, what);

    public static ProblemHttpResult NoBackfill() => Of("backfill-scope", StatusCodes.Status403Forbidden, "A past 'time' needs a key with the scope 'backfill'.");

    /// <summary>A link that cannot be as it was asked for; <c>field</c> names the member that is wrong.</summary>
    internal static IResult BadLink(LinkProblem problem)
    {
        var status = problem switch
        {
            { RetryAfter: > 0 } => StatusCodes.Status429TooManyRequests,
            { Slug: "slug-taken" or "external-id-taken" } => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status400BadRequest,
        };
        var answer = TypedResults.Problem(
            problem.Detail, statusCode: status, type: Type(problem.Slug), extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["field"] = problem.Field });
        return problem.RetryAfter > 0 ? new Later(answer, problem.RetryAfter) : answer;
    }

    public static ProblemHttpResult BadIdempotencyKey(int longest) => Of("idempotency-key", StatusCodes.Status400BadRequest, $"'Idempotency-Key' is 1 to {longest} visible ASCII characters, best a random UUID.");

    public static ProblemHttpResult IdempotencyReused() => Of("idempotency-reused", StatusCodes.Status422UnprocessableEntity, "This 'Idempotency-Key' came with another call within the last 24 hours; take a new one.");

    public static ProblemHttpResult IdempotencyUnfinished() => Of("idempotency-unfinished", StatusCodes.Status409Conflict,
        "A call with this 'Idempotency-Key' is under way, or was cut off before its answer was kept; look what it did, or wait and send it again.");

    /// <summary>Some of what was to be changed together is not there, and so nothing was; <c>missing</c> has the numbers.</summary>
    internal static ProblemHttpResult NotFound(string what, IReadOnlyList<long> missing) => TypedResults.Problem(
        what, statusCode: StatusCodes.Status404NotFound, type: Type("not-found"), extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["missing"] = missing });

    /// <summary>A webhook's request that is not taken. 401 says that it should not come again as it is, 400 that nobody could read it.</summary>
    internal static ProblemHttpResult WebhookRefused(RefusalReason reason) => reason switch
    {
        RefusalReason.Signature => Of("webhook-signature", StatusCodes.Status401Unauthorized, "The request is not signed as this connection's service signs."),
        RefusalReason.Old => Of("webhook-old", StatusCodes.Status401Unauthorized, "The request was signed too long ago."),
        RefusalReason.Malformed => Of("webhook-unreadable", StatusCodes.Status400BadRequest, "The request is signed, but not in the form that the service documents."),
        RefusalReason.Method => Of("webhook-method", StatusCodes.Status405MethodNotAllowed, "This connection's service does not ask in this way."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A problem's type as answers name it.</summary>
    internal static string Type(string slug) => Prefix + slug;

    public static ProblemHttpResult NotFound(string what) => Of("not-found", StatusCodes.Status404NotFound, what);

    /// <summary>A problem that time solves.</summary>
    private sealed class Later(ProblemHttpResult problem, int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }

    private static ProblemHttpResult Of(string slug, int status, string detail) => TypedResults.Problem(detail, statusCode: status, type: Prefix + slug);
}
