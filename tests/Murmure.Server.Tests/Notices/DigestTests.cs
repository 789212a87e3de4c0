using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Murmure.Attribution;
using Murmure.Server.Estimates;
using Murmure.Server.Notices;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Notices;

/// <summary>A digest end to end: from the form in which a member asks for it to the mail, and out again.</summary>
[WholeServer]
public sealed partial class DigestTests
{
    private const string Host = "www.example.org";
    private const string Page = "/app/sites/" + Host;
    private const string Hostile = "<script>alert(1)</script> Un concert & un <b>port</b>";

    /// <summary>A Monday, before eight in Paris.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_week_arrives_on_Monday_at_eight_with_the_figures_of_the_site_s_page()
    {
        using var mail = new MailServer();
        var clock = new HastyClock(Monday);
        await using var host = await StartAsync(mail, clock);
        await SubscribeAsync(host, "fr", NoticeKind.Weekly);
        await RoundAsync(host);
        mail.Taken.ShouldBeEmpty("it is half past seven");
        clock.Advance(TimeSpan.FromMinutes(31));
        await RoundAsync(host);
        await RoundAsync(host);
        var (to, message) = mail.Taken.ShouldHaveSingleItem();
        to.ShouldBe(PagesHost.Owner);
        message.Subject.ShouldBe("www.example.org\u00A0: votre semaine, du 16 au 22 novembre 2026");
        var (html, text) = (message.HtmlBody.ShouldNotBeNull(), message.TextBody.ShouldNotBeNull());

        var page = Read(await host.Client.GetStringAsync(Page + "?from=2026-11-16&to=2026-11-22&compare=previous&lang=fr"));
        var said = Read(html);
        Heading().Match(said).Groups["text"].Value.ShouldBe(Heading().Match(page).Groups["text"].Value);
        var figures = Figures(page);
        figures.Count.ShouldBe(9);
        foreach (var (name, value, change) in figures.Where(one => one.Change.Length > 0 && !(one.Value.StartsWith('0') && one.Change == "autant qu’avant")))
        {
            said.ShouldContain($"<bdi>{name}</bdi></th>");
            said.ShouldMatch($"<bdi>{Regex.Escape(name)}</bdi></th>\\s*<td [^>]*>{Regex.Escape(value)}</td>\\s*<td [^>]*>{Regex.Escape(change)}</td>");
            text.ShouldContain($"{name}\u00A0: {value} – {change}");
        }
        foreach (var (name, visits) in Parts(page))
        {
            if (visits != "–")
                said.ShouldMatch($"<bdi>{name}</bdi></th>[\\s\\S]{{0,600}}>{visits}, soit ");
        }
        said.ShouldContain("Un outil classique dirait\u00A0: ");
        Read(html).ShouldContain(Hostile, customMessage: "decoded, the title is what it was");
        html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        html.ShouldNotContain("<script");
        foreach (var forbidden in (string[])["<svg", "<style", "class=", "<img", "<link", "onclick", "{0}"])
            html.ShouldNotContain(forbidden);
        html.ShouldContain("style=\"");
        text.ShouldContain("█");
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
    }

