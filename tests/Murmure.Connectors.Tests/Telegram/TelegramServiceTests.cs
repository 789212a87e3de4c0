using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Murmure.Connectors.Telegram;

namespace Murmure.Connectors.Tests.Telegram;

/// <summary>What is asked of Telegram, against a server that speaks its protocol.</summary>
public sealed class TelegramServiceTests : IAsyncLifetime
{
    private static readonly Uri Webhook = new("https://m.example.org/webhooks/telegram/abc");
    private static readonly OutgoingMessage Post = new("p1", "Soldes <d'été> & \"plus\"", new Uri("https://m.example.org/x~tg?a=1&b=2"), new Dictionary<string, string>());
    private readonly FakeTimeProvider clock = new(Update.Now);
    private TelegramServer server = null!;
    private ForeignClient client = null!;
    private TelegramConnector connector = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TelegramServer.OpenAsync();
        Use(server.Options(new ConnectorOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Connecting_registers_the_webhook_with_secret_and_wanted_updates_and_again_changes_nothing()
    {
        for (var again = 0; again < 2; again++)
            (await FindingsAsync(TelegramServer.Settings())).ShouldBe("token chat rights invitations webhook");
        server.WebhookUrl.ShouldBe(Webhook.AbsoluteUri);
        var call = server.Calls("setWebhook")[^1];
        call["secret_token"]!.ToString().ShouldBe(TelegramServer.Secret);
        call["max_connections"]!.GetValue<int>().ShouldBe(1, "lists of reactions must not overtake each other");
        call["allowed_updates"]!.AsArray().Select(one => one!.ToString()).ShouldBe(["message", "channel_post", "message_reaction_count", "chat_member"]);
        (await FindingsAsync(TelegramServer.Settings(mode: "polling", secret: ""))).ShouldBe("token chat rights invitations polling");
        server.WebhookUrl.ShouldBe("");
    }

    [Fact]
    public async Task Connecting_says_what_is_wrong()
    {
        (await FindingsAsync(TelegramServer.Settings(token: "999999999:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"))).ShouldBe("token:Credentials/404");
        (await FindingsAsync(TelegramServer.Settings("@another"))).ShouldBe("token chat:Missing/400 webhook");
        (await FindingsAsync(TelegramServer.Settings(secret: ""))).ShouldBe("token chat rights invitations secret:Missing/");
        server.Rights = new JsonObject { ["status"] = "member" };
        (await FindingsAsync(TelegramServer.Settings())).ShouldBe("token chat rights:Rights/ invitations:Rights/ webhook");
        server.Rights = new JsonObject { ["status"] = "administrator", ["can_post_messages"] = false, ["can_invite_users"] = true };
        (await FindingsAsync(TelegramServer.Settings())).ShouldBe("token chat rights:Rights/ invitations webhook");
        server.Faults.Enqueue(StandIn.Status(502, "<html>bad gateway</html>", "text/html"));
        (await FindingsAsync(TelegramServer.Settings())).ShouldBe("token:Fault/502");
        server.Faults.Enqueue(StandIn.HangUp);
        (await FindingsAsync(TelegramServer.Settings())).ShouldBe("token:Unreachable/");
    }

    [Fact]
    public async Task A_post_is_sent_as_HTML_with_its_link_and_without_a_card()
    {
        (await PublishAsync()).ShouldBe(new PublishResult.Published("-1001234567890/41"));
        var call = server.Calls("sendMessage").ShouldHaveSingleItem();
        call["chat_id"]!.ToString().ShouldBe("@murmure_news");
        call["parse_mode"]!.ToString().ShouldBe("HTML");
        call["text"]!.ToString().ShouldBe(
            "Soldes &lt;d'été&gt; &amp; \"plus\"\n\n<a href=\"https://m.example.org/x~tg?a=1&amp;b=2\">https://m.example.org/x~tg?a=1&amp;b=2</a>");
        call["link_preview_options"]!["is_disabled"]!.GetValue<bool>().ShouldBeTrue();
        call["disable_notification"]!.GetValue<bool>().ShouldBeFalse();
        await PublishAsync(Post with { Details = new Dictionary<string, string> { ["preview"] = "yes", ["silent"] = "yes" }, Link = null });
        call = server.Calls("sendMessage")[^1];
        call["text"]!.ToString().ShouldBe("Soldes &lt;d'été&gt; &amp; \"plus\"");
        call["link_preview_options"]!["is_disabled"]!.GetValue<bool>().ShouldBeFalse();
        call["disable_notification"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(400, "Bad Request: message text is empty", ProblemReason.Refused)]
    [InlineData(400, "Bad Request: chat not found", ProblemReason.Missing)]
    [InlineData(400, "Bad Request: not enough rights to send text messages to the chat", ProblemReason.Rights)]
    [InlineData(400, "Bad Request: CHAT_WRITE_FORBIDDEN", ProblemReason.Rights)]
    [InlineData(401, "Unauthorized", ProblemReason.Credentials)]
    [InlineData(403, "Forbidden: bot was kicked from the channel chat", ProblemReason.Rights)]
    [InlineData(404, "Not Found", ProblemReason.Credentials)]
    public async Task What_Telegram_does_not_take_is_refused_for_good(int status, string description, ProblemReason reason)
    {
        server.Faults.Enqueue(StandIn.Status(status, $$"""{"ok":false,"error_code":{{status}},"description":"{{description}}"}"""));
        (await PublishAsync()).ShouldBe(new PublishResult.Refused(new ConnectorProblem(reason, $"{status}")));
        server.Log.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Too_much_is_later_when_Telegram_says()
    {
        server.Faults.Enqueue(StandIn.Status(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}"""));
        (await PublishAsync()).ShouldBe(new PublishResult.Later(new ConnectorProblem(ProblemReason.Limit, "429"), TimeSpan.FromSeconds(35)));
        server.Faults.Enqueue(StandIn.Status(429, "slow down", "text/plain", ("Retry-After", "7")));
        (await PublishAsync()).ShouldBe(new PublishResult.Later(new ConnectorProblem(ProblemReason.Limit, "429"), TimeSpan.FromSeconds(7)));
        server.Faults.Enqueue(StandIn.Status(429, """{"ok":false,"error_code":429,"parameters":{"retry_after":-9e99}}"""));
        (await PublishAsync()).ShouldBe(new PublishResult.Later(new ConnectorProblem(ProblemReason.Limit, "429")));
    }

    [Fact]
    public async Task What_nobody_knows_is_unsure()
    {
        Use(server.Options(new ConnectorOptions()) with { Patience = TimeSpan.FromMilliseconds(300) });
        foreach (var (fault, reason) in new (Func<Microsoft.AspNetCore.Http.HttpContext, Task>, ProblemReason)[]
        {
            (StandIn.HangUp, ProblemReason.Unreachable), (StandIn.Sleep, ProblemReason.Unreachable), (StandIn.Status(500, "{}"), ProblemReason.Fault), (StandIn.Status(502, "<html>", "text/html"), ProblemReason.Fault),
            (StandIn.Status(200, "no such thing", headers: ("Content-Encoding", "gzip")), ProblemReason.Malformed), (StandIn.Status(200, "no such thing", headers: ("Content-Encoding", "br")), ProblemReason.Malformed),
            (StandIn.Status(200, "no such thing", headers: ("Content-Encoding", "deflate")), ProblemReason.Malformed), (StandIn.Status(503, "no such thing", headers: ("Content-Encoding", "gzip")), ProblemReason.Fault),
            (StandIn.Status(200, ""), ProblemReason.Malformed), (StandIn.Status(200, "{\"ok\":true,\"result\":{\"message_id\":{}}}"), ProblemReason.Malformed),
            (StandIn.Status(200, "{\"ok\":true,\"ok\":true}"), ProblemReason.Malformed), (StandIn.Status(200, new string('[', 5000)), ProblemReason.Malformed),
        })
        {
            server.Faults.Enqueue(fault);
            (await PublishAsync()).ShouldBeOfType<PublishResult.Unsure>().Problem.Reason.ShouldBe(reason);
        }
        server.Log.Count.ShouldBe(12);
    }

    [Fact]
    public async Task Nobody_there_is_later()
    {
        Use(new ConnectorOptions { Telegram = new Uri("http://127.0.0.1:1/") });
        (await PublishAsync()).ShouldBe(new PublishResult.Later(new ConnectorProblem(ProblemReason.Unreachable)));
    }

    [Fact]
    public async Task Moving_an_answer_elsewhere_is_not_followed()
    {
        server.Faults.Enqueue(StandIn.Status(302, "", "text/plain", ("Location", "/elsewhere")));
        (await PublishAsync()).ShouldBe(new PublishResult.Refused(new ConnectorProblem(ProblemReason.Refused, "302")));
        server.Log.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_post_is_changed_and_taken_back()
    {
        var name = (await PublishAsync()).ShouldBeOfType<PublishResult.Published>().Message;
        (await connector.EditAsync(name, Post with { Text = "neu" }, TelegramServer.Settings(), default)).ShouldBeNull();
        (await connector.EditAsync(name, Post with { Text = "same", Link = null }, TelegramServer.Settings(), default)).ShouldBeNull();
        server.Calls("editMessageText")[0]["message_id"]!.GetValue<long>().ShouldBe(41);
        (await connector.RemoveAsync(name, TelegramServer.Settings(), default)).ShouldBeNull();
        (await connector.RemoveAsync("-1001234567890/99", TelegramServer.Settings(), default)).ShouldBeNull();
        (await connector.EditAsync("-1001234567890/99", Post, TelegramServer.Settings(), default)).ShouldBe(new ConnectorProblem(ProblemReason.Missing, "400"));
        foreach (var wrong in new[] { "", "41", "a/b", "1/2/3", "1/-2" })
            (await connector.EditAsync(wrong, Post, TelegramServer.Settings(), default)).ShouldBe(new ConnectorProblem(ProblemReason.Missing));
    }

    [Fact]
    public async Task An_invitation_carries_our_name()
    {
        (await connector.InviteAsync("spring-sale", TelegramServer.Settings(), default)).ShouldBe(new InviteResult.Made("spring-sale", new Uri("https://t.me/+AbCdEf")));
        (await connector.InviteAsync("For Mrs Canary", TelegramServer.Settings(), default)).ShouldBe(new InviteResult.Refused(new ConnectorProblem(ProblemReason.Refused)));
        server.Faults.Enqueue(StandIn.Status(400, """{"ok":false,"error_code":400,"description":"Bad Request: not enough rights to manage chat invite link"}"""));
        (await connector.InviteAsync("spring-sale", TelegramServer.Settings(), default)).ShouldBe(new InviteResult.Refused(new ConnectorProblem(ProblemReason.Rights, "400")));
    }

    [Fact]
    public async Task Members_are_counted_each_quarter_of_an_hour_and_the_webhook_is_looked_after()
    {
        await FindingsAsync(TelegramServer.Settings());
        var first = await PollAsync("");
        first.Observations.ShouldHaveSingleItem().ShouldBe(new Observation(ObservationKind.Members, Update.Now) { Amount = 4321, IsTotal = true });
        first.Problem.ShouldBeNull();
        (await PollAsync(first.Cursor)).Observations.ShouldBeEmpty();
        clock.Advance(TimeSpan.FromMinutes(15));
        server.LastError = clock.GetUtcNow().ToUnixTimeSeconds() - 30;
        var later = await PollAsync(first.Cursor);
        later.Observations.Count.ShouldBe(1);
        later.Problem.ShouldBe(new ConnectorProblem(ProblemReason.Unreachable, "webhook"));
        (await connector.PollAsync(new PollRequest(TelegramServer.Settings(), first.Cursor, []) { Webhook = Webhook }, default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Unreachable, "webhook"));
        (await connector.PollAsync(new PollRequest(TelegramServer.Settings(), first.Cursor, []) { Webhook = new Uri(Webhook, "other") }, default)).Problem.ShouldBe(
            new ConnectorProblem(ProblemReason.Off, "elsewhere"), "another program took the bot's webhook");
        server.Calls("getChatMemberCount").Count.ShouldBe(4);
        server.Calls("getUpdates").ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_webhook_updates_are_taken_in_their_order_and_confirmed_only_when_kept()
    {
        for (var number = 1; number <= 150; number++)
            server.Wait(Update.Json(Update.Member(number + 500)));
        var first = await PollAsync("", "polling");
        first.Observations.Count(one => one.Kind == ObservationKind.Joined).ShouldBe(100);
        first.More.ShouldBeTrue();
        // The answer was lost before it was counted: the same again.
        (await PollAsync("", "polling")).Observations.Count(one => one.Kind == ObservationKind.Joined).ShouldBe(100);
        var second = await PollAsync(first.Cursor, "polling");
        second.Observations.Select(one => one.Once).ShouldBe(Enumerable.Range(601, 50).Select(number => $"{number}"));
        second.More.ShouldBeFalse();
        (await PollAsync(second.Cursor, "polling")).Observations.ShouldBeEmpty();
        var call = server.Calls("getUpdates")[^1];
        call["offset"]!.GetValue<long>().ShouldBe(651);
        call["allowed_updates"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task Faults_while_polling_lose_no_place()
    {
        var first = await PollAsync("", "polling");
        server.Faults.Enqueue(StandIn.Status(429, """{"ok":false,"error_code":429,"parameters":{"retry_after":12}}"""));
        var held = await PollAsync(first.Cursor, "polling");
        (held.Cursor, held.Problem, held.After).ShouldBe((first.Cursor, new ConnectorProblem(ProblemReason.Limit, "429"), TimeSpan.FromSeconds(12)));
        foreach (var fault in new[] { StandIn.Status(200, "{\"ok\":true,\"result\":7}"), StandIn.Status(200, "{\"ok\":true,\"result\":[null,{},{\"update_id\":\"x\"},{\"update_id\":9223372036854775807}]}") })
        {
            server.Faults.Enqueue(fault);
            (await PollAsync(first.Cursor, "polling")).Cursor.ShouldBe(first.Cursor);
        }
        await FindingsAsync(TelegramServer.Settings());
        (await PollAsync(first.Cursor, "polling")).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Off, "409"));
        (await PollAsync("nonsense", "polling")).Problem!.Reason.ShouldBe(ProblemReason.Off);
    }

    [Fact]
    public void The_fields_take_what_Telegram_gives_and_nothing_that_would_lead_elsewhere()
    {
        bool Takes(string field, string value) => connector.Fields.Single(one => one.Name == field).Pattern.IsMatch(value);
        Takes("token", TelegramServer.Token).ShouldBeTrue();
        Takes("chat", "@murmure_news").ShouldBeTrue();
        Takes("chat", "-1001234567890").ShouldBeTrue();
        Takes("secret", TelegramServer.Secret).ShouldBeTrue();
        foreach (var (field, wrong) in new[] { ("token", "1:x/../y"), ("token", TelegramServer.Token + "\n"), ("chat", "news"), ("chat", "@a b"), ("secret", new string('a', 257)), ("secret", "é"), ("mode", "both") })
            Takes(field, wrong).ShouldBeFalse($"{field} {wrong}");
        connector.Fields.Where(field => field.Secret).Select(field => field.Name).ShouldBe(["token", "secret"]);
    }

    private void Use(ConnectorOptions options)
    {
        client = new ForeignClient(options, clock);
        connector = new TelegramConnector(client, options, clock);
    }

    private async Task<string> FindingsAsync(ConnectorSettings settings) =>
        string.Join(' ', (await connector.ConnectAsync(settings, Webhook, default)).Select(one => one.Problem is null ? one.Name : $"{one.Name}:{one.Problem.Reason}/{one.Problem.Code}"));

    private Task<PublishResult> PublishAsync(OutgoingMessage? message = null) => connector.PublishAsync(message ?? Post, TelegramServer.Settings(), default);

    private Task<PollResult> PollAsync(string cursor, string mode = "webhook") => connector.PollAsync(new PollRequest(TelegramServer.Settings(mode: mode), cursor, []), default);
}
