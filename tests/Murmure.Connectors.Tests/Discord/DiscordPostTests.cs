using System.Text.Json.Nodes;

namespace Murmure.Connectors.Tests.Discord;

/// <summary>Posts, against a server that speaks Discord's protocol.</summary>
public sealed class DiscordPostTests : DiscordFixture
{
    private static readonly OutgoingMessage Post = new("p1", "Soldes **d'été** @everyone", new Uri("https://m.example.org/x~dc?a=1&b=2"), new Dictionary<string, string>());

    [Fact]
    public async Task A_bot_posts_with_a_number_of_ours_without_calling_anybody_and_without_a_card()
    {
        var name = (await PublishAsync()).ShouldBeOfType<PublishResult.Published>().Message;
        name.ShouldStartWith(DiscordServer.Channel + "/");
        var call = Server.Calls("POST", "/messages").ShouldHaveSingleItem();
        call.Authorization.ShouldBe("Bot " + DiscordServer.Token);
        var body = JsonNode.Parse(call.Body)!;
        body["content"]!.ToString().ShouldBe("Soldes **d'été** @everyone\n\n<https://m.example.org/x~dc?a=1&b=2>");
        body["flags"]!.GetValue<int>().ShouldBe(4);
        body["allowed_mentions"]!.ToJsonString().ShouldBe("{\"parse\":[]}");
        body["enforce_nonce"]!.GetValue<bool>().ShouldBeTrue();
        body["nonce"]!.ToString().Length.ShouldBeInRange(1, 25);
        // The same message again is the same message.
        (await PublishAsync()).ShouldBe(new PublishResult.Published(name));
        (await PublishAsync(Post with { Id = "p2" })).ShouldNotBe(new PublishResult.Published(name));
    }

    [Fact]
    public async Task Card_sound_and_channel_are_the_posts_choice()
    {
        var chosen = Post with { Details = new Dictionary<string, string> { ["preview"] = "yes", ["silent"] = "yes", ["channel"] = DiscordServer.Talk } };
        (await PublishAsync(chosen)).ShouldBeOfType<PublishResult.Published>().Message.ShouldStartWith(DiscordServer.Talk + "/");
        var body = JsonNode.Parse(Server.Calls("POST", "/messages")[0].Body)!;
        (body["flags"]!.GetValue<int>(), body["content"]!.ToString()).ShouldBe((1 << 12, "Soldes **d'été** @everyone\n\nhttps://m.example.org/x~dc?a=1&b=2"));
        (await PublishAsync(Post with { Details = new Dictionary<string, string> { ["channel"] = "../../users/@me" } })).ShouldBe(new PublishResult.Refused(new ConnectorProblem(ProblemReason.Missing)));
    }

    [Fact]
    public async Task A_webhook_posts_waits_for_the_number_and_gives_no_token_away()
    {
        var name = (await PublishAsync(settings: DiscordServer.ByWebhook)).ShouldBeOfType<PublishResult.Published>().Message;
        name.ShouldStartWith(DiscordServer.Channel + "/");
        var call = Server.Calls("POST", "/webhooks/").ShouldHaveSingleItem();
        (call.Query, call.Authorization).ShouldBe(("?wait=true", ""));
        JsonNode.Parse(call.Body)!["nonce"].ShouldBeNull();
    }

    [Fact]
    public async Task A_bot_asks_a_second_time_where_no_answer_came_and_there_is_one_message()
    {
        foreach (var (number, fault) in new[] { Server.Lose, StandIn.HangUp, StandIn.Status(502, "<html>", "text/html"), StandIn.Status(200, "{}") }.Index())
        {
            Server.Faults.Enqueue(fault);
            (await PublishAsync(Post with { Id = $"p{number}" })).ShouldBeOfType<PublishResult.Published>();
        }
        Server.Messages.Count.ShouldBe(4);
        Server.Calls("POST", "/messages").Count.ShouldBe(8);
    }

    [Fact]
    public async Task Where_no_second_answer_came_either_nobody_knows()
    {
        foreach (var second in new[] { StandIn.HangUp, StandIn.Status(500), StandIn.Status(403, "{\"code\":50001}"), StandIn.Status(429, "{\"retry_after\":1}", headers: ("X-RateLimit-Bucket", "x")) })
        {
            Server.Faults.Enqueue(StandIn.HangUp);
            Server.Faults.Enqueue(second);
            (await PublishAsync()).ShouldBe(new PublishResult.Unsure(new ConnectorProblem(ProblemReason.Unreachable)));
            Renew();
        }
    }