    [Fact]
    public async Task With_an_estimate_of_those_days_the_mail_begins_with_its_interval_and_without_one_nothing_is_called_estimated()
    {
        using var mail = new MailServer();
        var clock = new HastyClock(Monday);
        await using var host = await StartAsync(mail, clock);
        await SubscribeAsync(host, "en", NoticeKind.Weekly, NoticeKind.Monthly);
        await host.Services.GetRequiredService<EstimateRounds>().RunDueAsync(default);
        var figure = new EstimateFigure
        {
            Direct = 150, Visits = 252, Measured = 63, Rung = "model", Rule = .61, FirstVisitRule = .48, Checks = new(), Seed = "7", DemotedBecause = [], ByDay = [],
            Alpha = new(.4, .3, .52, .9), DarkShareOfVisits = new(.15, .13, .18, .9), Bounds = new(.4, .1, .7, .95), Narrowings = [new("confirm-calendar", .03, null, null)],
            ByPage = [new(NoticeSite.Article, new(.5, .4, .6, .9))],
        };
        await host.Services.GetRequiredService<EstimateBook>().KeepAsync(
            host.Services.GetRequiredService<SiteDirectory>().All.Single().Id, EstimatePeriods.Week, new DayRange(new(2026, 11, 16), new(2026, 11, 22)), figure, host.Services.GetRequiredService<Classifier>().Version, default);
        clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(host);
        var text = mail.Messages.ShouldHaveSingleItem().TextBody.ShouldNotBeNull();
        text.ShouldStartWith("Between 13\u202F% and 18\u202F% of your visits come from private sharing.");
        text.ShouldContain("nine times in ten");
        text.ShouldMatch("█+[▏▎▍▌▋▊▉]? 60 \\(.*Estimated");
        text.ShouldContain("50\u202F% (40\u202F% to 60\u202F%)");
        var page = await host.Client.GetStringAsync(Page + "?from=2026-11-16&to=2026-11-22&lang=en");
        First().IsMatch(page).ShouldBeTrue();
        text.ShouldContain(WebUtility.HtmlDecode(First().Match(page).Groups["text"].Value), Case.Sensitive, "the one thing to do is the page's");
        text.ShouldContain(WebUtility.HtmlDecode(First().Match(page).Groups["rests"].Value), Case.Sensitive, "with the figure that it rests on");
        var month = Read(await host.Client.GetStringAsync(Page + "/notices/preview?kind=monthly&lang=en"));
        month.ShouldNotContain("Estimated");
        month.ShouldContain("Nothing was measured yet: the record begins on 2 November 2026.");
        month.ShouldNotContain("Nobody was seen in these days");
    }

    [Fact]
    public async Task Following_the_link_ends_nothing_and_one_click_ends_it_without_signing_in()
    {
        using var mail = new MailServer();
        var clock = new HastyClock(Monday.AddHours(1));
        await using var host = await StartAsync(mail, clock);
        await SubscribeAsync(host, "fr", NoticeKind.Weekly, NoticeKind.Monthly);
        await RoundAsync(host);
        mail.Taken.ShouldBeEmpty("who subscribes after eight hears of the next week");
        clock.Advance(TimeSpan.FromDays(7));
        await SettledAsync(host);
        var message = mail.Messages.ShouldHaveSingleItem();
        message.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
        var atOnce = new Uri(message.Headers["List-Unsubscribe"].ShouldNotBeNull().Trim('<', '>')).PathAndQuery;
        using var browser = host.Browser();

        using (var followed = await browser.GetAsync(atOnce))
        {
            followed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            (await browser.GetStringAsync(PagesHost.Target(followed).PathAndQuery)).ShouldContain("Ne plus recevoir");
        }
        (await KindsAsync(host)).ShouldBe([NoticeKind.Weekly, NoticeKind.Monthly]);

        using (var ended = await browser.PostAsync(atOnce, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")])))
            ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await KindsAsync(host)).ShouldBe([NoticeKind.Monthly]);
        (await browser.GetStringAsync(atOnce.Replace("/now", "", StringComparison.Ordinal))).ShouldContain("Vous ne recevez plus");

        using (var forged = await browser.PostAsync(atOnce[..^20] + "&lang=fr", null))
            forged.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetStringAsync("/app/notices/stop?token=CfDJ8nonsense")).ShouldContain("This link ends nothing");
        clock.Advance(TimeSpan.FromDays(7));
        await SettledAsync(host);
        mail.Messages.Count(one => one.Subject?.Contains("semaine", StringComparison.Ordinal) == true).ShouldBe(1);
    }

    [Fact]
    public async Task A_week_without_a_visit_is_not_told_that_its_log_stopped_while_previews_come_from_it()
    {
        using var mail = new MailServer();
        var clock = new HastyClock(Monday);
        await using var host = await StartAsync(mail, clock);
        clock.Advance(TimeSpan.FromDays(14));
        await PagesHost.SignInAsync(host.Client, PagesHost.Owner);
        var previews = Events().Where(one => one.Kind == EventKind.Preview).Take(5).Select(one => one with { Day = new DateOnly(2026, 12, 1), Time = new DateTime(2026, 12, 1, 8, 30, 0, DateTimeKind.Utc) }).ToArray();
        (await PreviewAsync(host)).ShouldContain("Nobody was seen in these days");
        await host.Store.AppendAsync(new EventBatch("previews", Host, previews), default);
        var week = await PreviewAsync(host);
        week.ShouldNotContain("Nobody was seen in these days");
        week.ShouldContain("≈\u202F5");
        week.ShouldNotContain("as many as before");
    }

