using System.Globalization;
using Microsoft.AspNetCore.Http;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Statistics;

namespace Murmure.Server.Campaigns;

/// <summary>
/// A campaign's report as a file for a spreadsheet, in the names of the API: a line for each row, and one for all of them. What nobody knows is empty, not nought;
/// each currency that revenue came in has a column, since two do not add up.
/// </summary>
internal static class CampaignFile
{
    /// <summary>What the last line says in place of a channel.</summary>
    private const string Total = "total";

    /// <summary>What channels tell, in the order of the columns.</summary>
    internal static readonly ObservationKind[] Told =
    [
        ObservationKind.Sent, ObservationKind.Delivered, ObservationKind.Read, ObservationKind.Failed, ObservationKind.Reaction, ObservationKind.Reply, ObservationKind.Conversation, ObservationKind.Button,
        ObservationKind.Forward, ObservationKind.Joined, ObservationKind.Click, ObservationKind.Refusal,
    ];

    public static async Task<IResult> AnswerAsync(HttpContext http, string host, long id, SiteAccess sites, CampaignBook book, CampaignReader reader, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site || await book.FindAsync(site, id, cancellation) is not { } campaign)
            return Problems.NotFound("There is no such campaign here.");
        var report = await reader.ReadAsync(site, campaign, cancellation);
        string[] currencies = [.. report.Total.Revenue.Keys.Order(StringComparer.Ordinal)];
        return SheetFile.Of(http, string.Create(CultureInfo.InvariantCulture, $"{site.Host}-campaign-{id}"), Columns(currencies), Rows(report, currencies));
    }

    private static string[] Columns(string[] currencies) =>
    [
        "channel", "variant", "posts", .. Told.Select(ObservationIntake.NameOf), "declared_audience", "declared_reactions", "previews", "clicks", "clickers", "machine_clicks", "visits", "engaged_ms", "goals",
        .. currencies.Select(currency => "revenue_" + currency.ToLowerInvariant()), "cost", "cost_per_goal", "cost_per_goal_lower", "cost_per_goal_upper", "budget", "currency",
        "click_rate_lower", "click_rate_upper", "goals_per_visit_lower", "goals_per_visit_upper", "usual_clicks_per_post", "usual_visits_per_post", "usual_goals_per_post", "shared_with",
    ];

    private static IEnumerable<IReadOnlyList<object?>> Rows(CampaignReport report, string[] currencies)
    {
        foreach (var row in report.Rows)
            yield return [row.Channel, row.Variant, .. Figures(row, row.GoalCost, currencies), "", report.Campaign.Currency, .. Ends(row.ClickRate), .. Ends(row.GoalRate),
                .. Usual(report.Usual.Of(row.Channel)), string.Join("; ", report.SharedAt(row.Variant).Select(other => other.Name))];
        yield return [Total, "", .. Figures(report.Total, report.GoalCost, currencies), Money(report.Budget), report.Campaign.Currency, .. Ends(report.ClickRate), .. Ends(report.Total.GoalRate),
            .. Usual(report.Usual.All), string.Join("; ", report.Shared.Select(other => other.Name))];
    }

    private static IEnumerable<object?> Figures(CampaignRow row, GoalCost? goal, string[] currencies) =>
    [
        row.Published, .. Told.Select(kind => (object?)row.Of(kind)), row.DeclaredAudience, row.DeclaredReactions, row.Previews, row.Clicks, row.Clickers, row.MachineClicks, row.Visits,
        row.Engaged, row.Goals, .. currencies.Select(currency => (object?)(row.Revenue.TryGetValue(currency, out var revenue) ? Money(revenue) : null)),
        Money(row.Cost), Money(goal?.Value), Money(goal?.Lower), Money(goal?.Upper),
    ];

    private static IEnumerable<object?> Usual(UsualFigures usual) => [UsualFigures.Median(usual.Clicks), UsualFigures.Median(usual.Visits), UsualFigures.Median(usual.Goals)];

    private static double? Money(double? amount) => amount / 10_000;

    private static IEnumerable<object?> Ends(Interval? interval) => [interval?.Lower, interval?.Upper];
}
