using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports.History;

/// <summary>
/// Asks the Data API of Google Analytics 4 for sessions by day, default channel group, source and medium
/// (https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties/runReport).
/// </summary>
internal sealed partial class GoogleHistory(ForeignClient client, ConnectorOptions options, Classifier classifier, TimeProvider clock)
{
    /// <summary>A page of so many rows stays below what the client reads.</summary>
    private const int PageRows = 10_000;

    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private static readonly string[] Dimensions = ["date", "sessionDefaultChannelGroup", "sessionSource", "sessionMedium"];

    /// <summary>What a report has that is one, also without rows.</summary>
    private static readonly string[] Proofs = ["metadata", "kind", "dimensionHeaders"];

    private static readonly ConnectorProblem Malformed = new(ProblemReason.Malformed);

    /// <summary>A property's number, as its settings show it.</summary>
    public static bool IsProperty(string text) => Property().IsMatch(text);

    /// <param name="property">See <see cref="IsProperty"/>.</param>
    /// <returns>The rows, none where nothing was counted; or why there are none.</returns>
    public async Task<(IReadOnlyList<HistoryRow>? Rows, ConnectorProblem? Problem)> ReadAsync(ServiceAccount account, string property, DayRange days, CancellationToken cancellation)
    {
        var (token, problem) = await TokenAsync(account, cancellation);
        if (token is null)
            return (null, problem);
        var rows = new List<HistoryRow>();
        for (var offset = 0; offset < HistoryFile.MostRows; offset += PageRows)
        {
            using var request = Report(property, days, offset);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var answer = await client.SendAsync(request, cancellation);
            if (!answer.IsGood)
                return (null, answer.Problem);
            if (ReadPage(answer.Root, days, rows) is not { } count)
                return (null, Malformed);
            if (count < PageRows)
                return (rows, null);
        }
        // More than can be taken: nothing of it, rather than a part that passes for the whole.
        return (null, new ConnectorProblem(ProblemReason.Limit, "rows"));
    }

    private async Task<(string? Token, ConnectorProblem? Problem)> TokenAsync(ServiceAccount account, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.GoogleToken)
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", Grant), KeyValuePair.Create("assertion", account.Assertion(options.GoogleToken, clock.GetUtcNow()))]),
        };
        var answer = await client.SendAsync(request, cancellation);
        // A key that was withdrawn is answered 400 (invalid_grant).
        if (!answer.IsGood)
            return (null, answer.Status == System.Net.HttpStatusCode.BadRequest ? new ConnectorProblem(ProblemReason.Credentials) : answer.Problem);
        return answer.Root.Get("access_token").Text() is { Length: > 0 and < 4096 } token && token.All(letter => letter is > ' ' and < '\x7f') ? (token, null) : (null, Malformed);
    }

    private HttpRequestMessage Report(string property, DayRange days, int offset)
    {
        var question = new JsonObject
        {
            ["dateRanges"] = new JsonArray(new JsonObject { ["startDate"] = ReportRequest.Written(days.From), ["endDate"] = ReportRequest.Written(days.To) }),
            ["dimensions"] = new JsonArray([.. Dimensions.Select(name => new JsonObject { ["name"] = name })]),
            ["metrics"] = new JsonArray(new JsonObject { ["name"] = "sessions" }),
            // Pages of an order of its own would have some rows twice and others not at all.
            ["orderBys"] = new JsonArray([.. Dimensions.Select(name => new JsonObject { ["dimension"] = new JsonObject { ["dimensionName"] = name } })]),
            ["limit"] = PageRows.ToString(CultureInfo.InvariantCulture), ["offset"] = offset.ToString(CultureInfo.InvariantCulture),
        };
        return new HttpRequestMessage(HttpMethod.Post, new Uri(options.GoogleAnalytics, $"properties/{property}:runReport")) { Content = new StringContent(question.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    /// <summary>How many rows the page has; null where it is not in the documented form.</summary>
    private int? ReadPage(JsonElement report, DayRange days, List<HistoryRow> rows)
    {
        var page = report.Get("rows");
        // Of days without a session there is no list at all.
        if (page.ValueKind == JsonValueKind.Undefined)
            return Proofs.Any(name => report.Get(name).ValueKind != JsonValueKind.Undefined) ? 0 : null;
        if (page.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var row in page.EnumerateArray())
        {
            var (cells, counts) = (Values(row, "dimensionValues"), Values(row, "metricValues"));
            if (cells is not [var dayText, var group, var source, var medium] || counts is not [var count]
                || HistoryCells.Day(dayText) is not { } day || !days.Contains(day) || HistoryCells.Count(count) is not { } visits)
                return null;
            var origin = new HistoryOrigin(source, medium, "");
            rows.Add(new HistoryRow(day, HistoryGroups.OfGoogle(group) ?? origin.GroupOf(classifier.Catalogue), origin.ChannelOf(classifier.Catalogue), visits));
        }
        return page.GetArrayLength();
    }

    private static List<string>? Values(JsonElement row, string name) =>
        row.Get(name) is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray().Select(value => value.Get("value").Text())] : null;

    [GeneratedRegex(@"^[0-9]{3,15}\z", RegexOptions.None, 1000)]
    private static partial Regex Property();
}
