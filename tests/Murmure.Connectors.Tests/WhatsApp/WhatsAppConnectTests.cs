using Murmure.Connectors.WhatsApp;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>What a connection says of itself, and what it asks of its account.</summary>
public sealed class WhatsAppConnectTests
{
    private static readonly Uri Webhook = new("https://stats.courrier.example/webhooks/whatsapp/0123456789");

    [Fact]
    public async Task An_account_that_tells_nobody_is_made_to_tell_us_once()
    {
        await using var server = await GraphServer.StartAsync();
        (await ConnectAsync(server)).ShouldBe("token ok, number ok, account ok, webhook ok");
        var subscribed = server.Log.Single(one => one.Method == "POST").Json;
        (subscribed.GetProperty("override_callback_uri").GetString(), subscribed.GetProperty("verify_token").GetString()).ShouldBe((Webhook.AbsoluteUri, Told.Verify));
        (await ConnectAsync(server)).ShouldBe("token ok, number ok, account ok, webhook ok");
        server.Log.Count(one => one.Method == "POST").ShouldBe(1);
    }

    [Fact]
    public async Task The_number_says_how_good_people_find_its_messages()
    {
        await using var server = await GraphServer.StartAsync();
        using var client = new ForeignClient(server.Options(), TimeProvider.System);
        (await new WhatsAppConnector(client, server.Options()).ConnectAsync(Told.Settings, Webhook, default)).Single(one => one.Name == "number").Quality.ShouldBe("green");
    }

    [Fact]
    public async Task A_second_number_of_an_account_is_told_at_the_first_ones_address()
    {
        await using var server = await GraphServer.StartAsync();
        server.Subscribed.Add("https://stats.courrier.example/webhooks/whatsapp/of-the-first-number");
        (await ConnectAsync(server)).ShouldBe("token ok, number ok, account ok, webhook ok");
        server.Log.ShouldNotContain(one => one.Method == "POST");
    }

    [Fact]
    public async Task An_account_that_tells_another_program_is_left_as_it_is_and_said()
    {
        await using var server = await GraphServer.StartAsync();
        server.Subscribed.Add("https://crm.example/hook");
        (await ConnectAsync(server)).ShouldBe("token ok, number ok, account ok, webhook Off elsewhere");
        server.Log.ShouldNotContain(one => one.Method == "POST");
        server.Subscribed[0] = null; // the app's own address, which only its owner sees
        (await ConnectAsync(server)).ShouldBe("token ok, number ok, account ok, webhook ok");
    }

    [Theory]
    [InlineData("", 401, 190, null, "token Credentials 190")]
    [InlineData("", 500, 2, null, "token Fault 2")]
    [InlineData("", 400, 4, null, "token Limit 4")]
    [InlineData("/v26.0/1122334455667", 400, 100, 33, "token ok, number Missing 100, account ok, webhook ok")]
    [InlineData("/v26.0/1122334455667", 403, 10, null, "token ok, number Rights 10, account ok, webhook ok")]
    [InlineData("/v26.0/5467539754836534/subscribed_apps", 400, 100, 33, "token ok, number ok, account Missing 100")]
    [InlineData("/v26.0/5467539754836534/subscribed_apps", 403, 200, null, "token ok, number ok, account Rights 200")]
    public async Task What_is_wrong_is_said(string path, int status, int code, int? subcode, string expected)
    {
        await using var server = await GraphServer.StartAsync();
        server.Instead = (http, asked) => path.Length == 0 || asked.Path == path ? GraphServer.ErrorAsync(http, status, code, subcode) : Task.FromResult(false);
        (await ConnectAsync(server)).ShouldBe(expected);
    }

    [Fact]
    public async Task An_address_that_Meta_cannot_reach_is_said()
    {
        await using var server = await GraphServer.StartAsync();
        server.Instead = (http, asked) => asked.Method == "POST" ? GraphServer.ErrorAsync(http, 400, 2200) : Task.FromResult(false);
        (await ConnectAsync(server)).ShouldBe("token ok, number ok, account ok, webhook Refused 2200");
    }

