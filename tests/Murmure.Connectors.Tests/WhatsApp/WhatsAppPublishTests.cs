using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Murmure.Connectors.WhatsApp;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>What is sent to the Cloud API, and what its answers mean.</summary>
public sealed class WhatsAppPublishTests
{
    private static readonly Uri Link = new("https://go.courrier.example/concert~w");

    [Fact]
    public async Task A_template_carries_the_links_path_in_its_button()
    {
        await using var server = await GraphServer.StartAsync();
        (await SendAsync(server, new() { ["template"] = "evening_letter", ["language"] = "fr", ["body.1"] = "jeudi", ["body.2"] = "19 h" })).ShouldBe(new PublishResult.Published("wamid.STANDIN1="));
        var asked = server.Log.ShouldHaveSingleItem();
        (asked.Method, asked.Path, asked.Authorization).ShouldBe(("POST", "/v26.0/1122334455667/messages", "Bearer " + GraphServer.Token));
        asked.Json.GetRawText().ShouldBe("""
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"\u002B33612345678","type":"template","template":{"name":"evening_letter","language":{"code":"fr"},"components":[{"type":"body","parameters":[{"type":"text","text":"jeudi"},{"type":"text","text":"19 h"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"concert~w"}]}]}}
            """.Trim());
    }

    [Fact]
    public async Task A_buttons_own_beginning_is_left_out_of_what_is_filled_in()
    {
        await using var server = await GraphServer.StartAsync();
        await SendAsync(server, new() { ["template"] = "t", ["language"] = "en", ["button"] = "1", ["button-url"] = "https://go.courrier.example/con{{1}}" });
        var button = server.Log.ShouldHaveSingleItem().Json.GetProperty("template").GetProperty("components")[0];
        (button.GetProperty("index").GetString(), button.GetProperty("parameters")[0].GetProperty("text").GetString()).ShouldBe(("1", "cert~w"));
    }

    [Theory]
    [InlineData("text", """{"body":"Bonsoir\nhttps://go.courrier.example/concert~w","preview_url":false}""")]
    [InlineData("cta", """{"type":"cta_url","body":{"text":"Bonsoir"},"action":{"name":"cta_url","parameters":{"display_text":"Lire","url":"https://go.courrier.example/concert~w"}}}""")]
    public async Task A_free_text_carries_the_link_in_it_or_behind_a_button(string form, string expected)
    {
        await using var server = await GraphServer.StartAsync();
        (await SendAsync(server, new() { ["form"] = form, ["label"] = "Lire" })).ShouldBeOfType<PublishResult.Published>();
        var body = server.Log.ShouldHaveSingleItem().Json;
        body.GetProperty(body.GetProperty("type").GetString()!).GetRawText().ShouldBe(expected);
    }

    public static TheoryData<string, string> Unsendable => new()
    {
        { "", "" }, { "template=Not A Name;language=fr", "" }, { "template=t", "" }, { "template=t;language=../x", "" }, { "form=cta", "" }, { "form=cta;label=a label of far too many letters", "" },
        { "form=fax", "" }, { "form=text", new string('x', 4100) }, { "template=t;language=fr", "nobody" },
    };