    [Fact]
    public async Task A_webhook_is_asked_once_and_nobody_knows()
    {
        foreach (var fault in new[] { StandIn.HangUp, StandIn.Status(500), StandIn.Status(200, "") })
        {
            Server.Faults.Enqueue(fault);
            (await PublishAsync(settings: DiscordServer.ByWebhook)).ShouldBeOfType<PublishResult.Unsure>();
        }
        Server.Log.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(400, 50035, ProblemReason.Refused, "50035")]
    [InlineData(401, 0, ProblemReason.Credentials, "401")]
    [InlineData(403, 50013, ProblemReason.Rights, "50013")]
    [InlineData(404, 10003, ProblemReason.Missing, "10003")]
    public async Task What_Discord_does_not_take_is_refused_for_good(int status, int code, ProblemReason reason, string said)
    {
        Server.Faults.Enqueue(StandIn.Status(status, $$"""{"message":"canary","code":{{code}}}"""));
        (await PublishAsync()).ShouldBe(new PublishResult.Refused(new ConnectorProblem(reason, said)));
        Server.Log.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Too_much_is_later_and_nobody_is_asked_meanwhile()
    {
        Server.Faults.Enqueue(StandIn.Status(429, "{\"message\":\"x\",\"retry_after\":64.57,\"global\":false}", headers: [("X-RateLimit-Bucket", "POST-messages"), ("X-RateLimit-Scope", "user")]));
        (await PublishAsync()).ShouldBe(new PublishResult.Later(new ConnectorProblem(ProblemReason.Limit, "429"), TimeSpan.FromSeconds(64.57)));
        (await PublishAsync()).ShouldBeOfType<PublishResult.Later>().After!.Value.ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(65));
        Server.Log.Count.ShouldBe(1);
        // Another channel has a bucket of its own.
        (await PublishAsync(Post with { Id = "p2", Details = new Dictionary<string, string> { ["channel"] = DiscordServer.Talk } })).ShouldBeOfType<PublishResult.Published>();
        Clock.Advance(TimeSpan.FromSeconds(65));
        (await PublishAsync()).ShouldBeOfType<PublishResult.Published>();
    }

    [Fact]
    public async Task A_limit_on_everything_holds_everything_and_so_does_a_ban_that_says_nothing()
    {
        Server.Faults.Enqueue(StandIn.Status(429, "{\"retry_after\":30.5,\"global\":true}", headers: ("X-RateLimit-Global", "true")));
        (await PublishAsync()).ShouldBeOfType<PublishResult.Later>().After.ShouldBe(TimeSpan.FromSeconds(30.5));
        (await PublishAsync(Post with { Details = new Dictionary<string, string> { ["channel"] = DiscordServer.Talk } })).ShouldBeOfType<PublishResult.Later>();
        Clock.Advance(TimeSpan.FromSeconds(31));
        Server.Faults.Enqueue(StandIn.Status(429, "<html>error code: 1015</html>", "text/html"));
        (await PublishAsync()).ShouldBeOfType<PublishResult.Later>().After.ShouldBe(TimeSpan.FromMinutes(10));
        Server.Log.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_is_refused_a_thousand_times_stops_asking_for_everybody()
    {
        // Wrong tokens of many connections, from one address.
        for (var times = 0; times < 1000; times++)
        {
            Server.Faults.Enqueue(StandIn.Status(401, "{\"code\":0}"));
            (await PublishAsync(settings: DiscordServer.Settings())).ShouldBeOfType<PublishResult.Refused>();
        }
        (await PublishAsync()).ShouldBe(new PublishResult.Later(new ConnectorProblem(ProblemReason.Limit, "429"), TimeSpan.FromMinutes(10)));
        Server.Log.Count.ShouldBe(1000);
        Clock.Advance(TimeSpan.FromMinutes(10));
        (await PublishAsync()).ShouldBeOfType<PublishResult.Published>();
    }

    [Fact]
    public async Task A_post_is_changed_and_taken_back_by_bot_and_by_webhook()
    {
        foreach (var settings in new[] { DiscordServer.Settings(), DiscordServer.ByWebhook })
        {
            var name = (await PublishAsync(settings: settings)).ShouldBeOfType<PublishResult.Published>().Message;
            (await Connector.EditAsync(name, Post with { Text = "neu", Link = null }, settings, default)).ShouldBeNull();
            Server.Messages.Values.ShouldContain(message => message["content"]!.ToString() == "neu");
            (await Connector.RemoveAsync(name, settings, default)).ShouldBeNull();
            (await Connector.RemoveAsync(name, settings, default)).ShouldBeNull();
            (await Connector.EditAsync(name, Post, settings, default)).ShouldBe(new ConnectorProblem(ProblemReason.Missing, "10008"));
            (await Connector.EditAsync("x/../y", Post, settings, default)).ShouldBe(new ConnectorProblem(ProblemReason.Missing));
        }
    }

    [Fact]
    public async Task An_invitation_is_made_and_named_by_its_code()
    {
        (await Connector.InviteAsync("spring-sale", DiscordServer.Settings(), default)).ShouldBe(new InviteResult.Made("aBcD3f9", new Uri("https://discord.gg/aBcD3f9")));
        JsonNode.Parse(Server.Calls("POST", "/invites")[0].Body)!.ToJsonString().ShouldBe("{\"max_age\":0,\"max_uses\":0,\"unique\":true}");
        (await Connector.InviteAsync("spring-sale", DiscordServer.ByWebhook, default)).ShouldBe(new InviteResult.Refused(new ConnectorProblem(ProblemReason.Missing)));
    }

    private Task<PublishResult> PublishAsync(OutgoingMessage? message = null, ConnectorSettings? settings = null) => Connector.PublishAsync(message ?? Post, settings ?? Mine, default);
}
