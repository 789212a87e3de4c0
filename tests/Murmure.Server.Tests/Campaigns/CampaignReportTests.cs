using System.Text.Json;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Storage.Events;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>What a campaign's report says, and that it says nothing that it does not know.</summary>
[WholeServer]
public sealed class CampaignReportTests
{
    private const string Read = "\"n\":\"engagement\",\"e\":60000";

    private static readonly DateOnly Today = new(2026, 11, 25);

    [Fact]
    public async Task A_campaign_with_a_budget_two_channels_and_goals_that_bring_money_is_the_same_on_the_page_in_the_file_and_in_the_API_to_the_unit()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Grande enquête", ("link", "1"), ("goal", "abonnement"), ("budget", "250"), ("currency", "EUR"));
        await site.PublishAsync(1, 1, "signal", "80");
        await site.PublishAsync(1, 2, "telegram", "20");
        await site.FollowAsync("signal", Read, Goal("abonnement", "30", "EUR"));
        await site.FollowAsync("signal", Read, Goal("abonnement", "30", "EUR"));
        await site.FollowAsync("signal", Read);
        await site.FollowAsync("signal");
        await site.FollowAsync("signal");
        await site.FollowAsync("telegram", Read, Goal("abonnement", "12.5", "EUR"), Goal("don", "5", "USD"));
        await site.FollowAsync("telegram");
        await site.TellAsync(new ObservationCount(1, 1, "delivered", "", Today, 40));
        await site.SettleAsync();

        var file = await site.FileAsync(1);
        Of(file["signal"], "posts", "delivered", "clicks", "clickers", "visits", "engaged_ms", "goals", "revenue_eur", "revenue_usd", "cost", "cost_per_goal", "budget", "currency")
            .ShouldBe("1 40 5 5 5 180000 2 60 - 80 40 - EUR");
        Of(file["telegram"], "posts", "delivered", "clicks", "clickers", "visits", "engaged_ms", "goals", "revenue_eur", "revenue_usd", "cost", "cost_per_goal", "budget", "currency")
            .ShouldBe("1 - 2 2 2 60000 1 12.5 5 20 20 - EUR");
        Of(file["total"], "posts", "delivered", "clicks", "clickers", "visits", "engaged_ms", "goals", "revenue_eur", "revenue_usd", "cost", "cost_per_goal", "cost_per_goal_lower", "cost_per_goal_upper", "budget")
            .ShouldBe("2 40 7 7 7 240000 3 72.5 5 100 33.3333 12.8971 122.2955 250", "Garwood's ends of 3 goals at 90 % are 0.8177 and 7.7537 (Ulm 1990, table of exact Poisson limits)");

