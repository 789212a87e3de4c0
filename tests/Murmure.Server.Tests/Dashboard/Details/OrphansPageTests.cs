using System.Net.Http.Headers;
using System.Text;
using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Dashboard.Details;

[WholeServer]
public sealed class OrphansPageTests
{
    private static readonly DateOnly Day = new(2026, 11, 10);

    private static StoredEvent ByLink(long link) => (WhatsApp with { Grade = Grade.Measured, Rule = "link.variant", Detail = new EventDetail { Link = link } }).At(Day, 9);

    private static StoredEvent Click(Orphan orphan, string page) => (Direct with { Kind = EventKind.Click, Page = page, Detail = new EventDetail { Orphan = orphan } }).At(Day, 9);

    [Fact]
    public async Task What_leads_back_to_nothing_is_gathered_and_equals_the_API()
    {
        await using var host = await StartAsync(
        [
            .. Enumerable.Repeat(ByLink(1), 5), .. Enumerable.Repeat(ByLink(4_711), 3), .. Enumerable.Repeat(Click(Orphan.Unknown, "/conccert"), 4), Click(Orphan.Root, "/"), Click(Orphan.Expired, "/over"),
            .. Enumerable.Repeat((WhatsApp with { Channel = "copied-link", Rule = "share.tag", Grade = Grade.Measured, Detail = new EventDetail { Generation = 1 } }).At(Day, 9), 6),
            (WhatsApp with { Rule = "share.tag", Grade = Grade.Measured, Detail = new EventDetail { Generation = 1 } }).At(Day, 9),
        ]);
        using (var client = host.Browser())
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("links:write"));
            using var content = new StringContent($"{{\"url\":\"https://{Host}{Article}\"}}", Encoding.UTF8, "application/json");
            using var made = await client.PostAsync("/api/v1/links", content);
            made.EnsureSuccessStatusCode();
        }

        var page = await host.ReadAsync($"/orphans?{Days}");
        var orphans = await host.RowsAsync("orphans", "orphan");
        (orphans["unknown"], orphans["root"], orphans["expired"]).ShouldBe((4, 1, 1));
        (Cell(page, "10 November 2026</th>", "Bare domain"), Cell(page, "10 November 2026</th>", "Unknown address"), Cell(page, "10 November 2026</th>", "Link ended")).ShouldBe(("1", "4", "1"));
        page.ShouldContain("/conccert");
        (await host.RowsAsync("visits", "link"))["4711"].ShouldBe(3);
        Cell(page, "<th scope=\"row\">4711</th>", "Visits").ShouldBe("3");
        page.ShouldNotContain("<th scope=\"row\">1</th>", Case.Sensitive, "that link is there");
        page.ShouldContain("<p class=\"big\">6</p>");
        page.ShouldContain("Of 7 visits with a share tag.");
        (await host.ReadAsync("/orphans?from=2026-11-11&to=2026-11-12&lang=fr")).ShouldContain("Aucune visite n’est venue avec une marque de partage");
        (await host.ReadAsync($"/page?path={Uri.EscapeDataString(Article)}&{Days}")).ShouldContain("Short links that lead here");
    }
}
