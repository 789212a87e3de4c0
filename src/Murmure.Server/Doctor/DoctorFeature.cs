using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Doctor;

/// <summary>Looks at a server and says what is wrong: <c>GET /api/v1/doctor</c> with a key of scope admin, <c>/admin/doctor</c> by the socket in the data folder.</summary>
public static class DoctorFeature
{
    /// <summary>Every check, in the order in which findings are told.</summary>
    private static readonly IReadOnlyList<Func<Facts, IEnumerable<Finding>>> Checks =
    [
        DataChecks.Folder, DataChecks.Disk, DataChecks.Store, DataChecks.Metadata, DataChecks.Journal,
        DayChecks.Clocks, DayChecks.Closing, DayChecks.Keys, PlaceChecks.File, NetworkChecks.Proxy, NetworkChecks.Address,
    ];

    public static void MapDoctor(WebApplication app)
    {
        app.MapGet("/admin/doctor", async (HttpContext http) =>
            AdminSocket.IsSource(http) ? (IResult)Answer(await OfServerAsync(http)) : TypedResults.NotFound());
        app.MapGet("/api/v1/doctor", async (HttpContext http, SiteAccess sites, MurmureDb db) =>
            {
                // What is about another organisation's site is nobody else's to know; nor what all of them have together, where there are several.
                var mine = sites.All(http).Select(site => site.Host).ToHashSet(StringComparer.Ordinal);
                var alone = await db.Organisations.TagWith("Doctor").CountAsync(http.RequestAborted) == 1;
                return Answer(
                [
                    .. (await OfServerAsync(http)).Where(finding => finding.Site is null || mine.Contains(finding.Site))
                        .Select(finding => alone || finding.Site is not null ? finding : finding.OfOthers()),
                ]);
            })
            .RequireAuthorization(Scopes.Policy(Scopes.Admin)).WithTags("Administration").WithSummary("Looks at the server and says what is wrong, why it matters and what to do.")
            .Produces<IReadOnlyList<Finding>>();
    }

    /// <summary>Looks at a folder on which no server runs. Nothing in it is changed.</summary>
    public static async Task<IReadOnlyList<Finding>> OfFolderAsync(string folder, TimeProvider clock, CancellationToken cancellation) =>
        Judge(await Gathering.OfFolderAsync(folder, clock, cancellation));

    internal static IReadOnlyList<Finding> Judge(Facts facts) => [.. Checks.SelectMany(check => check(facts))];

    private static async Task<IReadOnlyList<Finding>> OfServerAsync(HttpContext http) => Judge(await Gathering.OfServerAsync(http.RequestServices, http.RequestAborted));

    private static JsonHttpResult<IReadOnlyList<Finding>> Answer(IReadOnlyList<Finding> findings) => TypedResults.Json(findings, FindingJson.Default.IReadOnlyListFinding);
}
