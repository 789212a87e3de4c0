using System.Text;
using Murmure.Connectors.Email;

namespace Murmure.Connectors.Tests.Email;

public sealed class EmailTests : IAsyncLifetime
{
    private const string Brevo = "xkeysib-0123456789abcdef0123456789abcdef-AbCdEf";
    private const string Mailchimp = "0123456789abcdef0123456789abcdef-us21";

    private const string BrevoTotals = """{"id":12,"name":"Spring","subject":"For Anne Martin","statistics":{"globalStats":{"uniqueClicks":90,"clickers":110,"delivered":980,"sent":1000,"softBounces":8,"hardBounces":12,"uniqueViews":700,"unsubscriptions":3,"viewed":900}}}""";
    private const string MailchimpTotals = """{"emails_sent":500,"unsubscribed":2,"bounces":{"hard_bounces":4,"soft_bounces":6,"syntax_errors":0},"clicks":{"clicks_total":77,"unique_clicks":60}}""";
    private const string MailjetTotals = """{"Count":1,"Data":[{"EventClickedCount":41,"EventOpenedCount":300,"MessageClickedCount":35,"MessageHardBouncedCount":5,"MessageOpenedCount":200,"MessageSentCount":290,"MessageSoftBouncedCount":5,"MessageUnsubscribedCount":1,"SourceID":"7","Total":300}],"Total":1}""";

    private readonly ForeignClient client = new(new ConnectorOptions { Patience = TimeSpan.FromMilliseconds(700) }, TimeProvider.System);
    private MailStandIn service = null!;
    private ConnectorOptions options = null!;

    public async ValueTask InitializeAsync()
    {
        service = await MailStandIn.StartAsync();
        options = new ConnectorOptions { Brevo = new Uri(service.Root, "v3/"), Mailchimp = service.Root + "{dc}/3.0/", Mailjet = new Uri(service.Root, "v3/") };
        service.Answers["v3/emailCampaigns/12?statistics=globalStats&excludeHtmlContent=true"] = new MailAnswer(200, BrevoTotals);
        service.Answers["us21/3.0/reports/42694e9e57?fields=emails_sent,unsubscribed,bounces,clicks"] = new MailAnswer(200, MailchimpTotals);
        service.Answers["v3/REST/statcounters?CounterSource=Campaign&CounterTiming=Message&CounterResolution=Lifetime&SourceID=7"] = new MailAnswer(200, MailjetTotals);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData("brevo", "12", 1000, 980, 110, 3, 12, 8)]
    [InlineData("mailchimp", "42694e9e57", 500, 490, 77, 2, 4, 6)]
    [InlineData("mailjet", "7", 300, 290, 41, 1, 5, 5)]
    public async Task Totals_are_counted_for_the_campaign_and_opens_are_not(string kind, string campaign, int sent, int delivered, int clicks, int unsubscribed, int hard, int soft)
    {
        var result = await PollAsync(kind, [campaign]);

        result.Problem.ShouldBeNull();
        result.Observations.Where(one => !one.Clears).Select(one => (one.Kind, one.Detail, one.Amount)).ShouldBe(
        [
            (ObservationKind.Sent, "", sent), (ObservationKind.Delivered, "", delivered), (ObservationKind.Click, "", clicks), (ObservationKind.Refusal, "", unsubscribed),
            (ObservationKind.Failed, "hard", hard), (ObservationKind.Failed, "soft", soft),
        ]);
        result.Observations.ShouldAllBe(one => one.IsTotal && one.Message == campaign && one.Person == null && one.Once == "");
    }

    [Fact]
    public async Task Keys_are_sent_as_each_service_wants_them()
    {
        await PollAsync("brevo", ["12"]);
        await PollAsync("mailchimp", ["42694e9e57"]);
        await PollAsync("mailjet", ["7"]);

        service.Asked.Select(one => one.Key.Length > 0 ? one.Key : Encoding.ASCII.GetString(Convert.FromBase64String(one.Authorization["Basic ".Length..])))
            .ShouldBe([Brevo, "murmure:" + Mailchimp, new string('a', 32) + ":" + new string('b', 32)]);
    }

    [Theory]
    [InlineData("brevo", "v3/account")]
    [InlineData("mailchimp", "us21/3.0/ping")]
    [InlineData("mailjet", "v3/REST/campaign?Limit=1")]
    public async Task Connecting_says_whether_the_key_is_right(string kind, string path)
    {
        service.Answers[path] = new MailAnswer(200, "{}");
        (await ConnectAsync(kind)).ShouldBe(new ConnectorFinding("key"));

        service.Answers[path] = new MailAnswer(401, """{"code":"unauthorized"}""");
        (await ConnectAsync(kind)).Problem!.Reason.ShouldBe(ProblemReason.Credentials);
    }

