using System.Text.Json.Nodes;
using CsCheck;

namespace Murmure.Connectors.Tests.Discord;

/// <summary>What is counted by asking, against a server that speaks Discord's protocol.</summary>
public sealed class DiscordPollingTests : DiscordFixture
{
    private static readonly Uri Webhook = new("https://m.example.org/webhooks/discord/abc");

    [Fact]
    public async Task Connecting_says_what_is_in_order_and_what_is_not()
    {
        (await FindingsAsync(DiscordServer.Settings())).ShouldBe("token channel rights invitations guild");
        (await FindingsAsync(DiscordServer.ByWebhook)).ShouldBe("webhook");
        (await FindingsAsync(DiscordServer.Settings(token: "", channel: "", guild: ""))).ShouldBe("webhook:Missing/");
        (await FindingsAsync(DiscordServer.Settings(token: "", webhook: DiscordServer.Webhook.Replace("_-", "xx"), invite: "murmure"))).ShouldBe("webhook:Missing/10015 invite");
        (await FindingsAsync(DiscordServer.Settings(token: DiscordServer.Token.Replace("AB", "XX")))).ShouldBe("token:Credentials/401");
        (await FindingsAsync(DiscordServer.Settings(channel: "1100000000000000099", guild: ""))).ShouldBe("token channel:Missing/10003 invitations:Missing/10003");
        (await FindingsAsync(DiscordServer.Settings(guild: "1100000000000000098"))).ShouldBe("token channel:Missing/ invitations guild:Missing/404");
        Server.Closed.Add(DiscordServer.Channel);
        (await FindingsAsync(DiscordServer.Settings(guild: ""))).ShouldBe("token channel:Rights/50001 invitations:Rights/50001");
    }

