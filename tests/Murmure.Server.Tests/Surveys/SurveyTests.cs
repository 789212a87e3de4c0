using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Server.Surveys;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Surveys;

[WholeServer]
public sealed class SurveyTests
{
    private const string Safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    private static async Task<LiveHost> AskingAsync(ComplianceProfile profile = ComplianceProfile.UkStats, Action<SurveySetting>? with = null)
    {
        var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: profile));
        var setting = new SurveySetting { On = true, Direct = 100, Tagged = 1_000, Public = 20, Languages = ["en"], ExcludedPaths = ["/jeunes/*"] };
        with?.Invoke(setting);
        await host.Services.GetRequiredService<SurveyBook>().KeepAsync(host.Services.GetRequiredService<SiteDirectory>().All[0], setting, null, "owner", default);
        return host;
    }

    private static Task<(HttpStatusCode Status, string Said)> SayAsync(LiveHost host, string said, string address, string path = "/a", string agent = LiveHost.Firefox, string more = "") =>
        host.SendAsync($$"""{"n":"answer","u":"https://example.org{{path}}","p":{"said":"{{said}}"}{{more}}}""", address, agent);

    private static async Task<List<StoredEvent>> AnswersAsync(LiveHost host) => [.. (await host.EventsAsync()).Where(one => one.Kind == EventKind.Answer)];

    [Fact]
    public async Task An_answer_is_kept_with_its_day_stratum_and_cell_and_with_nobody()
    {
        await using var host = await AskingAsync();
        await host.ViewAsync("/compte/x", address: "203.0.113.1", more: ",\"t\":\"navigate\",\"f\":\"none\"");
        await host.ViewAsync("/a?mm=w2", address: "203.0.113.2", agent: Safari);
        await host.ViewAsync("/a", address: "203.0.113.3", referrer: "https://www.google.com/");
        foreach (var (address, said, agent) in new[] { ("203.0.113.1", "private", LiveHost.Firefox), ("203.0.113.2", "typed", Safari), ("203.0.113.3", "unknown", LiveHost.Firefox) })
        {
            (await SayAsync(host, "invited", address, agent: agent)).Said.ShouldBe("accepted");
            (await SayAsync(host, said, address, agent: agent)).Said.ShouldBe("accepted");
        }

        var kept = await AnswersAsync(host);
        kept.Select(one => one.Detail!.Name).ShouldBe(
            ["direct|first|invited", "direct|first|private", "public|first|invited", "public|first|unknown", "tagged|first|invited", "tagged|first|typed"], ignoreOrder: true);
        kept.ShouldAllBe(one => one.Visitor == 0 && one.Page == "" && one.Hour == 0 && one.Time == new DateTime(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc) && one.Country == "" && one.App == ""
            && one.BrowserMajor == 0 && one.ReferrerHost == "" && one.Family == Family.Internal && one.Detail!.Key == 0 && one.Detail.VisitorYesterday == 0 && one.Detail.Properties.Count == 0);
        kept.Single(one => one.Detail!.Name == "direct|first|private").Detail!.FetchSite.ShouldBe(FetchSite.None);
        kept.Where(one => one.Detail!.Name.StartsWith("tagged", StringComparison.Ordinal)).ShouldAllBe(one => one.Browser == "Mobile Safari" && one.Os == "iOS");
        (await host.CountAsync(Metric.Visits)).ShouldBe(3, "an answer begins no visit");

        // The close folds what is rare, and these names are known beforehand.
        host.Clock.Advance(TimeSpan.FromHours(18));
        await host.CloseDaysAsync();
        (await host.Store.HourlyCountsAsync(LiveHost.Host, new DateOnly(2026, 11, 25), default)).Where(count => count.Kind == HourlyKind.Answer).Select(count => count.Label)
            .ShouldBe(kept.Select(one => one.Detail!.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task One_invitation_a_reader_and_day_and_one_answer_to_it()
    {
        await using var host = await AskingAsync();
        await host.ViewAsync("/a", address: "203.0.113.1");
        (await SayAsync(host, "private", "203.0.113.1")).Said.ShouldBe("dropped; reason=not-asked", "nobody asked yet");
        (await SayAsync(host, "invited", "203.0.113.1")).Said.ShouldBe("accepted");
        (await SayAsync(host, "invited", "203.0.113.1")).Said.ShouldBe("dropped; reason=limit");
        (await SayAsync(host, "nonsense", "203.0.113.1")).Said.ShouldBe("dropped; reason=not-asked");
        (await SayAsync(host, "private", "203.0.113.1")).Said.ShouldBe("accepted");
        (await SayAsync(host, "search", "203.0.113.1")).Said.ShouldBe("dropped; reason=not-asked");
        (await SayAsync(host, "invited", "203.0.113.2")).Said.ShouldBe("dropped; reason=not-asked", "whoever never came is not asked");
        (await AnswersAsync(host)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_network_is_no_crowd()
    {
        await using var host = await AskingAsync();
        var accepted = 0;
        for (var i = 0; i < 210; i++)
        {
            var agent = LiveHost.Firefox + " " + i.ToString(CultureInfo.InvariantCulture);
            await host.ViewAsync("/a", address: "203.0.113.1", agent: agent);
            accepted += (await SayAsync(host, "invited", "203.0.113.1", agent: agent)).Said == "accepted" ? 1 : 0;
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        accepted.ShouldBe(200);
    }

    [Fact]
    public async Task A_second_visit_of_the_day_is_one_of_somebody_who_returns()
    {
        await using var host = await AskingAsync();
        await host.ViewAsync("/a", address: "203.0.113.1", referrer: "https://www.google.com/");
        host.Clock.Advance(TimeSpan.FromMinutes(31));
        await host.ViewAsync("/b", address: "203.0.113.1");
        await SayAsync(host, "invited", "203.0.113.1", "/b");
        (await AnswersAsync(host)).ShouldHaveSingleItem().Detail!.Name.ShouldBe("direct|returning|invited");
    }

    [Theory]
    [InlineData("/checkout/pay", null, "")]
    [InlineData("/jeunes/jeux", null, "")]
    [InlineData("/articles/sante/diabete", null, "")]
    [InlineData("/a", "https://example.org/b", "")]
    [InlineData("/a", "https://web.whatsapp.com/", "")]
    [InlineData("/a", null, ",\"t\":\"reload\"")]
    [InlineData("/a", null, ",\"t\":\"back_forward\"")]
    public async Task Nobody_is_asked_there_nor_of_such_a_visit(string path, string? referrer, string more)
    {
        await using var host = await AskingAsync();
        await host.ViewAsync(path, address: "203.0.113.1", referrer: referrer, more: more);
        (await SayAsync(host, "invited", "203.0.113.1", path)).Said.ShouldBe("dropped; reason=not-asked");
        (await AnswersAsync(host)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ComplianceProfile.FrExempt, "", "consent")]
    [InlineData(ComplianceProfile.EuConsent, "", "consent")]
    [InlineData(ComplianceProfile.EuConsent, ",\"c\":\"denied\"", "consent")]
    [InlineData(ComplianceProfile.LogOnly, "", "profile")]
    public async Task Without_consent_where_it_is_needed_nothing_is_taken(ComplianceProfile profile, string more, string reason)
    {
        await using var host = await AskingAsync(profile);
        await host.ViewAsync("/a", address: "203.0.113.1", more: more);
        (await SayAsync(host, "invited", "203.0.113.1", more: more)).Said.ShouldBe($"dropped; reason={reason}");
        (await AnswersAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Consent_makes_a_visit_one_that_may_be_asked_and_a_privacy_signal_does_not()
    {
        await using var host = await AskingAsync(ComplianceProfile.EuConsent);
        await host.ViewAsync("/a", address: "203.0.113.1", more: ",\"c\":\"granted\"");
        (await SayAsync(host, "invited", "203.0.113.1", more: ",\"c\":\"granted\"")).Said.ShouldBe("accepted");
        await host.ViewAsync("/a", address: "203.0.113.2", more: ",\"c\":\"granted\"");
        (await host.SendAsync("""{"n":"answer","u":"https://example.org/a","c":"granted","p":{"said":"invited"}}""", "203.0.113.2", also: request => request.Headers.Add("Sec-GPC", "1")))
            .Said.ShouldBe("dropped; reason=consent");
    }

    [Fact]
    public async Task What_the_script_is_told_is_what_the_owner_set_and_nothing_where_nobody_is_asked()
    {
        await using var host = await AskingAsync();
        var told = JsonDocument.Parse(await host.Client.GetStringAsync("/e/survey?s=example.org")).RootElement;
        (told.GetProperty("direct").GetInt32(), told.GetProperty("tagged").GetInt32(), told.GetProperty("public").GetInt32()).ShouldBe((100, 1_000, 20));
        told.GetProperty("languages").EnumerateArray().Select(one => one.GetString()).ShouldBe(["en"]);
        told.GetProperty("not").EnumerateArray().Select(one => one.GetString()).ShouldContain("/jeunes/*");
        told.GetProperty("not").EnumerateArray().Select(one => one.GetString()).ShouldContain("/checkout*");
        const string Nothing = """{"direct":0,"tagged":0,"public":0,"languages":[],"not":[]}""";
        (await host.Client.GetStringAsync("/e/survey?s=nobody.example")).ShouldBe(Nothing);
        await using var minors = await AskingAsync(with: setting => setting.ForMinors = true);
        (await minors.Client.GetStringAsync("/e/survey?s=example.org")).ShouldBe(Nothing);
        await using var exempt = await AskingAsync(ComplianceProfile.FrExempt);
        (await exempt.Client.GetStringAsync("/e/survey?s=example.org")).ShouldBe(Nothing);
    }

    [Fact]
    public async Task Nothing_personal_comes_in_by_an_answer()
    {
        await using var host = await AskingAsync();
        var agent = LiveHost.Firefox.Replace("Linux x86_64", "Linux x86_64; Kanarienvogel", StringComparison.Ordinal);
        await host.ViewAsync("/gefunden", address: "198.51.100.173", agent: agent);
        (await host.SendAsync("""{"n":"answer","u":"https://example.org/canary-page?q=canary-query","p":{"said":"invited","note":"canary-text"},"id":"canary-id"}""", "198.51.100.173", agent)).Said.ShouldBe("accepted");
        (await host.SendAsync("""{"n":"answer","u":"https://example.org/a","p":{"said":"canary-answer"}}""", "198.51.100.173", agent)).Said.ShouldBe("dropped; reason=not-asked");
        (await host.SendAsync("""{"n":"answer","u":"https://example.org/a","p":{"said":"private","name":"canary-name"},"v":{"amount":336123456,"currency":"EUR"}}""", "198.51.100.173", agent)).Said.ShouldBe("accepted");
        (await AnswersAsync(host)).Count.ShouldBe(2);
        Stored.Holds(host.Folder, "/gefunden").ShouldBeTrue("the search itself works");
        foreach (var canary in new[] { "198.51.100.173", "Kanarienvogel", "canary-page", "canary-query", "canary-text", "canary-id", "canary-answer", "canary-name", "336123456" })
            Stored.Holds(host.Folder, canary).ShouldBeFalse(canary);
    }

    [Fact]
    public void Page_and_store_know_the_same_answers()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Murmure.slnx")))
            folder = folder.Parent;
        var source = File.ReadAllText(Path.Combine(folder.ShouldNotBeNull().FullName, "tracker", "src", "asking.ts"));
        source.ShouldContain($"[{string.Join(", ", SurveyNames.Answers.Select(answer => $"'{answer}'"))}]");
    }
}
