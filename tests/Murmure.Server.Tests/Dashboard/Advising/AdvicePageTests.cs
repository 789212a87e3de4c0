using Murmure.Attribution;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Dashboard.Advising;

/// <summary>Four weeks in which WhatsApp's readers come in the evening, and most else comes without a mark.</summary>
[WholeServer]
public sealed class AdvicePageTests
{
    private static IEnumerable<StoredEvent> Events
    {
        get
        {
            for (var day = FourWeeks.From; day <= FourWeeks.To; day = day.AddDays(1))
            {
                foreach (var one in (StoredEvent[])[
                    .. Enumerable.Repeat(WhatsApp.At(day, 19), 6), WhatsApp.At(day, 8), WhatsApp.At(day, 13), .. Enumerable.Repeat((Direct with { Page = Other }).At(day, 10), 12),
                    .. Enumerable.Repeat(Preview.At(day, 18), 2)])
                    yield return one;
            }
        }
    }

    [Fact]
    public async Task The_page_lists_what_the_figures_advise_and_the_first_screen_shows_its_first()
    {
        await using var host = await StartAsync(Events);
        await host.Store.PutPagesAsync(Host, [new PageCard(Article, "Un concert au port")], default);
        var page = await host.ReadAsync($"/advice?{Days}");
        page.ShouldContain("Send to WhatsApp from 18:00 to 20:00: that is when its readers come.");
        page.ShouldContain("75\u202F% of its readers’ visits come in these two hours (");
        page.ShouldContain("It concerns about 224 visits.");
        page.ShouldContain("Put “Un concert au port” forward");
        page.ShouldContain($"href=\"{Page}/page?path={Uri.EscapeDataString(Article)}&from=2026-10-28&to=2026-11-24\"");
        page.ShouldContain("336 visits (60\u202F%) landed deep in the site without a source");
        page.ShouldContain("<li>Share buttons that nobody uses</li>", Case.Sensitive, "what was looked at in vain is said too");
        page.IndexOf("336 visits", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("Send to WhatsApp", StringComparison.Ordinal), "it concerns more");
        (await host.TotalAsync("deep_direct_visits")).ShouldBe(336);
        (await host.TotalAsync("evidence_visits", "channel==whatsapp")).ShouldBe(224);

        var first = await host.ReadAsync($"?{Days}");
        var next = first[first.IndexOf("id=\"next\"", StringComparison.Ordinal)..first.IndexOf("id=\"figures\"", StringComparison.Ordinal)];
        next.ShouldContain("<p class=\"first\">336 visits (60\u202F%) landed deep");
        next.ShouldContain($"href=\"{Page}/advice?from=2026-10-28&to=2026-11-24\"");
        next.ShouldContain("Send to WhatsApp");
        next.ShouldContain("75\u202F% of its readers’ visits come in these two hours (", Case.Sensitive, "what comes after the first has its figure and interval too");
        (await host.ReadAsync($"/advice?{Days}&lang=fr")).ShouldContain("Envoyez sur WhatsApp de 18 h à 20 h");
    }

    [Fact]
    public async Task Days_without_visits_advise_nothing()
    {
        await using var host = await StartAsync(Events);
        var page = await host.ReadAsync("/advice?from=2026-09-01&to=2026-09-02");
        page.ShouldContain("Nothing presses");
        page.ShouldContain("What was looked at without finding anything sure");
    }
}