    private static async Task<string> PreviewAsync(PagesHost host) => Read(await host.Client.GetStringAsync(Page + "/notices/preview?kind=weekly&lang=en"));

    [Fact]
    public async Task Pressing_the_button_of_the_page_ends_it_and_the_page_says_so()
    {
        using var mail = new MailServer();
        var clock = new HastyClock(Monday);
        await using var host = await StartAsync(mail, clock);
        await SubscribeAsync(host, "en", NoticeKind.Weekly);
        clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(host);
        var link = new Uri(StopLink().Match(mail.Messages.ShouldHaveSingleItem().HtmlBody.ShouldNotBeNull()).Groups["link"].Value.Replace("&amp;", "&", StringComparison.Ordinal)).PathAndQuery;
        using var browser = host.Browser();
        var asked = await browser.GetStringAsync(link);
        var action = WebUtility.HtmlDecode(FormAction().Match(asked).Groups["action"].Value);
        using var pressed = await browser.PostAsync(action, new FormUrlEncodedContent([]));
        pressed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await browser.GetStringAsync(PagesHost.Target(pressed).PathAndQuery)).ShouldContain("You no longer receive");
        (await KindsAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_it_would_say_today_is_the_same_drawing_under_a_policy_of_its_own()
    {
        using var mail = new MailServer();
        var clock = new HastyClock(Monday);
        await using var host = await StartAsync(mail, clock);
        await SubscribeAsync(host, "fr", NoticeKind.Weekly);
        clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(host);
        using var answer = await host.Client.GetAsync(Page + "/notices/preview?kind=weekly&lang=fr");
        var preview = await answer.Content.ReadAsStringAsync();
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldBe(MailLook.Policy);
        policy.ShouldNotContain("unsafe");
        var sheet = Sheet().Match(preview).Groups["css"].Value;
        policy.ShouldContain("sha256-" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sheet))));
        preview.ShouldNotContain("style=");
        preview.ShouldContain("<h1 ");
        Words(preview).ShouldBe(Words(mail.Messages.Single().HtmlBody.ShouldNotBeNull()).Replace("Vous avez demandé ce message. Ne plus le recevoir, en un clic", "", StringComparison.Ordinal).TrimEnd());
        var english = await host.Client.GetStringAsync(Page + "/notices/preview?kind=monthly&lang=en");
        english.ShouldContain("your month, 1 to 31 October 2026");
    }

    [Theory]
    [InlineData(NoticeKind.Weekly, "2026-11-23T07:00:00Z", "2026-11-16", "2026-11-22")]
    [InlineData(NoticeKind.Weekly, "2026-11-23T06:59:00Z", null, null)]
    [InlineData(NoticeKind.Weekly, "2026-11-25T06:59:00Z", "2026-11-16", "2026-11-22")]
    [InlineData(NoticeKind.Weekly, "2026-11-25T07:00:00Z", null, null)]
    [InlineData(NoticeKind.Weekly, "2026-10-26T06:30:00Z", null, null)]
    [InlineData(NoticeKind.Weekly, "2026-10-26T07:00:00Z", "2026-10-19", "2026-10-25")]
    [InlineData(NoticeKind.Monthly, "2026-12-01T07:00:00Z", "2026-11-01", "2026-11-30")]
    [InlineData(NoticeKind.Monthly, "2026-12-01T06:59:00Z", null, null)]
    [InlineData(NoticeKind.Monthly, "2026-12-03T06:59:00Z", "2026-11-01", "2026-11-30")]
    [InlineData(NoticeKind.Monthly, "2026-12-03T07:00:00Z", null, null)]
    public void A_digest_is_due_at_eight_on_the_site_s_clock_and_for_two_days(string kind, string now, string? from, string? to)
    {
        var period = DigestPeriod.Of(kind, LiveHost.Rules(zone: "Europe/Paris"), DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        (period?.Days.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), period?.Days.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ShouldBe((from, to));
    }

    private static Task<PagesHost> StartAsync(MailServer mail, HastyClock clock) =>
        StartedAsync(PagesHost.StartAtAsync(clock, Host, [.. Events()], options => options with { Mail = mail.Options }));

    private static async Task<PagesHost> StartedAsync(Task<PagesHost> starting)
    {
        var host = await starting;
        await host.Store.PutPagesAsync(Host, [new PageCard(NoticeSite.Article, Hostile)], default);
        await host.Services.GetRequiredService<DayClosing>().CloseDueAsync(default);
        return host;
    }

    /// <summary>Three weeks, of which the last has more.</summary>
    private static IEnumerable<StoredEvent> Events()
    {
        var visitor = 0UL;
        for (var day = new DateOnly(2026, 11, 2); day <= new DateOnly(2026, 11, 22); day = day.AddDays(1))
        {
            var template = PagesHost.Visit with { Day = day, Time = day.ToDateTime(new TimeOnly(8, 30), DateTimeKind.Utc), Page = NoticeSite.Article };
            var direct = template with { Family = Family.Direct, Channel = "direct", Source = "", Private = false, Grade = Grade.Unknown, Sender = Sender.Unknown, Rule = "none", Clue = "" };
            var proven = template with { Grade = Grade.Measured, Rule = "share.tag" };
            var times = day >= new DateOnly(2026, 11, 16) ? 3 : 2;
            foreach (var one in Enumerable.Repeat(direct, 9 * times).Concat(Enumerable.Repeat(proven, times)).Concat(Enumerable.Repeat(template, 2 * times)))
                yield return one with { Visitor = ++visitor };
            for (var i = 0; i < times; i++)
                yield return template with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp" };
        }
    }

    private static async Task SubscribeAsync(PagesHost host, string language, params string[] kinds)
    {
        using var saved = await PagesHost.SendAsync(host.Client, Page + "/notices", "mine", [.. kinds.Select(kind => ("kind", kind)), ("language", language)]);
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static Task RoundAsync(PagesHost host) => host.Services.GetRequiredService<NoticeRounds>().RunOnceAsync(default);

    private static async Task SettledAsync(PagesHost host)
    {
        await host.Services.GetRequiredService<DayClosing>().CloseDueAsync(default);
        await RoundAsync(host);
    }

    private static async Task<List<string>> KindsAsync(PagesHost host)
    {
        var page = await host.Client.GetStringAsync(Page + "/notices");
        return [.. Ticked().Matches(page).Select(box => box.Value).Where(box => box.Contains("name=\"kind\"", StringComparison.Ordinal) && box.Contains("checked", StringComparison.Ordinal))
            .Select(box => Value().Match(box).Groups["value"].Value)];
    }

    private static string Read(string html) => Spaces().Replace(WebUtility.HtmlDecode(html), " ");

    private static string Words(string html) => Read(Tags().Replace(html[html.IndexOf("<body", StringComparison.Ordinal)..], " ")).Trim();

    private static List<(string Name, string Value, string Change)> Figures(string page) =>
        [.. Figure().Matches(page).Select(one => (one.Groups["name"].Value, one.Groups["value"].Value, one.Groups["change"].Value.Trim()))];

    private static List<(string Name, string Visits)> Parts(string page) => [.. Part().Matches(page).Select(one => (one.Groups["name"].Value, one.Groups["visits"].Value))];

    [GeneratedRegex("<p class=\"first\">(?<text>[^<]+)</p>\\s*<p class=\"quiet\">(?<rests>[^<]+)</p>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex First();

    [GeneratedRegex("<h1[^>]*>(?<text>[^<]+)</h1>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("<dt>(?<name>[^<]+)</dt>\\s*<dd class=\"figure\">(?<value>[^<]+)</dd>(\\s*<dd class=\"change\"><span[^>]*>[^<]*</span>(?<change>[^<]+)</dd>)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Figure();

    [GeneratedRegex("<b>(?<name>\\w+)</b>\\s*<span class=\"explained\">[^<]*</span>\\s*</th>\\s*<td class=\"n\">(?<visits>[^<]+)</td>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("href=\"(?<link>[^\"]*/app/notices/stop\\?[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StopLink();

    [GeneratedRegex("action=\"(?<action>/app/notices/stop/now[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormAction();

    [GeneratedRegex("<style>(?<css>[^<]*)</style>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sheet();

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Ticked();

    [GeneratedRegex("value=\"(?<value>[a-z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex("[ \\r\\n]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