    [Theory]
    [InlineData(401, ProblemReason.Credentials, "13")]
    [InlineData(403, ProblemReason.Rights, "13")]
    [InlineData(500, ProblemReason.Fault, "14")]
    [InlineData(503, ProblemReason.Fault, "14")]
    public async Task What_goes_wrong_is_said_and_the_next_round_goes_on_there_or_behind_what_fails_by_itself(int status, ProblemReason expected, string next)
    {
        service.Answers["v3/emailCampaigns/13?statistics=globalStats&excludeHtmlContent=true"] = new MailAnswer(status, "");

        var result = await PollAsync("brevo", ["12", "13", "14"]);

        (result.Problem!.Reason, result.Cursor, result.Observations.Count).ShouldBe((expected, next, 7));
        service.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_number_that_was_never_one_holds_up_nobody()
    {
        service.Answers["v3/emailCampaigns/13?statistics=globalStats&excludeHtmlContent=true"] = new MailAnswer(400, "");

        var result = await PollAsync("brevo", ["12", "13", "14"]);

        (result.Cursor, service.Asked.Count).ShouldBe(("", 3));
        result.Observations.Count.ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public async Task A_limit_is_kept_for_as_long_as_the_service_says()
    {
        service.Answers["v3/emailCampaigns/12?statistics=globalStats&excludeHtmlContent=true"] = new MailAnswer(429, "") { RetryAfter = "90" };

        var result = await PollAsync("brevo", ["12"]);

        (result.Problem!.Reason, result.After, result.Observations.Count).ShouldBe((ProblemReason.Limit, TimeSpan.FromSeconds(90), 0));
    }

    [Fact]
    public async Task A_round_that_had_to_stop_is_taken_up_where_it_stopped()
    {
        var result = await Connector("brevo").PollAsync(new PollRequest(SettingsOf("brevo"), "12", ["14", "13", "12"]), TestContext.Current.CancellationToken);

        service.Asked.ShouldHaveSingleItem();
        (result.Cursor, result.Problem).ShouldBe(("", null));
    }

    [Fact]
    public async Task A_campaign_that_is_gone_does_not_keep_the_others_waiting()
    {
        var result = await PollAsync("brevo", ["99", "12"]);

        (result.Problem!.Reason, result.Observations.Count, result.Cursor).ShouldBe((ProblemReason.Missing, 7, ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"statistics":[]}""")]
    [InlineData("""{"statistics":{"globalStats":{"sent":"1000","delivered":-3,"clickers":1.5,"unsubscriptions":1e300,"hardBounces":99999999999999999999}}}""")]
    [InlineData("""{"statistics":{"globalStats":{"sent":1}},"statistics":{"globalStats":{"sent":2}}}""")]
    [InlineData("""{"statistics":{"globalStats":{"sent":1,"sent":2}}}""")]
    [InlineData("""{"\ud800":1,"statistics":"\ud800"}""")]
    public async Task An_answer_in_another_form_counts_nothing(string body)
    {
        service.Answers["v3/emailCampaigns/12?statistics=globalStats&excludeHtmlContent=true"] = new MailAnswer(200, body);

        var result = await PollAsync("brevo", ["12"]);

        (result.Problem!.Reason, result.Observations.Count).ShouldBe((ProblemReason.Malformed, 0));
    }

    [Theory]
    [InlineData("brevo", BrevoTotals)]
    [InlineData("mailchimp", MailchimpTotals)]
    [InlineData("mailjet", MailjetTotals)]
    public async Task An_answer_cut_anywhere_counts_nothing(string kind, string body)
    {
        var (connector, path) = (Connector(kind), service.Answers.Single(one => one.Value.Body == body).Key);
        for (var length = 0; length < body.Length; length += 7)
        {
            service.Answers[path] = new MailAnswer(200, body[..length]);
            (await connector.PollAsync(new PollRequest(SettingsOf(kind), "", [kind == "brevo" ? "12" : kind == "mailjet" ? "7" : "42694e9e57"]), TestContext.Current.CancellationToken)).Observations.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Nobody_waits_for_a_service_that_does_not_answer()
    {
        service.Answers["v3/emailCampaigns/12?statistics=globalStats&excludeHtmlContent=true"] = new MailAnswer(200, BrevoTotals) { Delay = TimeSpan.FromSeconds(20) };

        (await PollAsync("brevo", ["12"])).Problem!.Reason.ShouldBe(ProblemReason.Unreachable);
    }

    [Theory]
    [InlineData("../account")]
    [InlineData("12?x=1")]
    [InlineData("anne@example.org")]
    [InlineData("")]
    public async Task A_name_that_is_no_campaigns_asks_nothing(string name)
    {
        (await PollAsync("brevo", [name])).Problem!.Reason.ShouldBe(ProblemReason.Missing);
        service.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_campaigns_than_a_round_takes_wait_for_the_next()
    {
        var names = Enumerable.Range(100, 60).Select(one => $"{one}").ToList();

        (await PollAsync("brevo", names)).Cursor.ShouldBe("150");
        service.Asked.Count.ShouldBe(50);
    }

    private Task<PollResult> PollAsync(string kind, IReadOnlyList<string> campaigns) =>
        Connector(kind).PollAsync(new PollRequest(SettingsOf(kind), "", campaigns), TestContext.Current.CancellationToken);

    private async Task<ConnectorFinding> ConnectAsync(string kind) =>
        (await Connector(kind).ConnectAsync(SettingsOf(kind), new Uri("https://stats.example.org/webhooks/x/y"), TestContext.Current.CancellationToken)).ShouldHaveSingleItem();

    private EmailConnector Connector(string kind) => kind switch
    {
        "brevo" => new BrevoConnector(client, options, TimeProvider.System),
        "mailchimp" => new MailchimpConnector(client, options, TimeProvider.System),
        _ => new MailjetConnector(client, options, TimeProvider.System),
    };

    private ConnectorSettings SettingsOf(string kind)
    {
        var values = new Dictionary<string, string> { ["key"] = kind == "brevo" ? Brevo : kind == "mailchimp" ? Mailchimp : new string('a', 32), ["secret"] = new string('b', 32) };
        foreach (var field in Connector(kind).Fields)
            field.Pattern.IsMatch(values[field.Name]).ShouldBeTrue();
        return new ConnectorSettings(values);
    }
}