        var answer = await site.AnswerAsync(1);
        answer.GetProperty("budget").GetDecimal().ShouldBe(250);
        answer.GetProperty("total").ShouldSatisfyAllConditions(
            total => total.GetProperty("goals").GetInt64().ShouldBe(3), total => total.GetProperty("cost").GetDecimal().ShouldBe(100),
            total => total.GetProperty("revenue").ToString().ShouldBe("""{"EUR":72.5,"USD":5}"""), total => total.GetProperty("costPerGoal").GetProperty("value").GetDouble().ShouldBe(100 / 3d, 1e-9));
        var rows = answer.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("channel").GetString()!, row => row.GetProperty("figures"));
        rows["signal"].GetProperty("engagedMs").GetInt64().ShouldBe(180_000);
        rows["signal"].GetProperty("costPerGoal").GetProperty("value").GetDouble().ShouldBe(40);
        rows["telegram"].GetProperty("revenue").GetProperty("USD").GetDecimal().ShouldBe(5);

        var page = await site.PageAsync(1);
        DetailSite.Figure(page, "Clicks").ShouldBe("7");
        DetailSite.Figure(page, "Goals").ShouldBe("3");
        DetailSite.Figure(page, "Spent").ShouldBe("100.00 EUR");
        DetailSite.Figure(page, "Cost of a goal").ShouldBe("33.33 EUR");
        page.ShouldContain("of a budget of 250.00 EUR");
        page.ShouldContain("12.90 EUR to 122.30 EUR");
        foreach (var (channel, label, value) in new[] { ("Signal", "Reading per visit", "36 s"), ("Signal", "Revenue", "60.00 EUR"), ("Signal", "Cost of a goal", "40.00 EUR"), ("Telegram", "Revenue", "12.50 EUR · 5.00 USD"), ("All channels", "Cost", "100.00 EUR") })
            DetailSite.Cell(page, $"<th scope=\"row\">{channel}", label).ShouldBe(value);
        (await site.Host.Client.GetStringAsync(ReportSite.Pages + "/1.svg")).ShouldContain("Cost of a goal: 33.33");
    }

    [Fact]
    public async Task Where_no_post_states_a_cost_the_budget_stands_for_the_whole_and_no_channel_has_one()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Enquête", ("link", "1"), ("budget", "90"), ("currency", "EUR"));
        await site.PublishAsync(1, 1, "signal");
        await site.FollowAsync("signal");
        await site.SettleAsync();
        var page = await site.PageAsync(1);
        page.ShouldContain("above 30.04 EUR", Case.Sensitive, "no goal is compatible with 2.9957 of them at most");
        page.ShouldContain("reckoned on the whole budget");
        (await site.FileAsync(1))["signal"]["cost"].ShouldBe("");
        await site.SendAsync(ReportSite.Pages + "/1", "declare-1", ("cost-1", "12,50"));
        Of((await site.FileAsync(1))["signal"], "cost", "cost_per_goal", "cost_per_goal_lower").ShouldBe("12.5 - 4.1726");
    }

    [Fact]
    public async Task Two_campaigns_at_one_address_are_named_on_each_other_s_page()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Lundi", ("link", "1"));
        await site.CampaignAsync("Mardi", ("link", "1"));
        await site.PublishAsync(1, 1, "signal");
        await site.PublishAsync(2, 2, "signal");
        await site.PublishAsync(2, 3, "telegram");
        await site.FollowAsync("signal");
        await site.SettleAsync();
        var page = await site.PageAsync(2);
        page.ShouldContain("“Lundi” carries the same address on the same days (signal)");
        page.ShouldContain("shared with another campaign");
        (await site.AnswerAsync(1)).GetProperty("shared").ToString().ShouldBe("""[{"id":2,"name":"Mardi","variants":["signal"]}]""");
        var file = await site.FileAsync(2);
        (file["signal"]["shared_with"], file["telegram"]["shared_with"], file["signal"]["clicks"]).ShouldBe(("Lundi", "", "1"));
    }

    [Fact]
    public async Task Goals_and_revenue_outlive_their_events_and_what_is_gone_altogether_is_a_dash_and_not_nought()
    {
        var day = new DateOnly(2026, 8, 3);
        EventDetail Detail(string name = "", long revenue = 0) => new() { Link = 1, Variant = "signal", Name = name, Revenue = revenue / 10_000m, Currency = revenue > 0 ? "EUR" : "" };
        await using var site = await ReportSite.StartAsync(events:
        [
            (DetailSite.Direct with { Visitor = 11, Kind = EventKind.Click, Detail = Detail() }).At(day, 9), (DetailSite.Direct with { Visitor = 11, Detail = Detail() }).At(day, 9),
            (DetailSite.Direct with { Visitor = 11, Kind = EventKind.Goal, Detail = Detail("abonnement", 300_000) }).At(day, 9), (DetailSite.Direct with { Visitor = 12 }).At(day.AddDays(40), 9),
        ]);
        await site.CampaignAsync("Été", ("link", "1"), ("goal", "abonnement"));
        await site.PublishAsync(1, 1, "signal");
        await site.OutAsync(1, day.ToDateTime(new TimeOnly(7, 0)));
        foreach (var closed in (DateOnly[])[day, day.AddDays(40)])
            await site.Host.Store.CloseDayAsync(DetailSite.Host, closed, new CloseRules("test") { DeclaredNames = ["abonnement"] }, default);
        const string Known = "1 1 1 30";
        string Figures(Dictionary<string, string> row) => Of(row, "clicks", "visits", "goals", "revenue_eur");
        Figures((await site.FileAsync(1))["signal"]).ShouldBe(Known);

        await site.Host.Store.PurgeAsync(DetailSite.Host, new PurgeRules(Today, day), default);
        Figures((await site.FileAsync(1))["signal"]).ShouldBe(Known, "their daily counts are there");

        await site.Host.Store.PurgeAsync(DetailSite.Host, new PurgeRules(Today, day.AddDays(1)), default);
        (await site.PageAsync(1)).ShouldContain("Nothing is on record of these days");
        DetailSite.Figure(await site.PageAsync(1), "Clicks").ShouldBe("–");
        var answer = await site.AnswerAsync(1);
        answer.GetProperty("missingDays").GetInt32().ShouldBe(31);
        answer.GetProperty("total").GetProperty("clicks").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Days_before_the_site_s_record_are_said_and_the_figures_are_of_the_others()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Automne", ("link", "1"));
        await site.PublishAsync(1, 1, "signal");
        await site.OutAsync(1, new DateTime(2026, 10, 30, 8, 0, 0, DateTimeKind.Utc));
        (await site.PageAsync(1)).ShouldContain("On 3 of these 27 days nothing is on record");
        (await site.FileAsync(1))["signal"]["clicks"].ShouldBe("0");
        await site.OutAsync(1, new DateTime(2026, 9, 1, 8, 0, 0, DateTimeKind.Utc));
        (await site.FileAsync(1))["signal"]["clicks"].ShouldBe("");
    }

    [Theory]
    [InlineData(ComplianceProfile.EuConsent, "nobody can be asked before a redirect", "1 - - -")]
    [InlineData(ComplianceProfile.FrExempt, "keeps no channels", "- - - -")]
    public async Task What_a_site_s_profile_cannot_see_is_unknown(ComplianceProfile profile, string said, string figures)
    {
        await using var site = await ReportSite.StartAsync(profile);
        await site.CampaignAsync("Enquête", ("link", "1"));
        await site.PublishAsync(1, 1, "signal");
        await site.FollowAsync("signal");
        await site.SettleAsync();
        (await site.PageAsync(1)).ShouldContain(said);
        Of((await site.FileAsync(1))["signal"], "clicks", "clickers", "visits", "goals").ShouldBe(figures);
    }

    [Fact]
    public async Task A_link_to_another_site_and_a_site_without_a_goal_are_said()
    {
        await using var site = await ReportSite.StartAsync(goal: "");
        await site.LinkAsync("ailleurs", "https://elsewhere.example/a");
        await site.CampaignAsync("Ailleurs", ("link", "2"));
        await site.PublishAsync(1, 1, "signal");
        var page = await site.PageAsync(1);
        page.ShouldContain("The link leads to another site");
        page.ShouldContain("This site has no goal yet.");
        Of((await site.FileAsync(1))["signal"], "clicks", "visits", "goals").ShouldBe("0 - -");
    }

    [Fact]
    public async Task What_is_a_day_old_is_compared_with_the_first_day_of_others_and_by_channel()
    {
        var day = new DateOnly(2026, 11, 3);
        StoredEvent Click(ulong visitor, DateOnly on, string channel) => (DetailSite.Direct with { Visitor = visitor, Kind = EventKind.Click, Detail = new EventDetail { Link = 2, Variant = channel } }).At(on, 12);
        await using var site = await ReportSite.StartAsync(events:
            [Click(21, day, "signal"), Click(22, day, "signal"), Click(23, day, "telegram"), Click(24, day.AddDays(5), "signal"), Click(25, day.AddDays(6), "signal")]);
        await site.LinkAsync("autre", "https://" + DetailSite.Host + "/autre");
        await site.CampaignAsync("Avant", ("link", "2"));
        await site.PublishAsync(1, 1, "signal");
        await site.PublishAsync(1, 2, "telegram");
        await site.OutAsync(1, day.ToDateTime(new TimeOnly(8, 0)));
        await site.OutAsync(2, day.ToDateTime(new TimeOnly(8, 0)));
        await site.CampaignAsync("Sans lien");
        await site.PublishAsync(2, 3, "signal");
        await site.CampaignAsync("Maintenant", ("link", "1"));
        await site.PublishAsync(3, 4, "signal");
        await site.FollowAsync("signal");
        await site.SettleAsync();
        var page = await site.PageAsync(3);
        page.ShouldContain("1 clicks per post; the median of your earlier campaigns after as many days is 1.5. Better than 0 of 1.");
        page.ShouldContain("2 for each in the campaign before");
        var answer = await site.AnswerAsync(3);
        answer.GetProperty("usualClicksPerPost").ToString().ShouldBe("[1.5]");
        answer.GetProperty("rows")[0].GetProperty("usualClicksPerPost").ToString().ShouldBe("[2]");
    }

    [Fact]
    public async Task Visits_and_goals_are_compared_with_the_usual_too_and_goals_are_those_that_the_campaign_is_for()
    {
        var day = new DateOnly(2026, 11, 3);
        EventDetail Detail(string name = "") => new() { Link = 2, Variant = "signal", Name = name };
        StoredEvent[] Came(ulong visitor, params string[] goals) =>
        [
            (DetailSite.Direct with { Visitor = visitor, Kind = EventKind.Click, Detail = Detail() }).At(day, 12), (DetailSite.Direct with { Visitor = visitor, Detail = Detail() }).At(day, 12),
            .. goals.Select(goal => (DetailSite.Direct with { Visitor = visitor, Kind = EventKind.Goal, Detail = Detail(goal) }).At(day, 12)),
        ];
        await using var site = await ReportSite.StartAsync(events: [.. Came(21, "abonnement", "don"), .. Came(22, "don"), .. Came(23)]);
        await site.LinkAsync("autre", "https://" + DetailSite.Host + "/autre");
        await site.CampaignAsync("Avant", ("link", "2"));
        await site.PublishAsync(1, 1, "signal");
        await site.OutAsync(1, day.ToDateTime(new TimeOnly(8, 0)));
        await site.CampaignAsync("Maintenant", ("link", "1"), ("goal", "abonnement"));
        await site.PublishAsync(2, 2, "signal");
        for (var reader = 0; reader < 4; reader++)
            await site.FollowAsync("signal", Goal("abonnement", "30", "EUR"));
        await site.SettleAsync();
        var page = await site.PageAsync(2);
        page.ShouldContain("4 visits per post; the median of your earlier campaigns is 3. Better than 1 of 1.");
        page.ShouldContain("4 goals per post; the median of your earlier campaigns is 1. Better than 1 of 1.");
        page.ShouldContain("1 for each in the campaign before");
        Of((await site.FileAsync(2))["signal"], "usual_clicks_per_post", "usual_visits_per_post", "usual_goals_per_post").ShouldBe("3 3 1");
        var answer = await site.AnswerAsync(2);
        (answer.GetProperty("visitsPerPost").GetDouble(), answer.GetProperty("goalsPerPost").GetDouble()).ShouldBe((4, 4));
        answer.GetProperty("usualVisitsPerPost").ToString().ShouldBe("[3]");
        answer.GetProperty("rows")[0].GetProperty("usualGoalsPerPost").ToString().ShouldBe("[1]");
    }

    [Fact]
    public async Task Clicks_by_scanners_are_shown_and_counted_nowhere_else()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Lettre", ("link", "1"));
        await site.PublishAsync(1, 1, "email");
        await site.FollowAsync("email");
        foreach (var agent in (string[])["Mozilla/5.0 (compatible; Barracuda Sentinel)", "Mozilla/5.0 (compatible; proofpoint-urldefense)", "python-requests/2.31"])
            await site.AskAsync("email", agent);
        await site.SettleAsync();
        Of((await site.FileAsync(1))["email"], "clicks", "clickers", "machine_clicks", "previews", "visits").ShouldBe("1 1 3 0 1");
        (await site.PageAsync(1)).ShouldContain("3 more by machines, not counted");
        (await site.AnswerAsync(1)).GetProperty("total").GetProperty("machineClicks").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Conversations_by_a_campaign_s_mark_are_in_its_report_with_and_without_a_post_there()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Affiche", ("link", "1"));
        await site.CampaignAsync("Autre");
        var connection = await site.ConnectAsync("whatsapp", SendSite.Settings());
        await site.TellAsync(
            new ObservationCount(connection, 0, "conversation", "1", Today, 3), new ObservationCount(connection, 0, "conversation", "1", Today.AddDays(-1), 4), new ObservationCount(connection, 0, "conversation", "2", Today, 9),
            new ObservationCount(connection + 99, 0, "conversation", "1", Today, 50));
        var file = await site.FileAsync(1);
        (file["whatsapp"]["conversation"], file["whatsapp"]["clicks"], file["total"]["conversation"]).ShouldBe(("7", "", "7"));
        DetailSite.Cell(await site.PageAsync(1), "<th scope=\"row\">WhatsApp", "Conversations begun").ShouldBe("7");
        (await site.AnswerAsync(1)).GetProperty("total").GetProperty("told").ToString().ShouldBe("""{"conversation":7}""");
        await site.PublishAsync(1, 1, "whatsapp");
        file = await site.FileAsync(1);
        (file["whatsapp"]["conversation"], file["whatsapp"]["clicks"], file.Count).ShouldBe(("7", "0", 2));
    }

    [Fact]
    public async Task Who_joins_by_a_campaign_s_invitation_is_told_with_and_without_a_post_there()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Communauté", ("link", "1"));
        await site.InviteAsync("campaign-1-1");
        await site.TellAsync(new ObservationCount(1, 0, "joined", "campaign-1-1", Today, 12), new ObservationCount(1, 0, "joined", "", Today, 5));
        (await site.PageAsync(1)).ShouldContain("12 joined");
        var file = await site.FileAsync(1);
        (file["telegram"]["joined"], file["telegram"]["clicks"], file["total"]["joined"]).ShouldBe(("12", "", "12"));
        await site.PublishAsync(1, 1, "telegram");
        file = await site.FileAsync(1);
        (file["telegram"]["joined"], file["telegram"]["clicks"], file.Count).ShouldBe(("12", "0", 2));
    }

    private static string Goal(string name, string amount, string currency) => $$"""
        "n":"goal","p":{"name":"{{name}}"},"v":{"amount":{{amount}},"currency":"{{currency}}"}
        """;

    private static string Of(Dictionary<string, string> row, params string[] columns) => string.Join(' ', columns.Select(column => row[column] is { Length: > 0 } known ? known : "-"));
}
