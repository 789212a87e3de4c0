using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests;
using Murmure.Connectors.Tests.Discord;
using Murmure.Server.Campaigns.Communities;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Exports;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Connections;

/// <summary>Discord's interactions through the real door, and what is asked for.</summary>
[WholeServer]
public sealed class DiscordDoorTests
{
    private static readonly string[] Canaries = ["canary", "Canary", "7700112233445566778", "+33612345678", DiscordServer.Token, DiscordServer.WebhookToken];

    [Fact]
    public async Task A_ping_is_answered_and_what_is_not_Discords_is_turned_away()
    {
        await using var site = await ConnectedSite.StartAsync("discord", Values());
        var body = Encoding.UTF8.GetBytes(Interaction.Ping);
        var (signature, time) = Interaction.Sign(body, site.Host.Clock.GetUtcNow());
        (await TellAsync(site, body, signature, time)).ShouldBe((HttpStatusCode.OK, "{\"type\":1}"));
        var command = Encoding.UTF8.GetBytes(Interaction.Command);
        var signed = Interaction.Sign(command, site.Host.Clock.GetUtcNow());
        for (var again = 0; again < 2; again++)
            (await TellAsync(site, command, signed.Signature, signed.Time)).ShouldBe((HttpStatusCode.OK, "nothing new"));
        (await TellAsync(site, command, signature, time)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TellAsync(site, body, "", "")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var at in new[] { 0, 63, 64, 127 })
        {
            var flipped = signature.ToCharArray();
            flipped[at] = flipped[at] == '0' ? '1' : '0';
            (await TellAsync(site, body, new string(flipped), time)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
        var unreadable = Interaction.Sign(body.AsSpan(1), site.Host.Clock.GetUtcNow());
        (await TellAsync(site, body[1..], unreadable.Signature, unreadable.Time)).Status.ShouldBe(HttpStatusCode.BadRequest);
        site.Host.Clock.Advance(TimeSpan.FromMinutes(6));
        var (status, said) = await TellAsync(site, body, signature, time);
        (status, said.Contains("webhook-old", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Unauthorized, true));
        (await site.CountsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_asked_for_replaces_what_was_known_and_ticked_channels_reach_the_connector()
    {
        await using var discord = await DiscordServer.OpenAsync();
        var ours = discord.Say(DiscordServer.Channel, reactions: DiscordServer.Reaction("👍", 5));
        discord.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(2), DiscordServer.Reaction("🎉", 4), DiscordServer.Forward(DiscordServer.Channel, ours));
        discord.Invites = JsonNode.Parse($$"""[{"code":"aBcD3f9","uses":12,"inviter":{"id":"{{DiscordServer.Bot}}"} }]""")!.AsArray();
        await using var site = await ConnectedSite.StartAsync("discord", Values(), discord.Options(new ConnectorOptions()), DiscordServer.Talk);
        var post = await site.PostedAsync($"{DiscordServer.Channel}/{ours}");
        for (var again = 0; again < 2; again++)
        {
            await site.AskAsync();
            (await site.CountsAsync()).ShouldBe(["0 joined aBcD3f9 12", "0 members  1500", "0 online  120", "0 reaction  4", $"{post} forward  1", $"{post} reaction 👍 5"], ignoreOrder: true);
        }
        discord.Messages[(DiscordServer.Channel, ours)]["reactions"] = new JsonArray(JsonNode.Parse(DiscordServer.Reaction("❤", 1)));
        await site.AskAsync();
        (await site.CountsAsync()).ShouldContain($"{post} reaction 👍 0");
        (await site.CountsAsync()).ShouldContain($"{post} reaction ❤ 1");
        (await site.ReadAsync()).Problem.ShouldBe("");
    }

    [Fact]
    public async Task Reactions_in_ticked_channels_add_up_over_the_days_and_follow_what_is_taken_back()
    {
        await using var discord = await DiscordServer.OpenAsync();
        await using var site = await ConnectedSite.StartAsync("discord", Values(), discord.Options(new ConnectorOptions()), DiscordServer.Talk);
        var said = "";
        for (var day = 0; day < 7; day++)
        {
            site.Host.Clock.Advance(TimeSpan.FromHours(18));
            said = discord.Say(DiscordServer.Talk, site.Host.Clock.GetUtcNow() - TimeSpan.FromHours(1), DiscordServer.Reaction("🎉", 40));
            await site.AskAsync();
            site.Host.Clock.Advance(TimeSpan.FromHours(6));
            await site.AskAsync();
        }
        (await ReactionsAsync(site)).ShouldBe(280);
        discord.Messages[(DiscordServer.Talk, said)]["reactions"] = new JsonArray(JsonNode.Parse(DiscordServer.Reaction("🎉", 33)));
        await site.AskAsync();
        (await ReactionsAsync(site)).ShouldBe(273);
        discord.Messages[(DiscordServer.Talk, said)]["reactions"] = new JsonArray();
        await site.AskAsync();
        (await ReactionsAsync(site)).ShouldBe(240);
    }

    private static async Task<long> ReactionsAsync(ConnectedSite site)
    {
        var today = DateOnly.FromDateTime(site.Host.Clock.GetUtcNow().UtcDateTime);
        var detail = await site.Host.Services.GetRequiredService<CommunityReader>().ReadAsync(
            site.Host.Services.GetRequiredService<SiteDirectory>().All.Single(), await site.ReadAsync(), new DayRange(today.AddDays(-27), today), default);
        return detail.Told.Single(one => one.Kind == ObservationKind.Reaction).Count;
    }

    [Fact]
    public async Task Without_a_tick_nobody_elses_message_is_asked_for_and_problems_are_kept()
    {
        await using var discord = await DiscordServer.OpenAsync();
        await using var site = await ConnectedSite.StartAsync("discord", Values(), discord.Options(new ConnectorOptions()));
        await site.AskAsync();
        discord.Log.ShouldNotContain(asked => asked.Path.EndsWith("/messages", StringComparison.Ordinal));
        discord.Faults.Enqueue(StandIn.Status(401, "{\"message\":\"canary\",\"code\":0}"));
        await site.AskAsync();
        var kept = await site.ReadAsync();
        (kept.Problem, kept.RestsUntil).ShouldBe(("credentials 401", site.Host.Clock.GetUtcNow().UtcDateTime.AddHours(1)));
        var before = discord.Log.Count;
        await site.AskAsync();
        discord.Log.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Names_numbers_and_texts_are_written_nowhere()
    {
        await using var discord = await DiscordServer.OpenAsync();
        var ours = discord.Say(DiscordServer.Channel, reactions: DiscordServer.Reaction("canary_party", 5, "7700112233445566778"));
        discord.Say(DiscordServer.Talk, DiscordServer.Now - TimeSpan.FromHours(2), DiscordServer.Reaction("🎉", 4), DiscordServer.Forward(DiscordServer.Channel, ours));
        discord.Invites = JsonNode.Parse("""[{"code":"canary-code","uses":12,"inviter":{"id":"7700112233445566778","username":"canary_user"} }]""")!.AsArray();
        await using var site = await ConnectedSite.StartAsync("discord", Values(), discord.Options(new ConnectorOptions()), DiscordServer.Talk);
        await site.PostedAsync($"{DiscordServer.Channel}/{ours}");
        foreach (var text in new[] { Interaction.Command, Interaction.Command[..^3] })
        {
            var body = Encoding.UTF8.GetBytes(text);
            var (signature, time) = Interaction.Sign(body, site.Host.Clock.GetUtcNow());
            await TellAsync(site, body, signature, time);
            await TellAsync(site, body, new string('0', 128), time);
        }
        await site.AskAsync();
        discord.Faults.Enqueue(StandIn.Status(403, "{\"message\":\"canary text\",\"code\":50001}"));
        await site.AskAsync();
        (await site.CountsAsync()).Count.ShouldBeGreaterThan(4);
        await site.ReadAsync();
        Stored.Holds(site.Host.Folder, "custom").ShouldBeTrue();
        var exported = await Exported.AllAsync(site.Host);
        exported.ShouldContain("Printemps");
        foreach (var canary in Canaries)
        {
            exported.ShouldNotContain(canary, Case.Sensitive);
            Stored.Holds(site.Host.Folder, canary).ShouldBeFalse(canary);
            site.Log.ShouldNotContain(canary, Case.Sensitive);
        }
    }

    private static Dictionary<string, string> Values() => new()
    {
        ["token"] = DiscordServer.Token, ["webhook"] = DiscordServer.Webhook, ["channel"] = DiscordServer.Channel, ["guild"] = DiscordServer.Guild, ["public-key"] = Interaction.Key,
    };

    private static Task<(HttpStatusCode Status, string Said)> TellAsync(ConnectedSite site, byte[] body, string signature, string time) =>
        site.TellAsync(body, ("X-Signature-Ed25519", signature), ("X-Signature-Timestamp", time));
}
