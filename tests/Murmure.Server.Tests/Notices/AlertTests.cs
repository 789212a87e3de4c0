using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Hosting;
using Murmure.Connectors;
using Murmure.Server.Links;
using Murmure.Server.Notices;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Links;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Notices;

/// <summary>Alerts from previews as they come through the door, and from a site's own season; and where they go.</summary>
[WholeServer]
public sealed class AlertTests
{
    private const string Title = "Le port <!channel> @everyone [ici](https://evil.example) & <b>*en* `fête`</b> <script>x</script>";
    private const string Token = "123456789:AAHsecretsecretsecretsecretsecretsec";

    /// <summary>A Tuesday afternoon.</summary>
    private static readonly DateTimeOffset Tuesday = new(2026, 11, 24, 14, 2, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_page_that_is_passed_on_is_told_within_five_minutes_with_its_title_and_figures()
    {
        await using var site = await StartAsync();
        await site.SubscribeAsync("fr", NoticeKind.Surge);
        await site.Host.Store.PutPagesAsync(LiveHost.Host, [new Murmure.Storage.Events.PageCard(NoticeSite.Article, Title)], default);
        var key = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.FetchesWrite);
        await QuietAsync(site, key);
        site.Mail.Taken.ShouldBeEmpty("as many as usual");

        for (var sharer = 0; sharer < 46; sharer++)
            await site.PreviewAsync(key, NoticeSite.Article, 100 + sharer);
        var minutes = 0;
        for (; site.Mail.Taken.IsEmpty && minutes < 10; minutes++)
            await MinuteAsync(site);
        minutes.ShouldBeLessThanOrEqualTo(5);
        var message = site.Mail.Messages.ShouldHaveSingleItem();
        message.Subject.ShouldNotBeNull().ShouldStartWith("50 aperçus WhatsApp en 1 h\u00A0: Le port", customMessage: "the four before are of the same hour");
        var html = message.HtmlBody.ShouldNotBeNull();
        System.Net.WebUtility.HtmlDecode(html).ShouldContain("Cet article circule en privé\u00A0: 50 aperçus WhatsApp en 1 h, 50 fois l’habitude</h1>");
        html.ShouldContain("&lt;script&gt;x&lt;/script&gt;");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("<svg");
        message.TextBody.ShouldNotBeNull().ShouldContain("█ 50");
    }

