using System.Globalization;
using System.Net;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Pages with nothing to show say what to do, in the words that were promised.</summary>
[WholeServer]
public sealed class EmptyStateTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/" + Site;
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Fact]
    public async Task A_new_site_waits_for_its_first_visit_and_says_what_brings_it()
    {
        await using var host = await PagesHost.StartAsync();
        using var made = await PagesHost.SendAsync(host.Client, "/app/sites/new", "site", ("host", Site), ("zone", "Europe/Paris"), ("language", "fr"), ("profile", "eu-consent"));
        foreach (var page in (string[])[Page, Page + "/live"])
        {
            (await ReadAsync(host, page + "?lang=fr")).ShouldContain("En attente de la première visite\u00A0: ouvrez votre site, elle apparaîtra ici en 5 secondes.");
            (await ReadAsync(host, page + "?lang=en")).ShouldContain("Waiting for the first visit: open your site, and it appears here within 5 seconds.");
        }
        var waiting = await ReadAsync(host, Page);
        waiting.ShouldContain($"data-live=\"{Page}/live/stream\"", customMessage: "it appears by itself");
        waiting.ShouldContain($"href=\"{Page}/snippet\"");
        waiting.ShouldContain($"href=\"{Page}/snippet#check\"");
        (await ReadAsync(host, Page + "/snippet")).ShouldContain("id=\"check\"");

        await host.Store.AppendAsync(new EventBatch("first", Site, new[] { PagesHost.Visit }), default);
        await host.Store.DeriveVisitsAsync(Site, DayRange.All, default);
        (await ReadAsync(host, Page)).ShouldNotContain("Waiting for the first visit");
    }

    [Fact]
    public async Task A_script_alone_sees_no_previews_and_the_page_says_what_does()
    {
        const string French = "Un script ne voit pas les aperçus\u00A0: branchez votre journal.";
        const string English = "A script does not see previews: connect your log.";
        await using var scripted = await PagesHost.StartAtAsync(new HastyClock(Now), Site, [Visit(1), Read(1)]);
        (await ReadAsync(scripted, Page + "?period=all&lang=fr")).ShouldContain(French);
        var english = await ReadAsync(scripted, Page + "?period=all");
        english.ShouldContain(English);
        english.ShouldContain("/snippet?period=all#previews\">");

        var preview = Visit(0) with { Kind = EventKind.Preview, Verdict = Attribution.Verdict.Preview, Platform = "whatsapp", Day = Today.AddDays(-3), Time = Now.UtcDateTime.AddDays(-3) };
        await using var logged = await PagesHost.StartAtAsync(new HastyClock(Now), Site, [Visit(1), Read(1), preview]);
        (await ReadAsync(logged, Page + "?period=today")).ShouldNotContain(English, Case.Sensitive, "something saw a preview before");
        await using var bare = await PagesHost.StartAtAsync(new HastyClock(Now), Site, [Visit(1)]);
        (await ReadAsync(bare, Page + "?period=all")).ShouldNotContain(English, Case.Sensitive, "no script told of this visit");
    }

    [Fact]
    public async Task A_day_without_a_share_says_how_many_there_were_yesterday()
    {
        StoredEvent[] yesterday = [.. Enumerable.Range(0, 31).Select(i => Visit(i) with { Kind = i < 20 ? EventKind.Share : EventKind.Copy, Day = Today.AddDays(-1), Time = Now.UtcDateTime.AddDays(-1), Detail = new EventDetail() })];
        await using var host = await PagesHost.StartAtAsync(new HastyClock(Now), Site, [Visit(1), .. yesterday]);
        (await ReadAsync(host, Page + "/shares?lang=fr")).ShouldContain("Aucun partage aujourd’hui. Hier\u00A0: 31.");
        (await ReadAsync(host, Page + "/shares")).ShouldContain("No share today. Yesterday: 31.");
        (await ReadAsync(host, Page + "/shares?from=2026-11-01&to=2026-11-24")).ShouldNotContain("No share today", Case.Sensitive, "today is not shown");

        await host.Store.AppendAsync(new EventBatch("today", Site, new[] { Visit(2) with { Kind = EventKind.Share, Detail = new EventDetail() } }), default);
        (await ReadAsync(host, Page + "/shares")).ShouldNotContain("No share today");
    }

    [Fact]
    public void What_protects_few_readers_says_how_few()
    {
        var (english, french) = (Texts.For(Language.English), Texts.For(Language.French));
        var few = Murmure.Server.Reports.SmallCells.Threshold.ToString(CultureInfo.InvariantCulture);
        few.ShouldBe("10");
        french.Hidden().ShouldBe($"Moins de {few} lecteurs\u00A0: détail masqué pour les protéger.");
        english.Hidden().ShouldBe($"Fewer than {few} readers: details are hidden to protect them.");
        (english.Kept(), french.Kept()).ShouldBe(($"< {few}", $"<\u00A0{few}"));
    }

    private static StoredEvent Visit(int visitor) => PagesHost.Visit with { Time = Now.UtcDateTime.AddHours(-1), Day = Today, Visitor = (ulong)(visitor + 1) };

    private static StoredEvent Read(int visitor) => Visit(visitor) with { Kind = EventKind.Engagement, Detail = new EventDetail { EngagedMilliseconds = 9_000, ScrollPercent = 60 } };

    private static async Task<string> ReadAsync(PagesHost host, string path) => WebUtility.HtmlDecode(await host.Client.GetStringAsync(path));
}
