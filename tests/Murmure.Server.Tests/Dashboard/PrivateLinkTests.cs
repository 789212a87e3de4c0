using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Private links: who makes them, what their holder sees, and what nobody sees.</summary>
[WholeServer]
public sealed partial class PrivateLinkTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example";
    private const string Links = Page + "/private-links";
    private const string Many = "/sport/un-match-de-rugby-123";
    private const string Rare = "/culture/une-page-rare-456";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_holder_sees_the_page_without_rare_rows_and_without_a_way_into_the_rest()
    {
        await using var host = await StartAsync();
        var address = await MakeAsync(host);
        using var holder = host.Browser();
        using var answer = await holder.GetAsync(address);
        var html = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain(Many);
        (await host.Client.GetStringAsync(Page)).ShouldContain(Rare, customMessage: "members see it");
        html.ShouldNotContain(Rare);
        html.ShouldNotContain("referrer-of-three.example");
        Addresses().Matches(html).Select(match => match.Groups["to"].Value).Where(to => to.StartsWith("/app", StringComparison.Ordinal)).ShouldAllBe(to => to.Contains(".css?", StringComparison.Ordinal) || to.Contains(".js?", StringComparison.Ordinal));
        html.ShouldNotContain("<form");
        html.ShouldNotContain("owner@courrier.example");
        html.ShouldContain("name=\"robots\" content=\"noindex\"");
        string Header(string name) => string.Join(',', (answer.Headers.TryGetValues(name, out var values) ? values : []));
        (Header("Cache-Control"), Header("Referrer-Policy"), Header("X-Robots-Tag")).ShouldBe(("no-store", "no-referrer", "noindex, nofollow"));
        Header("Content-Security-Policy").ShouldContain("default-src 'none'");
        Header("Set-Cookie").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_rest_of_the_address_is_ignored_unless_the_days_may_be_chosen_and_then_within_the_link_s()
    {
        await using var host = await StartAsync();
        using var kept = await PagesHost.SendAsync(host.Client, Page + "?from=2026-11-02&to=2026-11-02", "keep-view", ("name", "Monday"));
        using var holder = host.Browser();
        var still = await MakeAsync(host, ("view", "1"));
        var plain = await FiguresAsync(holder, still);
        foreach (var more in new[] { "?period=all", "?from=2026-11-03&to=2026-11-03", "?filters=page==" + Rare, "?tables=exit_page&step=month&compare=previous" })
            (await FiguresAsync(holder, still + more)).ShouldBe(plain, more);

        var free = await MakeAsync(host, ("view", "1"), ("period", "yes"));
        (await FiguresAsync(holder, free + "?from=2026-11-01&to=2026-11-30")).ShouldBe(plain, "no further than the link's own days");
        (await FiguresAsync(holder, free + "?from=2026-11-03&to=2026-11-03")).ShouldBe(plain, "nor beside them");
        var open = await MakeAsync(host, ("period", "yes"));
        (await FiguresAsync(holder, open + "?from=2026-11-02&to=2026-11-02")).ShouldBe(plain);
        (await FiguresAsync(holder, open)).ShouldNotBe(plain);
        (await holder.GetStringAsync(open)).ShouldContain("type=\"date\"");
    }

    [Fact]
    public async Task Where_fewer_than_ten_readers_stand_behind_everything_there_is_nothing_to_see()
    {
        await using var host = await StartAsync();
        using var kept = await PagesHost.SendAsync(host.Client, Page + "?filters=page==" + Rare, "keep-view", ("name", "Rare"));
        using var holder = host.Browser();
        var html = await holder.GetStringAsync(await MakeAsync(host, ("view", "1")));
        html.ShouldContain("Fewer than 10 readers: details are hidden to protect them.");
        html.ShouldNotContain("class=\"figure\"");
        html.ShouldNotContain(Rare);
    }

    [Fact]
    public async Task A_password_is_asked_and_five_wrong_ones_close_the_link_for_a_quarter_of_an_hour()
    {
        await using var host = await StartAsync();
        var address = await MakeAsync(host, ("password", "rhubarb!"));
        using var holder = host.Browser();
        (await holder.GetStringAsync(address)).ShouldNotContain(Many);
        for (var i = 0; i < 5; i++)
            (await TryAsync(holder, address, "celery")).ShouldEndWith("said=wrong");
        (await holder.GetStringAsync(address + "?said=wrong")).ShouldContain("That is not the password.");
        (await TryAsync(holder, address, "rhubarb!")).ShouldEndWith("said=later");
        clock.Advance(TimeSpan.FromMinutes(16));
        (await TryAsync(holder, address, "celery")).ShouldEndWith("said=wrong");
        (await TryAsync(holder, address, "rhubarb!")).ShouldEndWith(address);
        (await holder.GetStringAsync(address)).ShouldContain(Many);
        using var other = host.Browser();
        (await other.GetStringAsync(address)).ShouldNotContain(Many);
        clock.Advance(TimeSpan.FromHours(13));
        (await holder.GetStringAsync(address)).ShouldNotContain(Many, customMessage: "a day later the password is asked again");
    }

    [Fact]
    public async Task A_link_ends_when_it_expires_or_is_revoked_and_the_log_says_who_did_what()
    {
        await using var host = await StartAsync();
        var (revoked, expiring) = (await MakeAsync(host, ("name", "Xylophone Ltd")), await MakeAsync(host, ("days", "1")));
        using var holder = host.Browser();
        using (var gone = await PagesHost.SendAsync(host.Client, Links, "revoke-1"))
            gone.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(holder, revoked)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(holder, expiring)).ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromHours(25));
        (await StatusAsync(holder, expiring)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(holder, "/-/shared/none")).ShouldBe(HttpStatusCode.NotFound);
        var log = await host.Client.GetStringAsync("/app/audit");
        log.ShouldContain("Private link made");
        log.ShouldContain("Private link revoked");
        log.ShouldContain("Xylophone Ltd");
    }

    [Fact]
    public async Task The_address_is_shown_once_only_its_hash_is_kept_and_of_openings_how_many()
    {
        await using var host = await StartAsync();
        var address = await MakeAsync(host);
        var token = address.Split('/')[^1];
        using var holder = host.Browser();
        holder.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Live.LiveHost.Firefox);
        await holder.GetStringAsync(address);
        await holder.GetStringAsync(address);
        using var fetcher = host.Browser();
        fetcher.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "WhatsApp/2.23.18.78 i");
        await fetcher.GetStringAsync(address);

        var list = await host.Client.GetStringAsync(Links);
        list.ShouldNotContain(token);
        list.ShouldContain("2 times, last on 25 November 2026");
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        Convert.ToHexString((await db.PrivateLinks.SingleAsync()).Hash).ShouldNotBe(Convert.ToHexString(Encoding.UTF8.GetBytes(token)));
    }

    [Fact]
    public async Task A_viewer_makes_none()
    {
        await using var host = await StartAsync();
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        (await StatusAsync(viewer, Links)).ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.GetStringAsync(Page)).ShouldNotContain("private-links");
    }

    /// <summary>Forty readers of one page, six of each of two rare ones, on two days.</summary>
    private Task<PagesHost> StartAsync()
    {
        var visitor = 1UL;
        IEnumerable<StoredEvent> Readers(int count, string page, string referrer, int day) => Enumerable.Range(0, count).Select(_ => PagesHost.Visit with
        {
            Visitor = visitor++, Page = page, ReferrerHost = referrer, Day = new DateOnly(2026, 11, day), Time = new DateTime(2026, 11, day, 8, 30, 0, DateTimeKind.Utc),
        });
        return PagesHost.StartAtAsync(clock, Site,
        [
            .. Readers(40, Many, "web.whatsapp.com", 2), .. Readers(6, Rare, "referrer-of-three.example", 2), .. Readers(6, Rare + "-bis", "another-of-six.example", 2), .. Readers(25, Many, "web.whatsapp.com", 3),
        ]);
    }

    private static async Task<string> MakeAsync(PagesHost host, params (string Name, string Value)[] fields)
    {
        List<(string, string)> sent = [.. fields];
        foreach (var usual in new[] { ("name", "A client"), ("days", "30") }.Where(usual => fields.All(field => field.Name != usual.Item1)))
            sent.Add(usual);
        using var made = await PagesHost.SendAsync(host.Client, Links, "make", [.. sent]);
        var html = await made.Content.ReadAsStringAsync();
        var address = Secret().Match(html);
        address.Success.ShouldBeTrue(html);
        return address.Value;
    }

    private static async Task<string> TryAsync(HttpClient holder, string address, string password)
    {
        using var answer = await holder.PostAsync(address + "/open", new FormUrlEncodedContent([KeyValuePair.Create("password", password)]));
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>Everything that the page says, without what leads to other languages.</summary>
    private static async Task<string> FiguresAsync(HttpClient client, string path) => string.Join(' ', Figure().Matches(await client.GetStringAsync(path)).Select(match => match.Value));

    [GeneratedRegex("/-/shared/[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("(href|src|action)=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Addresses();

    [GeneratedRegex("<dd class=\"figure\">[^<]*</dd>|<bdi[^>]*>[^<]*</bdi>|<td class=\"n[^>]*>[^<]*</td>", RegexOptions.None, 1000)]
    private static partial Regex Figure();
}
