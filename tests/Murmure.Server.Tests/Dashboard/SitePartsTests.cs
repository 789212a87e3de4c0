using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Parts of a site's page that are there where there is something to tell: properties, hours, what is taking off.</summary>
[WholeServer]
public sealed partial class SitePartsTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example";
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Fact]
    public async Task Properties_lead_to_their_values_before_and_after_the_close_and_rare_names_are_not_told()
    {
        await using var host = await StartAsync(
        [
            .. Enumerable.Range(1, 24).Select(reader => Signed((ulong)reader, KeyValuePair.Create("plan", reader % 2 == 0 ? "free" : "paid"), KeyValuePair.Create("author.name", "Anne"))),
            Signed(25, KeyValuePair.Create("secret", "1")),
        ]);
        const string Days = "?from=2026-11-25&to=2026-11-25";
        const string Head = "property:plan,hits,goals,clicks,previews\n";
        for (var closed = false; ; closed = true)
        {
            var page = await ReadAsync(host, Days);
            page.ShouldContain($"/by/property%3Aplan{Days}\"><bdi>plan</bdi></a>");
            page.ShouldContain("<bdi>author.name</bdi>");
            page.ShouldNotContain("secret");
            // What tells readers apart is told of days that are over.
            (await host.Client.GetStringAsync(Page + "/by/property:plan.csv" + Days)).ReplaceLineEndings("\n").ShouldBe(closed ? Head + "free,12,12,0,0\npaid,12,12,0,0\n" : Head);
            if (closed)
                break;
            Clock(host).Advance(TimeSpan.FromHours(16));
            await host.Store.CloseDayAsync(Site, Today, new CloseRules("2026-11-23"), default);
        }
    }

    [Fact]
    public async Task Few_days_are_shown_hour_by_hour_and_many_are_not()
    {
        await using var host = await StartAsync([View(1, 9), View(2, 9), View(3, 12), View(4, 12) with { Day = Today.AddDays(-1), Time = At(12).AddDays(-1) }]);
        var page = await ReadAsync(host, "?from=2026-11-24&to=2026-11-25&step=hour");
        page.ShouldContain(">Hour by hour</h2>");
        page.ShouldContain("25 November 2026, 9:00 to 10:00</th> <td class=\"n strong\" data-label=\"Visits\" data-value=\"2\">");
        page.ShouldContain("25 November 2026, 10:00 to 11:00</th> <td class=\"n strong\" data-label=\"Visits\" data-value=\"0\">");
        page.ShouldNotContain("25 November 2026, 13:00", Case.Sensitive, "of what is to come nothing is told");
        (await ReadAsync(host, "?period=today&step=hour")).ShouldContain(">Hour by hour</h2>", Case.Sensitive, "one day has hours");
        (await ReadAsync(host, "?period=today&step=hour&lang=fr")).ShouldContain("25 novembre 2026, 9 h à 10 h");
        var many = await ReadAsync(host, "?from=2026-11-18&to=2026-11-25&step=hour");
        many.ShouldContain(">Day by day</h2>");
        many.ShouldNotContain(">by hour<");
        (await ReadAsync(host, "?from=2026-11-19&to=2026-11-25")).ShouldContain(">by hour<", Case.Sensitive, "seven are few");
    }

    [Fact]
    public async Task What_the_alert_would_tell_stands_on_the_page_while_it_lasts()
    {
        await using var host = await StartAsync(
        [
            View(1, 12) with { Day = Today.AddDays(-10), Time = At(12).AddDays(-10) }, View(2, 12),
            .. Enumerable.Range(0, 46).Select(sharer => View(0, 12) with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Platform = "whatsapp", Time = At(12).AddMinutes(30).AddSeconds(sharer) }),
        ]);
        await host.Store.PutPagesAsync(Site, [new PageCard("/port", "Un concert <au> port")], default);
        var page = await ReadAsync(host, "?period=today");
        page.ShouldContain("Taking off now");
        page.ShouldContain("<bdi>Un concert <au> port</bdi>");
        page.ShouldContain("46 WhatsApp previews in the last hour, 46 times the usual");
        (await ReadAsync(host, "?from=2026-11-15&to=2026-11-24")).ShouldNotContain("Taking off now", Case.Sensitive, "those days are over");
        Clock(host).Advance(TimeSpan.FromHours(2));
        (await ReadAsync(host, "?period=today")).ShouldNotContain("Taking off now");
    }

    [Fact]
    public async Task A_card_of_regions_is_not_called_Countries()
    {
        await using var host = await StartAsync(
            [.. Enumerable.Range(1, 24).Select(reader => View((ulong)reader, 9) with { Day = Today.AddDays(-1), Time = At(9).AddDays(-1), Country = "FR", Region = "FR/Normandie", City = "FR/Normandie/Caen" })]);
        (await ReadAsync(host, "?period=yesterday")).ShouldContain("id=\"places-title\">Countries</h2>", Case.Sensitive, "the site keeps nothing finer");
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
            await db.Sites.ExecuteUpdateAsync(site => site.SetProperty(one => one.Cities, true));
        await host.Services.GetRequiredService<SiteBook>().PublishAsync(default);
        var page = await ReadAsync(host, "?period=yesterday&tables=region");
        page.ShouldContain("id=\"places-title\">Places</h2>");
        page.ShouldContain("Normandie (France)");
        (await ReadAsync(host, "?period=yesterday&tables=region&lang=fr")).ShouldContain("id=\"places-title\">Lieux</h2>");
    }

    private static Task<PagesHost> StartAsync(IReadOnlyList<StoredEvent> events) =>
        PagesHost.StartAtAsync(new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 11, 58, 0, TimeSpan.Zero)), Site, events);

    private static FakeTimeProvider Clock(PagesHost host) => (FakeTimeProvider)host.Services.GetService(typeof(TimeProvider))!;

    private static async Task<string> ReadAsync(PagesHost host, string query) => Spaces().Replace(WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + query)), " ");

    /// <summary>That hour of the site's clock, in UTC.</summary>
    private static DateTime At(int hour) => Today.ToDateTime(new TimeOnly(hour - 1, 5), DateTimeKind.Utc);

    private static StoredEvent View(ulong reader, byte hour) => PagesHost.Visit with { Day = Today, Time = At(hour), Hour = hour, Visitor = reader, Page = "/port" };

    private static StoredEvent Signed(ulong reader, params KeyValuePair<string, string>[] properties) => View(reader, 9) with { Kind = EventKind.Goal, Detail = new EventDetail { Name = "Sign-up", Properties = properties } };

    [GeneratedRegex(@"[ \n]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
