using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Links;

[WholeServer]
public sealed class CardTests
{
    private const string Head = "<meta property=\"og:title\" content=\"L&#8217;hiver &amp; la mer\"><meta name=description content='Une histoire'><meta property=\"og:image\" content=\"https://example.com/a.jpg\"><title>Titre</title>";

    [Fact]
    public void A_page_s_tags_are_read_as_browsers_read_them()
    {
        var card = PageCard.Read("<!-- <meta property='og:title' content='no'> --><script>\"<meta property='og:title' content='no'>\"</script>" + Head);
        (card.OgTitle, card.Title, card.Description, card.Image).ShouldBe(("L’hiver & la mer", "Titre", "Une histoire", "https://example.com/a.jpg"));
        PageCard.Read("<title> Only\n this </title>").Shown.ShouldBe("Only this");
        PageCard.Read(new string('<', 200_000)).Shown.ShouldBe("");
    }

    [Theory]
    [InlineData("signal", "https://example.com/", "")]
    [InlineData("signal", "http://example.com/", "https")]
    [InlineData("whatsapp", "http://example.com/", "")]
    [InlineData("messenger", "http://example.com/", "")]
    public void Signal_alone_insists_on_https(string messenger, string address, string found) =>
        Judge(messenger, new Look { Address = address }).ShouldBe(found.Length > 0 ? [found] : []);

    [Theory]
    [InlineData("signal", 1000 * 1024, "")]
    [InlineData("signal", (1000 * 1024) + 1, "html")]
    [InlineData("messenger", 1024 * 1024, "")]
    [InlineData("messenger", (1024 * 1024) + 1, "html")]
    [InlineData("telegram", 5_000_000, "")]
    public void Pages_are_read_to_each_fetcher_s_limit(string messenger, long bytes, string found) => Judge(messenger, new Look { Html = bytes }).ShouldBe(found.Length > 0 ? [found] : []);

    [Theory]
    [InlineData("signal", 1024 * 1024, "")]
    [InlineData("signal", (1024 * 1024) + 1, "image-large")]
    [InlineData("discord", 5_000_000, "")]
    public void Pictures_too(string messenger, long bytes, string found) => Judge(messenger, new Look { Image = bytes }).ShouldBe(found.Length > 0 ? [found] : []);

    [Fact]
    public void What_a_page_lacks_is_said_of_every_messenger()
    {
        foreach (var messenger in Messenger.All)
        {
            Judge(messenger.Slug, new Look { Card = new PageCard("", "", "", "", "") }).ShouldBe(["title", "description", "image"], messenger.Name);
            Judge(messenger.Slug, new Look { Card = new PageCard("", "Title", "Text", "/a.jpg", ""), Image = null }).ShouldBe(["og-title", "image-relative", "image-missing"], messenger.Name);
        }
        Messenger.All.Select(messenger => messenger.Slug).ShouldBe(["whatsapp", "signal", "imessage", "telegram", "discord", "slack", "messenger"]);
    }

    [Fact]
    public async Task A_link_s_own_card_is_what_is_drawn_and_a_link_without_one_shows_its_destination_s()
    {
        await using var site = await LinkSite.StartAsync(local: true);
        using var page = new Receiver();
        page.Pages["/story"] = ("text/html", Head);
        var server = site.Host.Client.BaseAddress!;
        await site.LinkAsync(new { url = page.Root + "/story", slug = "plain" });
        await site.LinkAsync(new { url = page.Root + "/story", slug = "own", preview = new { title = "Ours", description = "", image = "", channels = new Dictionary<string, object> { ["telegram"] = new { title = "For Telegram" } } } });
        var looker = site.Host.Services.GetRequiredService<CardLooker>();
        var (plain, _) = await looker.LookAsync(new Uri(server, "/plain~w").ToString(), 1, server, default);
        plain.ShouldNotBeNull().Card.OgTitle.ShouldBe("L’hiver & la mer");
        plain.SentOnBy.ShouldHaveSingleItem().AbsolutePath.ShouldBe("/plain~w");
        var (own, _) = await looker.LookAsync(new Uri(server, "/own").ToString(), 1, server, default);
        (own!.For("whatsapp").Shown, own.For("telegram").Shown).ShouldBe(("Ours", "For Telegram"));
        page.Connections.ShouldBe(1, "a card of one's own needs no fetching");
        (await looker.LookAsync(new Uri(server, "/own").ToString(), 2, server, default)).Look?.Own.ShouldBeNull("another organisation's link is nothing to this one");
    }