    [Theory]
    [MemberData(nameof(Unsendable))]
    public async Task What_cannot_be_sent_is_refused_before_anybody_is_asked(string details, string text)
    {
        await using var server = await GraphServer.StartAsync();
        var given = details.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        (await SendAsync(server, given, text == "nobody" ? "" : text, text == "nobody" ? "not a number" : "+33612345678")).ShouldBeOfType<PublishResult.Refused>();
        server.Log.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(400, 130429, "Later Limit 130429 2")]
    [InlineData(429, 130429, "Later Limit 130429 2")]
    [InlineData(400, 131056, "Later Limit 131056 6")]
    [InlineData(400, 80007, "Later Limit 80007 3600")]
    [InlineData(400, 131048, "Later Limit 131048 3600")]
    [InlineData(403, 4, "Later Limit 4 3600")]
    [InlineData(400, 131047, "Refused Refused 131047")]
    [InlineData(400, 131026, "Refused Refused 131026")]
    [InlineData(400, 131049, "Refused Refused 131049")]
    [InlineData(400, 131050, "Refused Refused 131050")]
    [InlineData(400, 100, "Refused Refused 100")]
    [InlineData(400, 33, "Refused Missing 33")]
    [InlineData(404, 132001, "Refused Missing 132001")]
    [InlineData(400, 132000, "Refused Missing 132000")]
    [InlineData(400, 132015, "Refused Missing 132015")]
    [InlineData(401, 190, "Refused Credentials 190")]
    [InlineData(400, 190, "Refused Credentials 190")]
    [InlineData(403, 10, "Refused Rights 10")]
    [InlineData(400, 200, "Refused Rights 200")]
    [InlineData(400, 131042, "Refused Off 131042")]
    [InlineData(400, 133010, "Refused Off 133010")]
    [InlineData(500, 131000, "Unsure Fault 131000")]
    [InlineData(400, 2, "Unsure Fault 2")]
    [InlineData(503, 131016, "Unsure Fault 131016")]
    [InlineData(400, 999999, "Refused Refused 999999")]
    public async Task Every_code_means_what_its_documentation_says(int status, int code, string expected)
    {
        await using var server = await GraphServer.StartAsync();
        server.Instead = (http, _) => GraphServer.ErrorAsync(http, status, code);
        Say(await SendAsync(server)).ShouldBe(expected);
    }

    [Fact]
    public async Task The_services_own_wait_is_taken_where_it_says_one()
    {
        await using var server = await GraphServer.StartAsync();
        server.Instead = (http, _) =>
        {
            http.Response.Headers.RetryAfter = "40";
            return GraphServer.ErrorAsync(http, 429, 130429);
        };
        Say(await SendAsync(server)).ShouldBe("Later Limit 130429 40");
    }

    [Theory]
    [InlineData(200, "", "Unsure Malformed ")]
    [InlineData(200, "{}", "Unsure Malformed ")]
    [InlineData(200, "not json", "Unsure Malformed ")]
    [InlineData(200, """{"messages":[{"id":5}],"messages":[{"id":6}]}""", "Unsure Malformed ")]
    [InlineData(200, """{"messages":{"id":"wamid.x"}}""", "Unsure Malformed ")]
    [InlineData(502, "<html>", "Unsure Fault ")]
    [InlineData(302, "", "Refused Refused ")]
    [InlineData(400, """{"error":"text"}""", "Refused Refused ")]
    [InlineData(400, """{"error":{"code":"+33612345678"}}""", "Refused Refused ")]
    public async Task An_answer_in_no_documented_form_is_no_fault(int status, string body, string expected)
    {
        await using var server = await GraphServer.StartAsync();
        server.Faults.Enqueue(StandIn.Status(status, body));
        Say(await SendAsync(server)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_silence_after_the_question_leaves_it_open_and_a_closed_door_does_not()
    {
        await using var server = await GraphServer.StartAsync();
        server.Faults.Enqueue(StandIn.Sleep);
        Say(await SendAsync(server, options: server.Options() with { Patience = TimeSpan.FromMilliseconds(300) })).ShouldBe("Unsure Unreachable ");
        server.Faults.Enqueue(StandIn.HangUp);
        Say(await SendAsync(server)).ShouldBe("Unsure Unreachable ");
        Say(await SendAsync(server, options: new ConnectorOptions { WhatsApp = new Uri("http://127.0.0.1:9/") })).ShouldStartWith("Later Unreachable");
    }

    private static async Task<PublishResult> SendAsync(GraphServer server, Dictionary<string, string>? details = null, string text = "Bonsoir", string to = "+33612345678", ConnectorOptions? options = null)
    {
        using var client = new ForeignClient(options ?? server.Options(), TimeProvider.System);
        var message = new OutgoingMessage("1.1", text, Link, details ?? new() { ["template"] = "t", ["language"] = "fr" }, new Person(to));
        return await new WhatsAppConnector(client, options ?? server.Options()).PublishAsync(message, Told.Settings, default);
    }

    private static string Say(PublishResult result) => result switch
    {
        PublishResult.Published published => "Published " + published.Message,
        PublishResult.Later later => $"Later {later.Problem.Reason} {later.Problem.Code} {later.After?.TotalSeconds}",
        PublishResult.Refused refused => $"Refused {refused.Problem.Reason} {refused.Problem.Code}",
        PublishResult.Unsure unsure => $"Unsure {unsure.Problem.Reason} {unsure.Problem.Code}",
        _ => "",
    };
}