    [Fact]
    public async Task A_page_is_told_of_once_in_six_hours_and_then_only_when_it_doubled()
    {
        await using var site = await StartAsync();
        await site.SubscribeAsync("fr", NoticeKind.Surge);
        var key = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.FetchesWrite);
        await BurstAsync(site, key, 46, 0);
        site.Mail.Taken.Count.ShouldBe(1);
        await BurstAsync(site, key, 100, 1_000);
        site.Mail.Taken.Count.ShouldBe(1, "within six hours");
        await site.Host.RestartAsync();
        await MinuteAsync(site);
        site.Mail.Taken.Count.ShouldBe(1, "a restart forgets nothing");
        site.Host.Clock.Advance(TimeSpan.FromHours(7));
        await BurstAsync(site, key, 60, 2_000);
        site.Mail.Taken.Count.ShouldBe(1, "sixty are not twice as many");
        site.Host.Clock.Advance(TimeSpan.FromMinutes(61));
        await BurstAsync(site, key, 400, 3_000);
        site.Mail.Taken.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Each_outlet_gets_it_in_its_own_words_and_no_title_can_ping_a_room()
    {
        using var receiver = new Receiver();
        await using var site = await StartAsync(options => options with { Connectors = new ConnectorOptions { Telegram = new Uri(receiver.Root + "/") } });
        await site.Host.Store.PutPagesAsync(LiveHost.Host, [new Murmure.Storage.Events.PageCard(NoticeSite.Article, Title)], default);
        await site.AddAsync(OutletKind.Slack, receiver.Root + "/services/T0/B0/slacksecret");
        await site.AddAsync(OutletKind.Discord, receiver.Root + "/api/webhooks/1/discordsecret");
        await site.AddAsync(OutletKind.Telegram, "", token: Token, chat: "-1001234567890");
        var (_, signing) = await site.AddAsync(OutletKind.Webhook, receiver.Root + "/hook", "en");
        var key = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.FetchesWrite);
        await BurstAsync(site, key, 46, 0);
        var sent = receiver.Paths.Zip(receiver.Requests).ToDictionary(one => one.First, one => (one.Second.Headers, Body: Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(one.Second.Body))), StringComparer.Ordinal);
        sent.Keys.Order(StringComparer.Ordinal).ShouldBe(["/api/webhooks/1/discordsecret", $"/bot{Token}/sendMessage", "/hook", "/services/T0/B0/slacksecret"]);

        using var slack = JsonDocument.Parse(sent["/services/T0/B0/slacksecret"].Body);
        slack.RootElement.GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("46 aperçus WhatsApp en 1 h");
        var section = slack.RootElement.GetProperty("blocks")[1].GetProperty("text");
        (section.GetProperty("type").GetString(), section.GetProperty("emoji").GetBoolean()).ShouldBe(("plain_text", false), "plain text knows no mention");
        section.GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("<!channel>");
        foreach (var encoded in (string[])[slack.RootElement.GetProperty("text").GetString()!, slack.RootElement.GetProperty("blocks")[2].GetProperty("elements")[1].GetProperty("text").GetString()!])
            encoded.ShouldNotContain("<!");

        using var discord = JsonDocument.Parse(sent["/api/webhooks/1/discordsecret"].Body);
        discord.RootElement.GetProperty("allowed_mentions").GetRawText().ShouldBe("{\"parse\":[]}");
        var description = discord.RootElement.GetProperty("embeds")[0].GetProperty("description").GetString().ShouldNotBeNull();
        description.ShouldContain("\\@everyone \\[ici\\]\\(https\\:");
        description.ShouldNotContain("[ici](https");
        description.ShouldContain($"]({NoticeSite.Root}/app/sites/example.org?from=2026-11-24");

        using var telegram = JsonDocument.Parse(sent[$"/bot{Token}/sendMessage"].Body);
        telegram.RootElement.GetProperty("chat_id").GetString().ShouldBe("-1001234567890");
        telegram.RootElement.GetProperty("parse_mode").GetString().ShouldBe("HTML");
        var text = telegram.RootElement.GetProperty("text").GetString().ShouldNotBeNull();
        text.ShouldContain("&lt;b&gt;*en* `fête`&lt;/b&gt;");
        text.ShouldNotContain("<script>");
        text.ShouldContain("<b>Cet article circule en privé");

        var (headers, body) = sent["/hook"];
        var signed = System.Security.Cryptography.HMACSHA256.HashData(
            Convert.FromBase64String(signing["whsec_".Length..]), Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}"));
        headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(signed));
        using var program = JsonDocument.Parse(body);
        program.RootElement.GetProperty("type").GetString().ShouldBe("notice.surge");
        program.RootElement.GetProperty("data").GetProperty("title").GetString().ShouldBe("This page is being passed on in private: 46 WhatsApp previews in 1 h, 46 times the usual");
        program.RootElement.GetProperty("data").GetProperty("charts")[0].GetProperty("bars").EnumerateArray().Last().GetProperty("value").GetInt64().ShouldBe(46);

        foreach (var secret in (string[])["slacksecret", "discordsecret", Token, signing, "203.0.0."])
            Stored.Holds(site.Host.Folder, secret).ShouldBeFalse(secret);
    }

    [Fact]
    public async Task What_an_outlet_does_not_take_is_sent_again_and_a_restart_loses_nothing()
    {
        using var receiver = new Receiver { Status = "503 Busy" };
        await using var site = await StartAsync();
        await site.AddAsync(OutletKind.Webhook, receiver.Root + "/hook");
        var key = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.FetchesWrite);
        await BurstAsync(site, key, 46, 0);
        receiver.Requests.ShouldNotBeEmpty();
        await site.Host.RestartAsync();
        receiver.Status = "204 Good";
        site.Host.Clock.Advance(TimeSpan.FromHours(5));
        await site.RoundAsync();
        receiver.Requests.Select(request => request.Headers["webhook-id"]).Distinct().ShouldHaveSingleItem();
        var tries = receiver.Requests.Count;
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await site.RoundAsync();
        receiver.Requests.Count.ShouldBe(tries);
    }

    [Theory]
    [InlineData(false, 0, 46)]
    [InlineData(false, 30, 46)] // the log told of thirty that were sent on
    [InlineData(true, 30, 76)] // a card of its own sends nobody on: these thirty are others
    public async Task Previews_of_a_short_link_count_for_the_page_that_it_leads_to(bool card, int own, int told)
    {
        await using var site = await StartAsync();
        await site.SubscribeAsync("en", NoticeKind.Surge);
        var (page, elsewhere) = (await LinkAsync(site, $"https://{LiveHost.Host}{NoticeSite.Article}?utm_source=x", card), await LinkAsync(site, "https://elsewhere.example/", card));
        var now = site.Host.Clock.GetUtcNow().UtcDateTime;
        var preview = PagesHost.Visit with
        {
            Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp", Day = Today, Hour = (byte)now.Hour, Time = now.AddMinutes(-5), Page = "/short",
        };
        List<StoredEvent> events =
        [
            .. Enumerable.Repeat(preview with { Detail = new EventDetail { Link = page } }, 46), .. Enumerable.Repeat(preview with { Detail = new EventDetail { Link = elsewhere } }, 80),
            .. Enumerable.Repeat(preview with { Page = NoticeSite.Article }, own),
        ];
        await site.Host.Store.AppendAsync(new EventBatch("links", LiveHost.Host, events.ToArray()), default);
        await MinuteAsync(site);
        var message = site.Mail.Messages.ShouldHaveSingleItem("the link that leads elsewhere is no page of this site");
        message.Subject.ShouldNotBeNull().ShouldStartWith($"{told} WhatsApp previews in 1 h");
        message.TextBody.ShouldNotBeNull().ShouldContain(NoticeSite.Article[..40]);
        var taking = await site.Host.Services.GetRequiredService<TakingOff>().ReadAsync(site.Site, default);
        taking.ShouldHaveSingleItem().Surge.Previews.ShouldBe(told);
    }

    private static async Task<long> LinkAsync(NoticeSite site, string url, bool card)
    {
        var making = site.Host.Services.GetRequiredService<LinkMaking>();
        var preview = card ? new LinkPreview("A title") : null;
        return (await making.MakeAsync(new LinkRequest { Url = url, Preview = preview }, Maker.Of(site.Caller), default)).Link.ShouldNotBeNull().Id;
    }

    [Fact]
    public async Task A_fetcher_that_public_posts_cause_too_raises_no_alarm()
    {
        const string Facebook = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)";
        await using var site = await StartAsync();
        await site.SubscribeAsync("fr", NoticeKind.Surge);
        var key = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.FetchesWrite);
        for (var sharer = 0; sharer < 30; sharer++)
            await site.PreviewAsync(key, NoticeSite.Article, sharer, Facebook);
        await MinuteAsync(site);
        var recent = await site.Host.Store.RecentPreviewsAsync(LiveHost.Host, site.Host.Clock.GetUtcNow().UtcDateTime, 1, default);
        recent.ShouldHaveSingleItem().Previews.ShouldBeGreaterThanOrEqualTo(12);
        site.Mail.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_short_record_raises_no_alarm()
    {
        await using var site = await NoticeSite.StartAsync(Tuesday);
        await site.SubscribeAsync("fr", NoticeKind.Surge);
        for (var day = Today.AddDays(-3); day < Today; day = day.AddDays(1))
            await site.AppendAsync(day, _ => 1);
        var key = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.FetchesWrite);
        await BurstAsync(site, key, 46, 0);
        site.Mail.Taken.ShouldBeEmpty("three days are no record");
    }

    [Fact]
    public async Task An_hour_that_departs_from_its_season_is_told_once_in_twelve_hours()
    {
        await using var site = await SeasonAsync();
        await site.SubscribeAsync("en", NoticeKind.Unusual);
        await site.AppendAsync(Today, hour => hour < 13 ? 30 : 180, hours: 14);
        await site.MinuteAsync();
        site.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await site.RoundAsync();
        var message = site.Mail.Messages.ShouldHaveSingleItem();
        message.Subject.ShouldBe("example.org: 180 visits, out of the ordinary");
        message.TextBody.ShouldNotBeNull().ShouldContain("More than usual: 180 visits (24 November 2026, 13:00 to 14:00), where about 32 are usual");
        message.TextBody.ShouldContain("17 November 2026");
        await site.AppendAsync(Today, hour => hour == 14 ? 180 : 0, hours: 15);
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await site.RoundAsync();
        site.Mail.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_normal_hour_is_no_news_and_neither_is_a_site_of_two_weeks()
    {
        await using var site = await SeasonAsync();
        await site.SubscribeAsync("en", NoticeKind.Unusual);
        await site.AppendAsync(Today, hour => 30 + (hour % 3), hours: 14);
        site.Host.Clock.Advance(TimeSpan.FromMinutes(3));
        await site.RoundAsync();
        site.Mail.Taken.ShouldBeEmpty();

        await using var young = await SeasonAsync(days: 14);
        await young.SubscribeAsync("en", NoticeKind.Unusual);
        await young.AppendAsync(Today, _ => 500, hours: 14);
        young.Host.Clock.Advance(TimeSpan.FromMinutes(3));
        await young.RoundAsync();
        young.Mail.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_day_of_a_small_site_is_told_in_the_night_after_it_and_once()
    {
        await using var site = await NoticeSite.StartAsync(Tuesday);
        for (var day = Today.AddDays(-28); day < Today; day = day.AddDays(1))
            await site.AppendAsync(day, hour => hour % 3 == 0 ? 1 : 0);
        await site.AppendAsync(Today, hour => hour is > 6 and < 22 ? 5 : 0);
        await site.SubscribeAsync("fr", NoticeKind.Unusual);
        site.Host.Clock.Advance(TimeSpan.FromHours(12));
        await site.RoundAsync();
        site.Mail.Taken.ShouldBeEmpty("two in the morning");
        site.Host.Clock.Advance(TimeSpan.FromHours(3));
        await site.RoundAsync();
        await site.Host.RestartAsync();
        site.Host.Clock.Advance(TimeSpan.FromMinutes(5));
        await site.RoundAsync();
        var text = site.Mail.Messages.ShouldHaveSingleItem().TextBody.ShouldNotBeNull();
        text.ShouldContain("Plus que d’habitude\u00A0: 75 visites (24 novembre 2026), contre environ 8 d’ordinaire");
    }

    [Fact]
    public async Task A_fall_is_told_where_the_server_was_there_to_see_it()
    {
        await using var site = await SeasonAsync();
        await site.SubscribeAsync("en", NoticeKind.Unusual);
        site.Host.Clock.Advance(TimeSpan.FromMinutes(3));
        await site.RoundAsync();
        site.Mail.Taken.ShouldBeEmpty("it started two minutes ago");
        for (var passed = 14; passed < 17; passed++)
        {
            await site.AppendAsync(Today, hour => hour == passed ? 30 : 0, hours: passed + 1);
            site.Host.Clock.Advance(TimeSpan.FromHours(1));
            await site.RoundAsync();
        }
        site.Mail.Taken.ShouldBeEmpty("as many as usual came");
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await site.RoundAsync();
        site.Mail.Messages.ShouldHaveSingleItem().TextBody.ShouldNotBeNull().ShouldContain("Fewer than usual: 0 visits (24 November 2026, 17:00 to 18:00), where about 3");
    }

    [Fact]
    public async Task What_a_log_read_by_night_has_not_told_yet_is_no_fall()
    {
        await using var site = await SeasonAsync();
        await site.SubscribeAsync("en", NoticeKind.Unusual);
        await LaterAsync(TimeSpan.FromMinutes(3));
        for (var night = 0; night < 3; night++)
        {
            // The log of the day, and of the night so far, is read at two minutes past one; until then there is nothing of it.
            for (var passed = 0; passed < 10; passed++)
                await LaterAsync(TimeSpan.FromHours(1));
            await LaterAsync(TimeSpan.FromMinutes(57));
            var tomorrow = Today.AddDays(night + 1);
            await site.AppendAsync(Today.AddDays(night), hour => 30 + (hour % 3));
            await site.AppendAsync(tomorrow, hour => hour == 0 ? 30 : 2, hours: 2);
            await LaterAsync(TimeSpan.FromMinutes(3));
            for (var passed = 0; passed < 13; passed++)
                await LaterAsync(TimeSpan.FromHours(1));
        }
        site.Mail.Taken.ShouldBeEmpty();

        async Task LaterAsync(TimeSpan time)
        {
            site.Host.Clock.Advance(time);
            await site.RoundAsync();
        }
    }

    [Fact]
    public async Task A_day_whose_log_comes_in_the_morning_is_judged_then()
    {
        await using var site = await SeasonAsync();
        await site.SubscribeAsync("en", NoticeKind.Unusual);
        site.Host.Clock.Advance(TimeSpan.FromHours(14) + TimeSpan.FromMinutes(3));
        await site.RoundAsync();
        site.Mail.Taken.ShouldBeEmpty("at four in the morning nothing of yesterday is there");
        await site.AppendAsync(Today, _ => 3);
        site.Host.Clock.Advance(TimeSpan.FromHours(3));
        await site.RoundAsync();
        site.Mail.Messages.ShouldHaveSingleItem().TextBody.ShouldNotBeNull().ShouldContain("Fewer than usual: 72 visits (24 November 2026)");
    }

    private static DateOnly Today => DateOnly.FromDateTime(Tuesday.DateTime);

    private static async Task<NoticeSite> StartAsync(Func<ServeOptions, ServeOptions>? with = null)
    {
        var site = await NoticeSite.StartAsync(Tuesday, with: with);
        for (var day = Today.AddDays(-9); day < Today; day = day.AddDays(1))
            await site.AppendAsync(day, hour => hour is > 7 and < 20 ? 2 : 0, hour => hour is > 7 and < 20 ? 2 : 0);
        return site;
    }

    /// <summary>Thirty to thirty-two visits in every hour.</summary>
    private static async Task<NoticeSite> SeasonAsync(int days = 28)
    {
        var site = await NoticeSite.StartAsync(Tuesday);
        for (var day = Today.AddDays(-days); day < Today; day = day.AddDays(1))
            await site.AppendAsync(day, hour => 30 + ((hour + day.DayNumber) % 3));
        return site;
    }

    private static async Task QuietAsync(NoticeSite site, string key)
    {
        for (var sharer = 0; sharer < 4; sharer++)
            await site.PreviewAsync(key, NoticeSite.Article, sharer);
        await MinuteAsync(site);
    }

    private static async Task BurstAsync(NoticeSite site, string key, int shares, int from)
    {
        for (var sharer = 0; sharer < shares; sharer++)
            await site.PreviewAsync(key, NoticeSite.Article, from + sharer);
        await MinuteAsync(site);
    }

    private static async Task MinuteAsync(NoticeSite site)
    {
        await site.Host.SettleAsync();
        await site.MinuteAsync();
    }
}
