using System.Net;
using DuckDB.NET.Data;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>A day that a version before links had counted, and whose events are deleted: what needs a count of links says nothing, and the page stands.</summary>
[WholeServer]
public sealed class OlderCountsTests
{
    private const string Site = "mine.example";
    private const string Days = "?from=2026-11-02&to=2026-11-02";

    [Fact]
    public async Task The_first_screen_and_a_page_s_own_do_without_clicks_that_nobody_counted()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-older-");
        try
        {
            await using (var before = await PagesHost.StartOnAsync(folder))
                await CountAsync(before.Store);
            Forget(Path.Combine(folder.FullName, "events.duckdb"));
            await using var host = await PagesHost.StartOnAsync(folder);
            await host.AddAsync(PagesHost.Owner, "owner");
            await PagesHost.SignInAsync(host.Client, PagesHost.Owner);
            (await host.Store.ProblemsAsync(new ReportQuery(Site, DayRange.Of(PagesHost.Visit.Day), [Metric.Clicks]) { Dimensions = [Dimension.Link] }, default)).ShouldNotBeEmpty();
            (await PagesHost.SendAsync(host.Client, "/app/links/new", "link", ("url", $"https://{Site}{PagesHost.Visit.Page}"), ("slug", "a"), ("title", "Short"))).Dispose();
            foreach (var below in new[] { Days, "/advice" + Days, $"/page{Days}&path={Uri.EscapeDataString(PagesHost.Visit.Page)}" })
            {
                using var answer = await host.Client.GetAsync($"/app/sites/{Site}{below}");
                answer.IsSuccessStatusCode.ShouldBeTrue($"{below}: {answer.StatusCode}");
                if (below.StartsWith("/page", StringComparison.Ordinal))
                    WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).ShouldContain("data-label=\"Clicks\">–</td>");
            }
            (await host.Client.GetAsync("/app/links/1" + Days)).IsSuccessStatusCode.ShouldBeTrue();
            (await host.Client.GetAsync("/app/links/1/figures.csv" + Days)).IsSuccessStatusCode.ShouldBeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CountAsync(IEventStore store)
    {
        var day = PagesHost.Visit.Day;
        await store.PutSiteAsync(new SiteSettings(Site, "Europe/Paris", "en", false, DateTime.UnixEpoch), default);
        await store.AppendAsync(new EventBatch("1", Site, new[] { PagesHost.Visit }), default);
        await store.DeriveVisitsAsync(Site, DayRange.All, default);
        await store.CloseDayAsync(Site, day, new CloseRules("test"), default);
        await store.PurgeAsync(Site, new PurgeRules(day.AddDays(1), DateOnly.MinValue), default);
    }

    private static void Forget(string file)
    {
        using var connection = new DuckDBConnection("Data Source=" + file);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE closed_days SET rollups = 1;
            DELETE FROM event_rollups WHERE rollup SIMILAR TO '(link|variant|generation|scan|orphan|region|city|country,region).*';
            DELETE FROM visit_rollups WHERE rollup SIMILAR TO '(link|variant|generation|scan|orphan|region|city|country,region).*';
            """;
        command.ExecuteNonQuery();
    }
}