    [Theory]
    [InlineData(0xC00, 0, "", "rights")]
    [InlineData(0x400, 0, "", "rights:Rights/")]
    [InlineData(0x800, 0, "", "rights:Rights/")]
    [InlineData(0, 0xC00, "", "rights")]
    [InlineData(0, 8, "everybody -C00", "rights")]
    [InlineData(0xC00, 0, "everybody -800", "rights:Rights/")]
    [InlineData(0xC00, 0, "everybody -800, talkers +800", "rights")]
    [InlineData(0xC00, 0, "talkers -800, bot +800", "rights")]
    [InlineData(0xC00, 0, "everybody +800, bot -800", "rights:Rights/")]
    [InlineData(0xC00, 0, "nobody -C00", "rights")]
    public async Task A_bot_may_post_where_its_roles_and_the_channel_let_it(int everybody, int talkers, string overwrites, string expected)
    {
        (Server.Roles[DiscordServer.Guild], Server.Roles[DiscordServer.Talkers]) = ((ulong)everybody, (ulong)talkers);
        var ids = new Dictionary<string, string> { ["everybody"] = DiscordServer.Guild, ["talkers"] = DiscordServer.Talkers, ["bot"] = DiscordServer.Bot, ["nobody"] = "1100000000000000099" };
        Server.Overwrites = new JsonArray([.. overwrites.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' ')).Select(one => new JsonObject
        {
            ["id"] = ids[one[0]], ["allow"] = one[1][0] == '+' ? $"{Convert.ToUInt64(one[1][1..], 16)}" : "0", ["deny"] = one[1][0] == '-' ? $"{Convert.ToUInt64(one[1][1..], 16)}" : "0",
        })]);
        (await FindingsAsync(DiscordServer.Settings(guild: ""))).ShouldBe($"token channel {expected} invitations");
    }

    [Fact]
    public async Task The_public_key_is_compared_and_the_endpoint_is_the_members_to_set()
    {
        var settings = DiscordServer.Settings(channel: "", guild: "", key: Interaction.Key);
        (await FindingsAsync(settings)).ShouldBe("channel:Missing/ token public-key:Credentials/");
        Server.VerifyKey = Interaction.Key;
        (await FindingsAsync(settings)).ShouldBe("channel:Missing/ token public-key:Off/");
        Server.InteractionsUrl = Webhook.AbsoluteUri;
        (await FindingsAsync(settings)).ShouldBe("channel:Missing/ token public-key");
    }

    [Fact]
    public async Task Members_and_who_is_there_are_counted_with_a_bot_and_without()
    {
        (await PollAsync([])).Observations.Select(one => (one.Kind, one.Amount, one.IsTotal)).ShouldBe([(ObservationKind.Members, 1500L, true), (ObservationKind.Online, 120L, true)]);
        (await PollAsync([], DiscordServer.Settings(token: "", webhook: DiscordServer.Webhook, channel: "", guild: "", invite: "murmure"))).Observations.Select(one => one.Amount).ShouldBe([77L, 7L]);
        Server.Calls("GET", "/invites/")[^1].Authorization.ShouldBe("");
    }

    [Fact]
    public async Task Reactions_to_our_posts_are_totals_and_a_post_that_is_gone_is_no_problem()
    {
        var id = Server.Say(DiscordServer.Channel, reactions: string.Join(',', DiscordServer.Reaction("👍", 5), DiscordServer.Reaction("canary_party", 2, "1100000000000000055"), DiscordServer.Reaction("other", 1, "1100000000000000056")));
        foreach (var settings in new[] { DiscordServer.Settings(guild: ""), DiscordServer.ByWebhook })
        {
            var result = await PollAsync([$"{DiscordServer.Channel}/{id}", $"{DiscordServer.Channel}/1100000000000000077"], settings);
            result.Problem.ShouldBeNull();
            result.Observations.Select(one => (one.Detail, one.Amount, one.IsTotal, one.Clears)).ShouldBe([("", 0L, true, true), ("👍", 5L, true, false), ("custom", 3L, true, false)]);
            result.Observations.ShouldAllBe(one => one.Message == $"{DiscordServer.Channel}/{id}" && one.Once == "" && one.At == DiscordServer.Now);
        }
    }

    [Fact]
    public async Task Uses_of_our_invitations_are_totals_and_members_invitations_are_their_own()
    {
        Server.Invites = JsonNode.Parse(
            $$"""
            [{"code":"aBcD3f9","uses":12,"inviter":{"id":"{{DiscordServer.Bot}}","username":"Murmure"} },{"code":"canary1","uses":9,"inviter":{"id":"7700112233445566778","username":"canary_user"} },
             {"code":"x/../y","uses":1,"inviter":{"id":"{{DiscordServer.Bot}}"} },{"code":"zero","uses":0,"inviter":{"id":"{{DiscordServer.Bot}}"} },{"code":"noone","uses":4}]
            """)!.AsArray();
        (await PollAsync([], DiscordServer.Settings(guild: ""))).Observations.Select(one => (one.Kind, one.Detail, one.Amount, one.IsTotal))
            .ShouldBe([(ObservationKind.Joined, "aBcD3f9", 12L, true), (ObservationKind.Joined, "zero", 0L, true)]);
    }

    [Fact]
    public async Task Nothing_of_other_peoples_messages_is_asked_for_unless_an_administrator_ticked_the_channel()
    {
        Server.Say(DiscordServer.Talk, reactions: DiscordServer.Reaction("👍", 5));
        await PollAsync([]);
        Server.Log.ShouldNotContain(asked => asked.Path.Contains(DiscordServer.Talk) || asked.Path.EndsWith("/messages"));
        await PollAsync([], watched: ["nonsense", "../../users/@me"]);
        Server.Log.ShouldNotContain(asked => asked.Path.EndsWith("/messages"));
    }

    [Fact]
    public async Task In_a_ticked_channel_each_message_of_the_last_day_has_its_reactions_and_forwards_are_counted_once()
    {
        var ours = Server.Say(DiscordServer.Channel, reactions: DiscordServer.Reaction("❤", 1));
        Server.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(25), DiscordServer.Reaction("👍", 1000), DiscordServer.Forward(DiscordServer.Channel, ours));
        for (var number = 0; number < 130; number++)
            Server.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(23), DiscordServer.Reaction("👍", 1));
        var forwarded = Server.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(2), DiscordServer.Reaction("🎉", 4), DiscordServer.Forward(DiscordServer.Channel, ours));
        Server.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(1), more: DiscordServer.Forward("1100000000000000066", "1100000000000000067"));
        Server.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(1), more: ",\"message_reference\":{\"channel_id\":\"1\",\"message_id\":\"2\"}");
        var result = await PollAsync([$"{DiscordServer.Channel}/{ours}"], DiscordServer.Settings(guild: ""), [DiscordServer.Talk, DiscordServer.Channel]);
        result.Problem.ShouldBeNull();
        var reactions = result.Observations.Where(one => one.Message == "" && one.Kind == ObservationKind.Reaction).ToList();
        reactions.ShouldAllBe(one => one.Detail == "" && !one.IsTotal && !one.Clears && one.Once == "");
        (reactions.Count, reactions.Sum(one => one.Amount), reactions.Select(one => one.Latest).Distinct().Count()).ShouldBe((134, 134L, 134));
        reactions.Single(one => one.Latest == $"watched {ours}").Amount.ShouldBe(0, "a post of ours has its own counts, and what was counted before it was known as ours is taken back");
        reactions.Single(one => one.Amount == 4).ShouldSatisfyAllConditions(one => one.Latest.ShouldBe($"watched {forwarded}"), one => one.At.ShouldBe(DiscordServer.Now - TimeSpan.FromHours(2), TimeSpan.FromSeconds(1)));
        var forwards = result.Observations.Where(one => one.Kind == ObservationKind.Forward).ToList();
        forwards.Select(one => one.Message).ShouldBe(["", $"{DiscordServer.Channel}/{ours}"]);
        forwards[1].Once.ShouldBe($"forward {forwarded}");
        forwards[1].At.ShouldBe(DiscordServer.Now - TimeSpan.FromHours(2), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Posts_are_asked_about_in_turns()
    {
        var names = Enumerable.Range(0, 70).Select(_ => $"{DiscordServer.Channel}/{Server.Say(DiscordServer.Channel)}").ToList();
        var cursor = "";
        var seen = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            var result = await PollAsync(names, DiscordServer.Settings(guild: ""), cursor: cursor);
            cursor = result.Cursor;
            seen.AddRange(result.Observations.Select(one => one.Message));
        }
        seen.Count.ShouldBe(90);
        seen.Distinct().ShouldBe(names, ignoreOrder: true);
        cursor.ShouldBe("20");
        (await PollAsync([], DiscordServer.Settings(guild: ""), cursor: "999999999999")).Cursor.ShouldBe("");
    }

    [Fact]
    public async Task An_empty_bucket_is_waited_for_when_it_fills_soon_and_left_alone_when_not()
    {
        Renew(TimeProvider.System);
        var names = Enumerable.Range(0, 6).Select(_ => $"{DiscordServer.Channel}/{Server.Say(DiscordServer.Channel)}").ToList();
        Server.Bucket = 3;
        Server.InBucket = 2;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Server.ResetAfter = 0.3;
        var asked = Connector.PollAsync(new PollRequest(Mine, "", names[..1]), default);
        (await asked).Problem.ShouldBeNull();
        Server.InBucket = 0;
        (await PollAsync(names[..1], Mine)).Problem.ShouldBeNull();
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(250));
        Server.ResetAfter = 600;
        Server.InBucket = 0;
        var before = Server.Calls("GET", "/messages/").Count;
        var result = await PollAsync(names, Mine);
        (result.Problem, result.Observations.Count(one => one.Kind == ObservationKind.Reaction)).ShouldBe((new ConnectorProblem(ProblemReason.Limit, "429"), 3));
        result.After!.Value.ShouldBeInRange(TimeSpan.FromSeconds(590), TimeSpan.FromSeconds(600));
        (Server.Calls("GET", "/messages/").Count - before).ShouldBe(3);
    }

    [Fact]
    public async Task A_wrong_token_ends_the_round_at_the_first_answer_and_a_closed_channel_is_asked_once()
    {
        var names = Enumerable.Range(0, 20).Select(_ => $"{DiscordServer.Channel}/{Server.Say(DiscordServer.Channel)}").ToList();
        var wrong = await PollAsync(names, DiscordServer.Settings(token: DiscordServer.Token.Replace("AB", "XX")));
        (wrong.Problem, wrong.After).ShouldBe((new ConnectorProblem(ProblemReason.Credentials, "401"), TimeSpan.FromHours(1)));
        Server.Log.Count.ShouldBe(1);
        Server.Closed.Add(DiscordServer.Channel);
        var other = $"{DiscordServer.Talk}/{Server.Say(DiscordServer.Talk)}";
        var closed = await PollAsync([.. names, other], DiscordServer.Settings(guild: ""));
        closed.Problem.ShouldBe(new ConnectorProblem(ProblemReason.Rights, "50001"));
        closed.Observations.ShouldHaveSingleItem().Message.ShouldBe(other);
        Server.Calls("GET", "/messages/" ).Count(asked => asked.Path.Contains(DiscordServer.Channel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_that_is_gone_is_left_alone()
    {
        var result = await PollAsync([$"{DiscordServer.Channel}/1100000000000000077", $"{DiscordServer.Channel}/1100000000000000078"], DiscordServer.Settings(token: "", webhook: DiscordServer.Webhook.Replace("_-", "xx"), channel: "", guild: ""));
        (result.Problem, result.After).ShouldBe((new ConnectorProblem(ProblemReason.Missing, "10015"), TimeSpan.FromHours(1)));
        Server.Log.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_ticked_channel_that_fails_ends_the_round()
    {
        Server.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(1), DiscordServer.Reaction("👍", 3));
        // Invitations are asked for first.
        Server.Faults.Enqueue(StandIn.Status(200, "[]"));
        Server.Faults.Enqueue(StandIn.Status(503));
        var result = await PollAsync([], DiscordServer.Settings(guild: ""), [DiscordServer.Channel, DiscordServer.Talk]);
        result.Problem.ShouldBe(new ConnectorProblem(ProblemReason.Fault, "503"));
        result.Observations.ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_Discord_answers_the_round_ends() =>
        Gen.Select(Gen.Int[0, 60], Odd.Value, Gen.Int[0, 8]).Array[1, 6].Sample(odds =>
        {
            var id = Server.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(1), DiscordServer.Reaction("👍", 3), DiscordServer.Forward(DiscordServer.Channel, "1100000000000000067"));
            var message = Server.Messages[(DiscordServer.Talk, id)].ToJsonString();
            foreach (var (place, odd, form) in odds)
                Server.Faults.Enqueue(StandIn.Status(form == 0 ? 404 : form == 1 ? 403 : 200, form switch { 2 => odd, 3 => $"[{odd}]", 4 or 5 => "[" + Odd.Replace(message, place, odd) + "]", _ => Odd.Replace(message, place, odd) }));
            Renew();
            var result = PollAsync([$"{DiscordServer.Talk}/{id}", "nonsense", ""], watched: [DiscordServer.Talk]).GetAwaiter().GetResult();
            result.Observations.ShouldAllBe(one => one.Amount >= 0 && one.Person == null && one.Detail.Length <= 40);
            Server.Faults.Clear();
            Server.Messages.Clear();
        }, iter: 300, threads: 1);

    [Fact]
    public void The_fields_take_what_Discord_gives_and_nothing_that_would_lead_elsewhere()
    {
        bool Takes(string field, string value) => Connector.Fields.Single(one => one.Name == field).Pattern.IsMatch(value);
        Takes("webhook", DiscordServer.Webhook).ShouldBeTrue();
        Takes("webhook", DiscordServer.Webhook.Replace("discord.com/api", "canary.discordapp.com/api/v10")).ShouldBeTrue();
        Takes("token", DiscordServer.Token).ShouldBeTrue();
        Takes("channel", DiscordServer.Channel).ShouldBeTrue();
        Takes("public-key", Interaction.Key).ShouldBeTrue();
        foreach (var (field, wrong) in new[]
        {
            ("webhook", DiscordServer.Webhook.Replace("discord.com", "discord.com.example.org")), ("webhook", DiscordServer.Webhook.Replace("https", "http")), ("webhook", DiscordServer.Webhook + "/../x"), ("webhook", DiscordServer.Webhook + "\n"),
            ("token", "x\r\nHost: y"), ("channel", "12"), ("channel", "../1100000000000000002"), ("guild", DiscordServer.Guild + "\n"), ("invite", "a/b"), ("public-key", new string('g', 64)),
        })
            Takes(field, wrong).ShouldBeFalse($"{field} {wrong}");
        Connector.Fields.Where(field => field.Secret).Select(field => field.Name).ShouldBe(["webhook", "token"]);
    }

    private async Task<string> FindingsAsync(ConnectorSettings settings) =>
        string.Join(' ', (await Connector.ConnectAsync(settings, Webhook, default)).Select(one => one.Problem is null ? one.Name : $"{one.Name}:{one.Problem.Reason}/{one.Problem.Code}"));

    private Task<PollResult> PollAsync(IReadOnlyList<string> messages, ConnectorSettings? settings = null, IReadOnlyCollection<string>? watched = null, string cursor = "") =>
        Connector.PollAsync(new PollRequest(settings ?? Mine, cursor, messages) { Watched = watched ?? [] }, default);
}
