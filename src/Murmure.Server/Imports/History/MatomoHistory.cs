using System.Globalization;
using System.Net;
using System.Text.Json;
using Murmure.Connectors;
using Murmure.Server.Reports;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports.History;

/// <summary>
/// Asks a Matomo for its kinds of referrers by day (https://developer.matomo.org/api-reference/reporting-api). Members type its address, and so it is asked
/// through the guarded client. PRIVACY: the token is posted, so that no log along the way has it, and kept nowhere.
/// </summary>
internal sealed class MatomoHistory(GuardedClient client)
{
    private const int MostBytes = 16 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where a Matomo is, as a member types it; null for what cannot be one.</summary>
    public Uri? AddressOf(string text) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var typed) && client.IsSafe(typed)
            ? new Uri(typed.AbsolutePath.EndsWith(".php", StringComparison.Ordinal) ? typed.GetLeftPart(UriPartial.Path) : typed.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/index.php")
            : null;

    /// <param name="number">Of the site there.</param>
    public async Task<(HistoryReading? Reading, ConnectorProblem? Problem)> ReadAsync(Uri address, int number, string token, DayRange days, DateOnly today, CancellationToken cancellation)
    {
        var terms = new FetchTerms(MostBytes, Patience)
        {
            Form = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["module"] = "API", ["method"] = "Referrers.getReferrerType", ["format"] = "JSON", ["period"] = "day", ["filter_limit"] = "-1", ["showColumns"] = "label,nb_visits,referrer_type",
                ["idSite"] = number.ToString(CultureInfo.InvariantCulture), ["token_auth"] = token,
                // A range even of one day: a single date is answered without its day.
                ["date"] = $"{ReportRequest.Written(days.From)},{ReportRequest.Written(days.To)}",
            },
        };
        var (page, refusal) = await client.FetchAsync(address, terms, cancellation);
        if (page is null)
            return (null, FetchProblems.Of(refusal));
        return page.Status switch
        {
            HttpStatusCode.OK when IsError(page.Text) => (null, new ConnectorProblem(ProblemReason.Credentials)),
            HttpStatusCode.OK => (MatomoExport.Json(new HistoryFile(address.Host, page.Body, today), page.Text), null),
            _ => (null, FetchProblems.Of(page.Status)),
        };
    }

    /// <summary><c>{"result":"error","message":…}</c>: of a wrong token, of a site that it may not see.</summary>
    private static bool IsError(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.String && result.ValueEquals("error");
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
