using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

/// <summary>Machines whose agent is a person's, from the beacon to the reports.</summary>
[WholeServer]
public sealed class SuspicionTests
{
    private const string Rented = "88.198.7.7";
    private const string Impossible = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15";

    [Fact]
    public async Task Who_comes_from_a_rented_server_is_kept_apart_and_who_comes_through_an_app_a_relay_or_a_proxy_is_not()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.ViewAsync("/a", address: Rented)).Said.ShouldBe("accepted", "whoever it is learns nothing of it");
        await host.ViewAsync("/b", address: Rented, agent: LiveHost.Firefox.Replace("Firefox/140.0", "Firefox/140.0 WA4A/2.26.32.83", StringComparison.Ordinal));
        await host.ViewAsync("/c", address: "104.28.0.1");
        await host.ViewAsync("/d", address: "203.0.113.9, " + Rented);
        var events = await host.EventsAsync();
        events.ToDictionary(e => e.Page, e => e.Suspicion).ShouldBe(
            new Dictionary<string, string> { ["/a"] = "hosting-network", ["/b"] = "", ["/c"] = "", ["/d"] = "" }, ignoreOrder: true);
        (await host.CountAsync(Metric.Pageviews)).ShouldBe(3);
        (await host.CountAsync(Metric.Visits)).ShouldBe(2, "/d is of one visit with /a, which is set apart");
    }

    [Fact]
    public async Task Each_rule_has_its_name_and_the_surest_one_is_told()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync("/impossible", address: Rented, agent: Impossible);
        await host.ViewAsync("/tomorrow", agent: LiveHost.Firefox.Replace("140.0", "190.0", StringComparison.Ordinal));
        await host.SendAsync($$"""{"n":"pageview","u":"https://{{LiveHost.Host}}/headers"}""", Rented, also: request =>
        {
            request.Headers.Add("Sec-Fetch-Mode", "cors");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        });
        await host.SendAsync($$"""{"n":"pageview","u":"https://{{LiveHost.Host}}/people"}""", also: request =>
        {
            request.Headers.Add("Sec-Fetch-Mode", "cors");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            request.Headers.Add("Accept-Language", "fr");
        });
        (await host.EventsAsync()).ToDictionary(e => e.Page, e => e.Suspicion).ShouldBe(
            new Dictionary<string, string> { ["/impossible"] = "impossible-version", ["/tomorrow"] = "impossible-version", ["/headers"] = "contradicting-headers", ["/people"] = "" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Without_consent_the_rule_s_name_is_kept_with_the_exempt_part_and_nothing_more()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: ComplianceProfile.FrExempt));
        await host.ViewAsync("/a", address: Rented);
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        kept.Suspicion.ShouldBe("hosting-network");
        (kept.Country + kept.Browser + kept.Os + kept.App).ShouldBe("");
        Stored.All(host.Folder).ShouldNotContain(Rented);
    }

    [Fact]
    public async Task A_burst_that_reads_nothing_is_set_apart_with_the_visit_it_is_of()
    {
        await using var host = await LiveHost.StartAsync();
        await host.SendAsync($$"""{"n":"engagement","u":"https://{{LiveHost.Host}}/a","e":4000}""", address: "198.51.100.7");
        await host.ViewAsync("/a", address: "198.51.100.7");
        var views = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"n":"pageview","u":"https://{{LiveHost.Host}}/{{i}}"}"""));
        await host.SendAsync($"[{views}]");
        (await host.CountAsync(Metric.Visits)).ShouldBe(1);
        (await host.EventsAsync()).Count(e => e.Suspicion == "burst").ShouldBe(40 - Bursts.Most);
        (await host.Store.SuspectsAsync(LiveHost.Host, DayRange.All, default)).ShouldBe([new SuspectCount(new DateOnly(2026, 11, 25), "burst", 40 - Bursts.Most, 1)]);
    }

    [Fact]
    public async Task What_is_refused_is_counted_by_day_and_reason_and_outlives_a_restart()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules() with { ExcludedPaths = ["/intern*"] });
        await host.ViewAsync("/intern/a");
        await host.ViewAsync("/intern/b");
        await host.ViewAsync("/a", id: "one");
        await host.ViewAsync("/a", id: "one");
        await host.ViewAsync("/a", agent: "Googlebot/2.1");
        await host.RestartAsync();
        await host.ViewAsync("/intern/c");
        await host.Services.GetRequiredService<TallyWriter>().RefusalsAsync(default);
        var day = new DateOnly(2026, 11, 25);
        (await host.Store.RefusedAsync(LiveHost.Host, DayRange.All, default)).ShouldBe([new(day, "blocked", 3), new(day, "duplicate", 1), new(day, "machine", 1)]);
    }
}
