using System.Text.RegularExpressions;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Earlier days beside those shown, in the trend and in tables. A week of two visits a day from WhatsApp, then one of one from there and two from Google.</summary>
[WholeServer]
public sealed class ComparingTests
{
    private const string Week = "period=7d&compare=previous";
    private static readonly DateOnly First = new(2026, 11, 11);

    private static IEnumerable<StoredEvent> Events => Enumerable.Range(0, 14).SelectMany(day => (day < 7 ? [WhatsApp, WhatsApp] : (StoredEvent[])[WhatsApp, FromGoogle, FromGoogle]).Select(one => one.At(First.AddDays(day), 9)));

    [Fact]
    public async Task The_trend_has_the_earlier_days_day_by_day_and_week_by_week_in_its_table_and_its_drawing()
    {
        await using var host = await StartAsync(Events);
        var page = await host.ReadAsync("?" + Week);
        page.ShouldContain("<th scope=\"col\" class=\"n\" data-series=\"earlier\">Earlier visits</th>");
        Count(page, "data-label=\"Earlier visits\" data-value=\"2\">2</td>").ShouldBe(7);
        Count(page, "<line class=\"earlier\" ").ShouldBe(8, "a stroke on each day and one in the legend");
        var weeks = await host.ReadAsync($"?{Week}&step=week");
        weeks.ShouldContain("data-label=\"Earlier visits\" data-value=\"10\">10</td>");
        weeks.ShouldContain("data-label=\"Earlier visits\" data-value=\"4\">4</td>");
        Count(await host.ReadAsync($"?{Week}&step=hour"), "data-label=\"Earlier visits\" data-value=\"2\">2</td>").ShouldBe(7, "an hour of each day had any");
        var part = await host.ReadAsync($"?{Week}&filters=channel%3D%3Dgoogle");
        Count(part, "data-label=\"Earlier visits\" data-value=\"0\">0</td>").ShouldBe(7, "and of a part, those of the part");
        (await host.ReadAsync("?period=7d")).ShouldNotContain("Earlier visits");
        (await host.ReadAsync("?period=7d&compare=year")).ShouldNotContain("Earlier visits", Case.Sensitive, "there is no record of them");
        var begins = await host.ReadAsync("?from=2026-11-16&to=2026-11-19&compare=previous");
        begins.ShouldContain("<td class=\"n zero\" data-label=\"Earlier visits\">–</td>", Case.Sensitive, "the record begins on the third of those days");
        begins.ShouldContain("data-label=\"Earlier visits\" data-value=\"2\">2</td>");
    }

    [Fact]
    public async Task A_day_without_a_visit_is_there_where_an_earlier_one_stands_beside_it()
    {
        await using var host = await StartAsync([.. Enumerable.Range(0, 7).Select(day => WhatsApp.At(First.AddDays(day), 9)), WhatsApp.At(First.AddDays(13), 9)]);
        var page = await host.ReadAsync("?" + Week);
        Count(page, "data-label=\"Earlier visits\" data-value=\"1\">1</td>").ShouldBe(7);
        Count(page, "data-label=\"Visits\" data-value=\"0\">0</td>").ShouldBe(6);
    }

    [Fact]
    public async Task Cards_tables_and_files_say_what_has_changed()
    {
        await using var host = await StartAsync(Events);
        var page = await host.ReadAsync("?" + Week);
        var card = page[page.IndexOf("id=\"sources\"", StringComparison.Ordinal)..].Split("</section>")[0];
        card.ShouldContain("<span aria-hidden=\"true\">▼ 50\u202F%</span>");
        card.ShouldContain("<span class=\"unseen\">50\u202F% fewer than before (14)</span>");
        card.ShouldContain("<span class=\"unseen\">none before</span>");
        (await host.ReadAsync("?period=7d")).ShouldNotContain("class=\"n change\"");
        var table = await host.ReadAsync("/by/channel?" + Week);
        table.ShouldContain("Compared with 11 to 17 November 2026: as many days, on the same days of the week.");
        table.ShouldContain(">Change</th>");
        table.ShouldContain("50\u202F% fewer than before (14)");
        var lines = (await host.Client.GetStringAsync($"{Page}/by/channel.csv?{Week}")).Split("\r\n");
        lines[0].ShouldEndWith(",goals,visits_before,reader_visits");
        lines[1].ShouldStartWith("google,14,");
        lines[1].ShouldEndWith(",0,0");
        lines[2].ShouldStartWith("whatsapp,7,");
        lines[2].ShouldEndWith(",14,7");
        var days = (await host.Client.GetStringAsync($"{Page}/by/day.csv?{Week}")).Split("\r\n");
        days[1].ShouldStartWith("2026-11-18,3,");
        days[1].ShouldEndWith(",2");
        (await host.ReadAsync("/by/day?" + Week)).ShouldContain("50\u202F% more than before (2)");
    }

    [Fact]
    public async Task Few_readers_of_earlier_days_are_not_told_by_what_has_changed()
    {
        StoredEvent From(string country, int day) => (WhatsApp with { Country = country }).At(First.AddDays(day), 9);
        await using var host = await StartAsync(
            [.. Enumerable.Repeat(From("FR", 1), 30), .. Enumerable.Repeat(From("BE", 1), 3), .. Enumerable.Repeat(From("FR", 8), 40), .. Enumerable.Repeat(From("BE", 8), 12)]);
        var page = await host.ReadAsync("?" + Week);
        var card = page[page.IndexOf("id=\"places\"", StringComparison.Ordinal)..].Split("</section>")[0];
        card.ShouldContain("<td class=\"n\">40</td>");
        card.ShouldNotContain("than before", Case.Sensitive, "with the total, the thirty would tell of the three");
        page[page.IndexOf("id=\"sources\"", StringComparison.Ordinal)..].Split("</section>")[0].ShouldContain("58\u202F% more than before (33)");
        (await host.Client.GetStringAsync($"{Page}/by/country.csv?{Week}")).ShouldNotContain(",30");
    }

    private static int Count(string page, string what) => Regex.Count(page, Regex.Escape(what), RegexOptions.None, TimeSpan.FromSeconds(1));
}
