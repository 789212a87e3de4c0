using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Dashboard.Details;

[WholeServer]
public sealed class GooglePageTests
{
    private static readonly DateOnly Day = new(2026, 11, 10);

    private static IEnumerable<StoredEvent> Events =>
    [
        .. Enumerable.Repeat(WhatsApp.At(Day, 9), 40), .. Enumerable.Repeat((WhatsApp with { ReferrerHost = "web.whatsapp.com", Rule = "referrer.host" }).At(Day, 9), 7),
        .. Enumerable.Repeat(Direct.At(Day, 9), 30), .. Enumerable.Repeat(FromGoogle.At(Day, 9), 20),
        .. Enumerable.Repeat((FromGoogle with { Family = Family.Email, Channel = "gmail", ReferrerHost = "mail.google.com" }).At(Day, 9), 3),
    ];

    [Fact]
    public async Task Both_views_add_up_to_the_visits_of_the_API_and_their_differences_are_said_with_figures()
    {
        await using var host = await StartAsync(Events);
        var page = await host.ReadAsync($"/google-analytics?{Days}");
        var visits = await host.TotalAsync("visits");
        visits.ShouldBe(100);
        Cell(page, "<th scope=\"row\">All visits", "Visits").ShouldBe("100");
        foreach (var (family, count) in await host.RowsAsync("visits", "family"))
            Cell(page, "<th scope=\"row\">All visits", family switch { "messaging" => "Messaging", "direct" => "Direct", "search" => "Search", _ => "E-mail" }).ShouldBe(count.ToString(System.Globalization.CultureInfo.InvariantCulture), family);
        (Cell(page, "<th scope=\"row\">Direct", "Visits"), Cell(page, "<th scope=\"row\">Organic Search", "Visits"), Cell(page, "<th scope=\"row\">Referral", "Visits")).ShouldBe(("70", "23", "7"));
        page.ShouldContain("Google Analytics would say: 70\u202F% Direct");
        page.ShouldContain("Here 30\u202F% stay Direct");
        page.ShouldContain("40 visits that Google Analytics calls Direct are private messages by evidence.");
        page.ShouldContain("7 visits that Google Analytics files under “Referral” are filed here under “Messaging”.");
        page.ShouldContain("3 visits that Google Analytics files under “Organic Search” are filed here under “E-mail”.");
        page.ShouldContain("What this cannot reproduce");
        (await host.ReadAsync($"/google-analytics?{Days}&lang=fr")).ShouldContain("40 visites que Google Analytics appelle Direct sont des messages privés, preuve à l’appui.");
        (await host.ReadAsync("?period=28d")).ShouldContain($"href=\"{Page}/google-analytics?period=28d\"");
    }

    [Fact]
    public async Task Days_without_a_visit_say_so()
    {
        await using var host = await StartAsync(Events);
        (await host.ReadAsync("/google-analytics?from=2026-11-12&to=2026-11-13")).ShouldContain("No visit by a person in this period.");
    }
}