    [Fact]
    public async Task Previews_of_pages_that_travel_are_looked_at_once_a_day_and_the_broken_ones_are_named()
    {
        using var page = new Receiver();
        page.Pages["/good"] = ("text/html", Head.Replace("https://example.com/a.jpg", page.Root + "/a.jpg", StringComparison.Ordinal));
        page.Pages["/bare"] = ("text/html", "<title>Titre</title>");
        page.Pages["/a.jpg"] = ("image/jpeg", "picture");
        page.Pages["/few"] = ("text/html", "");
        await using var host = await PagesHost.StartAsync(options => options with { AllowLocalChecks = true });
        var site = $"127.0.0.1:{page.Port}";
        var clock = new HastyClock(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));
        var preview = PagesHost.Visit with { Kind = Storage.Events.EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp", Rule = "fetcher" };
        await host.Store.PutSiteAsync(new Storage.Events.SiteSettings(site, "UTC", "en", false, DateTime.UnixEpoch), default);
        Storage.Events.StoredEvent[] events = [.. new[] { ("/good", 40), ("/bare", 30), ("/gone", 20), ("/few", 9) }.SelectMany(one => Enumerable.Repeat(preview with { Page = one.Item1 }, one.Item2).Append(PagesHost.Visit with { Page = one.Item1 })),
            .. Enumerable.Repeat(preview with { Page = "go.example/x", Detail = new Storage.Events.EventDetail { Link = 1 } }, 50)];
        await host.Store.AppendAsync(new Storage.Events.EventBatch("1", site, events), default);
        var (directory, rules) = (new SiteDirectory(), LiveHost.Rules(site));
        directory.Replace([rules]);
        var watch = new CardWatch(host.Services.GetRequiredService<PageTable>(), host.Services.GetRequiredService<CardLooker>(), directory, clock, NullLogger<CardWatch>.Instance) { Scheme = "http" };
        watch.Of(rules).ShouldBeEmpty("nobody has looked yet");
        await watch.LookAsync(default);
        watch.Of(rules).Select(broken => (broken.Page, broken.Missing?.Key)).ShouldBe([("/bare", "image"), ("/gone", "kind")]);
        var asked = page.Paths.Count;
        page.Paths.ShouldNotContain("/few");
        page.Paths.ShouldNotContain(path => path.Contains("go.example", StringComparison.Ordinal), "a link's own address is no page of the site");
        await watch.LookAsync(default);
        page.Paths.Count.ShouldBe(asked, "once a day");
        clock.Advance(TimeSpan.FromDays(1));
        await watch.LookAsync(default);
        page.Paths.Count.ShouldBe(2 * asked - 1, "the next day it is looked at again; the picture was fetched just before");
    }

    private sealed record Look
    {
        public string Address { get; init; } = "https://example.com/";
        public long Html { get; init; } = 1000;
        public long? Image { get; init; } = 1000;
        public PageCard Card { get; init; } = new("Title", "Title", "Text", "https://example.com/a.jpg", "");
    }

    private static List<string> Judge(string messenger, Look look)
    {
        var images = look.Image is { } bytes ? new Dictionary<string, CardImage> { [look.Card.Image] = new("image/jpeg", bytes, true, true, "") } : [];
        var seen = new CardLook(new Uri(look.Address), new Uri(look.Address), [], System.Net.HttpStatusCode.OK, "text/html", look.Html, look.Card, null, images);
        return [.. Messenger.All.Single(one => one.Slug == messenger).Judge(seen).Where(finding => finding.Grade != CardGrade.Remark).Select(finding => finding.Key)];
    }
}
