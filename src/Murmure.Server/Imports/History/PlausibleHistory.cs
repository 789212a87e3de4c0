using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Server.Reports;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports.History;

/// <summary>
/// Asks a Plausible for visits by day, source and tag (https://plausible.io/docs/stats-api). It may be one's own server, whose address members type: it is
/// asked through the guarded client. PRIVACY: the key stands in a header, so that no log along the way has it, and is kept nowhere.
/// </summary>
internal sealed class PlausibleHistory(GuardedClient client, Classifier classifier)
{
    private const string Usual = "https://plausible.io";
    private const int MostBytes = 16 << 20;

    /// <summary>As many as Plausible gives at once.</summary>
    private const int PageRows = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Dimensions = ["time:day", "visit:source", "visit:utm_medium", "visit:utm_campaign"];
    private static readonly ConnectorProblem Malformed = new(ProblemReason.Malformed);

    /// <summary>What can stand in a header.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= 200 && key.All(letter => letter is > ' ' and < '\x7f');

    /// <summary>Where a Plausible is asked, as a member types it; empty is the usual one, null what cannot be one.</summary>
    public Uri? AddressOf(string text) =>
        Uri.TryCreate(text.Trim() is { Length: > 0 } typed ? typed : Usual, UriKind.Absolute, out var root) && client.IsSafe(root)
            ? new Uri(root.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/api/v2/query") : null;

    /// <param name="name">Of the site there.</param>
    /// <returns>The rows, none where nothing was counted; or why there are none.</returns>
    public async Task<(IReadOnlyList<HistoryRow>? Rows, ConnectorProblem? Problem)> ReadAsync(Uri address, string name, string key, DayRange days, CancellationToken cancellation)
    {
        var rows = new List<HistoryRow>();
        for (var offset = 0; offset < HistoryFile.MostRows; offset += PageRows)
        {
            var terms = new FetchTerms(MostBytes, Patience)
            {
                Json = QuestionOf(name, days, offset), Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer " + key },
            };
            var (page, refusal) = await client.FetchAsync(address, terms, cancellation);
            if (page is null)
                return (null, FetchProblems.Of(refusal));
            if (page.Status != HttpStatusCode.OK)
                return (null, page.Status == HttpStatusCode.PaymentRequired ? new ConnectorProblem(ProblemReason.Rights) : FetchProblems.Of(page.Status));
            if (page.IsCut || ForeignJson.Read(page.Body) is not { } answer || ReadPage(answer, days, rows) is not { } count)
                return (null, Malformed);
            if (count < PageRows)
                return (rows, null);
        }
        // More than can be taken: nothing of it, rather than a part that passes for the whole.
        return (null, new ConnectorProblem(ProblemReason.Limit, "rows"));
    }

    private static string QuestionOf(string name, DayRange days, int offset) => new JsonObject
    {
        ["site_id"] = name, ["metrics"] = new JsonArray("visits"), ["date_range"] = new JsonArray(ReportRequest.Written(days.From), ReportRequest.Written(days.To)),
        ["dimensions"] = new JsonArray([.. Dimensions.Select(one => JsonValue.Create(one))]),
        // Pages of an order of its own would have some rows twice and others not at all.
        ["order_by"] = new JsonArray([.. Dimensions.Select(one => new JsonArray(one, "asc"))]),
        ["pagination"] = new JsonObject { ["limit"] = PageRows, ["offset"] = offset },
    }.ToJsonString();

    /// <summary>How many rows the page has; null where it is not in the documented form.</summary>
    private int? ReadPage(JsonElement answer, DayRange days, List<HistoryRow> rows)
    {
        var results = answer.Get("results");
        if (results.ValueKind != JsonValueKind.Array || results.GetArrayLength() > PageRows)
            return null;
        foreach (var one in results.EnumerateArray())
        {
            List<JsonElement> cells = [.. one.Get("dimensions").Items(Dimensions.Length)];
            if (cells.Count != Dimensions.Length || HistoryCells.Day(cells[0].Text()) is not { } day || !days.Contains(day) || one.Get("metrics").Items(1).FirstOrDefault().Amount() is not { } visits)
                return null;
            var origin = new HistoryOrigin(cells[1].Text(), Said(cells[2]), Said(cells[3]));
            rows.Add(new HistoryRow(day, origin.GroupOf(classifier.Catalogue), origin.ChannelOf(classifier.Catalogue), visits));
        }
        return results.GetArrayLength();
    }

    // What a visit has no tag for is written in brackets.
    private static string Said(JsonElement cell) => cell.Text() is var text && text.StartsWith('(') ? "" : text;
}
