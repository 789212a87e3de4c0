using System.Net;
using Murmure.Connectors;
using Murmure.Server.Sites.Checks;

namespace Murmure.Server.Imports.History;

/// <summary>Why a program that somebody runs themselves did not answer, as its kind of problem.</summary>
internal static class FetchProblems
{
    public static ConnectorProblem Of(FetchRefusal? refusal) => new(refusal == FetchRefusal.Private ? ProblemReason.Rights : ProblemReason.Unreachable);

    public static ConnectorProblem Of(HttpStatusCode status) => new(status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ProblemReason.Credentials,
        HttpStatusCode.NotFound => ProblemReason.Missing,
        HttpStatusCode.TooManyRequests => ProblemReason.Limit,
        >= HttpStatusCode.InternalServerError => ProblemReason.Fault,
        _ => ProblemReason.Refused,
    });
}
