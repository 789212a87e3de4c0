namespace Murmure.Connectors.Tests.Discord;

/// <summary>Rooms that can be ticked, and the message that somebody means, against a server that speaks Discord's protocol.</summary>
public sealed class DiscordRoomsTests : DiscordFixture
{
    private const string Address = $"https://discord.com/channels/{DiscordServer.Guild}/{DiscordServer.Channel}/";

    [Fact]
    public async Task Rooms_are_those_in_which_everybody_writes_in_the_servers_own_order()
    {
        var (rooms, problem) = await Connector.RoomsAsync(Mine, default);
        problem.ShouldBeNull();
        rooms.ShouldNotBeNull().Select(room => (room.Id, room.Name)).ShouldBe([(DiscordServer.Channel, "news"), (DiscordServer.Talk, "canary-talk")]);
        Server.Calls("GET", $"/guilds/{DiscordServer.Guild}/channels").ShouldHaveSingleItem().Authorization.ShouldBe("Bot " + DiscordServer.Token);
    }

    [Fact]
    public async Task Without_a_bot_or_a_server_no_rooms_are_asked_for_and_what_Discord_says_is_told()
    {
        foreach (var settings in new[] { DiscordServer.ByWebhook, DiscordServer.Settings(guild: "") })
            (await Connector.RoomsAsync(settings, default)).ShouldBe((null, new ConnectorProblem(ProblemReason.Missing)));
        Server.Log.ShouldBeEmpty();
        Server.Faults.Enqueue(StandIn.Status(403, "{\"code\":50001}"));
        (await Connector.RoomsAsync(Mine, default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Rights, "50001"));
        Server.Faults.Enqueue(StandIn.Status(200, "{}"));
        (await Connector.RoomsAsync(Mine, default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Malformed));
        Server.Channels = [];
        (await Connector.RoomsAsync(Mine, default)).Rooms.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_room_is_checked_by_asking_for_what_is_counted_there()
    {
        (await Connector.CheckRoomAsync(DiscordServer.Talk, Mine, default)).ShouldBeNull();
        Server.Calls("GET", "/messages").ShouldHaveSingleItem().Query.ShouldBe("?limit=1");
        (await Connector.CheckRoomAsync("../../users/@me", Mine, default)).ShouldBe(new ConnectorProblem(ProblemReason.Missing));
        (await Connector.CheckRoomAsync("1100000000000000099", Mine, default)).ShouldBe(new ConnectorProblem(ProblemReason.Missing, "10003"));
        Server.Closed.Add(DiscordServer.Talk);
        (await Connector.CheckRoomAsync(DiscordServer.Talk, Mine, default)).ShouldBe(new ConnectorProblem(ProblemReason.Rights, "50001"));
    }

    [Fact]
    public async Task A_message_is_known_by_its_address_or_its_number_and_looked_up()
    {
        var id = Server.Say(DiscordServer.Channel);
        foreach (var told in (string[])[Address + id, " " + Address + id + "/ ", (Address + id).Replace("discord.com", "ptb.discord.com", StringComparison.Ordinal), id])
            (await Connector.FindAsync(told, Mine, default)).ShouldBe(($"{DiscordServer.Channel}/{id}", null), told);
        (await Connector.FindAsync(Address + id, DiscordServer.ByWebhook, default)).Message.ShouldBe($"{DiscordServer.Channel}/{id}");
        Server.Calls("GET", "/webhooks/").ShouldHaveSingleItem().Path.ShouldEndWith("/messages/" + id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("../../users/@me")]
    [InlineData("https://discord.com/channels/1100000000000000098/1100000000000000002/1100000000000000077")]
    [InlineData("https://discord.com.evil.example/channels/1100000000000000001/1100000000000000002/1100000000000000077")]
    public async Task What_is_no_message_of_this_server_is_not_asked_for(string told)
    {
        (await Connector.FindAsync(told, Mine, default)).ShouldBe((null, new ConnectorProblem(ProblemReason.Missing)));
        Server.Log.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_is_not_there_is_none()
    {
        (await Connector.FindAsync(Address + "1100000000000000077", Mine, default)).ShouldBe((null, new ConnectorProblem(ProblemReason.Missing, "10008")));
        Server.Faults.Enqueue(StandIn.Status(200, "[]"));
        (await Connector.FindAsync(Address + "1100000000000000077", Mine, default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Malformed));
        Server.Faults.Enqueue(StandIn.HangUp);
        (await Connector.FindAsync(Address + "1100000000000000077", Mine, default)).Problem!.Reason.ShouldBe(ProblemReason.Unreachable);
    }

    [Fact]
    public void A_post_is_looked_at_as_Discord_counts_it_with_its_link_and_nobody_is_asked()
    {
        OutgoingMessage Of(string text, string? card = null) => new("p1", text, new Uri("https://m.example.org/x~dc"), card is null ? [] : new Dictionary<string, string> { ["preview"] = card });
        var around = "\n\n<https://m.example.org/x~dc>".Length;
        Connector.Check(Of(new string('x', 2000 - around)), Mine).ShouldBeEmpty();
        Connector.Check(Of(new string('x', 2001 - around)), Mine).ShouldBe([new MessageFinding(MessageFlaw.Length, 2001, 2000)]);
        Connector.Check(Of(new string('x', 2001 - around), "yes"), Mine).ShouldBeEmpty("without its brackets it is two characters shorter");
        Connector.Check(Of(string.Concat(Enumerable.Repeat("🎉", 1000))), Mine).ShouldBeEmpty("a sign beyond the first plane is one character");
        Connector.Check(new OutgoingMessage("p1", "", null, new Dictionary<string, string>()), Mine).ShouldBe([new MessageFinding(MessageFlaw.Empty)]);
        Connector.Check(Of("x"), DiscordServer.Settings(token: "", channel: "")).ShouldBe([new MessageFinding(MessageFlaw.Place)]);
        Server.Log.ShouldBeEmpty();
    }
}