    [Fact]
    public async Task Templates_come_page_by_page_with_what_has_to_be_filled_in()
    {
        await using var server = await GraphServer.StartAsync();
        server.Instead = async (http, asked) =>
        {
            var second = asked.Query.Contains("after=two", StringComparison.Ordinal);
            await GraphServer.SayAsync(http, second ? new { data = new object[] { GraphServer.Template("3", "no_link", null, "PENDING_DELETION", "RED"), new { id = "x" } }, paging = new { cursors = new { after = "two" } } } : (object)new
            {
                data = new object[] { GraphServer.Template("1", "evening_letter", "https://go.courrier.example/{{1}}"), GraphServer.Template("2", "fixed_link", "https://courrier.example/", "REJECTED", "call 33612345678") },
                paging = new { cursors = new { before = "b", after = "two" }, next = "https://graph.facebook.com/next" },
            });
            return true;
        };
        using var client = new ForeignClient(server.Options(), TimeProvider.System);
        var (templates, problem) = await new WhatsAppConnector(client, server.Options()).TemplatesAsync(Told.Settings, default);
        problem.ShouldBeNull();
        templates!.Select(one => $"{one.Id} {one.Name} {one.Language} {one.Category} {one.Variables} {one.Button} {one.ButtonUrl}").ShouldBe(
            ["1 evening_letter fr marketing 2 1 https://go.courrier.example/{{1}}", "2 fixed_link fr marketing 2  ", "3 no_link fr marketing 2  "]);
        templates!.Select(one => $"{one.Status} {one.IsApproved} {one.Quality}").ShouldBe(["approved True green", "rejected False ", "pending-deletion False red"]);
        templates![0].SuffixOf(new Uri("https://go.courrier.example/concert~w")).ShouldBe("concert~w");
        templates[0].Carries(new Uri("https://elsewhere.example/concert~w")).ShouldBeFalse();
        server.Log.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Analytics_are_counts_by_template_and_day_and_are_off_until_they_are_switched_on()
    {
        await using var server = await GraphServer.StartAsync();
        server.Instead = async (http, _) =>
        {
            await GraphServer.SayAsync(http, new
            {
                data = new[]
                {
                    new
                    {
                        granularity = "DAILY", data_points = new object[]
                        {
                            new { template_id = "1924084211297547", start = 1763942400, end = 1764028800, sent = 12, delivered = 11, read = 7, clicked = new[] { new { type = "url_button", button_content = "Lire", count = 3 }, new { type = "quick_reply_button", button_content = "Stop", count = 1 } } },
                            new { template_id = "no number", start = 1763942400, sent = 5 }, new { template_id = "7", start = 1763942400, sent = "many", delivered = -4 },
                        },
                    },
                },
            });
            return true;
        };
        using var client = new ForeignClient(server.Options(), TimeProvider.System);
        var connector = new WhatsAppConnector(client, server.Options());
        var (days, _) = await connector.AnalyticsAsync(Told.Settings, ["1924084211297547", "injected&x=1"], new DateOnly(2025, 11, 24), new DateOnly(2025, 11, 24), default);
        days.ShouldBe([new TemplateDay("1924084211297547", new DateOnly(2025, 11, 24), 12, 11, 7, 4), new TemplateDay("7", new DateOnly(2025, 11, 24), 0, 0, 0, 0)]);
        Uri.UnescapeDataString(server.Log.Single().Query).ShouldBe("?start=1763942400&end=1764028800&granularity=DAILY&template_ids=[\"1924084211297547\"]&metric_types=[\"SENT\",\"DELIVERED\",\"READ\",\"CLICKED\"]&limit=1000");
        server.Instead = (http, _) => GraphServer.ErrorAsync(http, 400, 200005);
        (await connector.AnalyticsAsync(Told.Settings, ["1"], new DateOnly(2025, 11, 24), new DateOnly(2025, 11, 24), default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Off, "200005"));
    }

    [Theory]
    [InlineData(200, "{}", "Malformed ")]
    [InlineData(200, "<html>", "Malformed ")]
    [InlineData(200, """{"data":{"id":"1"}}""", "Malformed ")]
    [InlineData(503, "", "Fault ")]
    [InlineData(429, "", "Limit ")]
    [InlineData(400, """{"error":{"code":190,"message":"+33612345678"}}""", "Credentials 190")]
    [InlineData(403, """{"error":{"code":200}}""", "Rights 200")]
    [InlineData(400, """{"error":{"code":80007}}""", "Limit 80007")]
    public async Task What_is_wrong_with_templates_is_said(int status, string body, string expected)
    {
        await using var server = await GraphServer.StartAsync();
        server.Faults.Enqueue(StandIn.Status(status, body));
        using var client = new ForeignClient(server.Options(), TimeProvider.System);
        var (templates, problem) = await new WhatsAppConnector(client, server.Options()).TemplatesAsync(Told.Settings, default);
        (templates, $"{problem?.Reason} {problem?.Code}").ShouldBe((null, expected));
    }

    [Fact]
    public async Task A_service_that_is_slow_or_hangs_up_ends_the_question()
    {
        await using var server = await GraphServer.StartAsync();
        server.Faults.Enqueue(StandIn.Sleep);
        server.Faults.Enqueue(StandIn.HangUp);
        var options = server.Options() with { Patience = TimeSpan.FromMilliseconds(300) };
        using var client = new ForeignClient(options, TimeProvider.System);
        var connector = new WhatsAppConnector(client, options);
        (await connector.TemplatesAsync(Told.Settings, default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Unreachable));
        (await connector.AnalyticsAsync(Told.Settings, ["1"], new DateOnly(2025, 11, 24), new DateOnly(2025, 11, 24), default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Unreachable));
    }

    [Theory]
    [InlineData("+33 6 12 34 56 78", "33612345678")]
    [InlineData("0033612345678", "33612345678")]
    [InlineData("33.6.12.34.56.78", "33612345678")]
    [InlineData("+1 (555) 010-9999", "15550109999")]
    [InlineData("0612345678", null)]
    [InlineData("+33", null)]
    [InlineData("+3361234567890123456", null)]
    [InlineData("Chantal", null)]
    [InlineData("٣٣٦١٢٣٤٥٦٧٨", null)]
    [InlineData("", null)]
    public void A_number_is_its_digits_in_international_form(string text, string? digits) => WhatsAppAddress.Digits(text).ShouldBe(digits);

    [Theory]
    [InlineData("525512345678", "525512345678 5215512345678")]
    [InlineData("5215512345678", "5215512345678 525512345678")]
    [InlineData("5511912345678", "5511912345678 551112345678")]
    [InlineData("551112345678", "551112345678 5511912345678")]
    [InlineData("5491112345678", "5491112345678 541112345678")]
    [InlineData("33612345678", "33612345678")]
    public void A_number_that_WhatsApp_writes_in_its_own_way_has_both_forms(string digits, string forms) => string.Join(' ', WhatsAppAddress.Forms(digits)).ShouldBe(forms);

    [Fact]
    public void A_conversation_has_an_address_with_its_first_words()
    {
        WhatsAppAddress.Conversation("33100000000", "Bonjour, l’été & vous ?")!.AbsoluteUri.ShouldBe("https://wa.me/33100000000?text=Bonjour%2C%20l%E2%80%99%C3%A9t%C3%A9%20%26%20vous%20%3F");
        WhatsAppAddress.Conversation("33100000000", new string('é', 500)).ShouldBeNull();
    }

    private static async Task<string> ConnectAsync(GraphServer server)
    {
        using var client = new ForeignClient(server.Options(), TimeProvider.System);
        var findings = await new WhatsAppConnector(client, server.Options()).ConnectAsync(Told.Settings, Webhook, default);
        return string.Join(", ", findings.Select(one => one.Name + " " + (one.Problem is { } problem ? $"{problem.Reason} {problem.Code}" : "ok")));
    }
}
