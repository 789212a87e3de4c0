using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests.Discord;
using Murmure.Server.Connections;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Connections;

/// <summary>Rooms of a community: an owner ticks them, after their members were told; nothing is counted before.</summary>
[WholeServer]
public sealed class RoomsTests
{
    private const string Site = "www.example.org";
    private const string Page = "/app/sites/" + Site + "/connections/1";
    private const string Rooms = Page + "/rooms";

    [Fact]
    public async Task An_owner_ticks_rooms_of_the_server_once_their_members_were_told()
    {
        await using var discord = await DiscordServer.OpenAsync();
        await using var host = await StartAsync(discord);
        var page = await ReadAsync(host, Rooms);
        page.ShouldContain("canary-talk");
        page.ShouldNotContain("voice");
        page.ShouldNotContain(" checked", Case.Sensitive, "off by default");
        page.ShouldContain($"In this room, {Site} counts how often messages get a reaction");
        page.ShouldContain($"Dans ce salon, {Site} compte combien de fois les messages reçoivent une réaction");
        (await ReadAsync(host, Page)).ShouldContain("counted in 0 rooms");

        using var untold = await PagesHost.SendAsync(host.Client, Rooms, "choose", ("room", DiscordServer.Talk));
        WebUtility.HtmlDecode(await untold.Content.ReadAsStringAsync()).ShouldContain("Post the notice in the new rooms first");
        using var foreign = await PagesHost.SendAsync(host.Client, Rooms, "choose", ("room", "1100000000000000099"), ("told", "yes"));
        (await foreign.Content.ReadAsStringAsync()).ShouldContain("Choose rooms from the list.");
        Watched(host).ShouldBe("", "nothing was said to anybody");

        using var told = await PagesHost.SendAsync(host.Client, Rooms, "choose", ("room", DiscordServer.Talk), ("told", "yes"));
        told.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        Watched(host).ShouldBe(DiscordServer.Talk);
        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("Rooms of a community chosen");
        using var kept = await PagesHost.SendAsync(host.Client, Page, "keep", ("name", "Renamed"), ("channel", DiscordServer.Channel), ("guild", DiscordServer.Guild));
        Watched(host).ShouldBe(DiscordServer.Talk, "other settings leave them as they are");
        using var none = await PagesHost.SendAsync(host.Client, Rooms, "choose");
        none.StatusCode.ShouldBe(HttpStatusCode.Redirect, "to stop needs no notice");
        Watched(host).ShouldBe("");
    }

    [Fact]
    public async Task The_check_looks_at_each_room_and_one_that_the_bot_no_longer_sees_is_told_and_can_be_let_go()
    {
        await using var discord = await DiscordServer.OpenAsync();
        await using var host = await StartAsync(discord);
        await WatchAsync(host, DiscordServer.Talk, "1100000000000000077");
        using var before = await PagesHost.SendAsync(host.Client, Page, "check");
        var found = WebUtility.HtmlDecode(await before.Content.ReadAsStringAsync());
        found.ShouldContain($"<h3>Room {DiscordServer.Talk}</h3>");
        found[found.IndexOf("Room 1100000000000000077", StringComparison.Ordinal)..].ShouldContain("There is no such number, channel, template or message. (code 10003)");
        discord.Closed.Add(DiscordServer.Talk);
        using var after = await PagesHost.SendAsync(host.Client, Page, "check");
        (await after.Content.ReadAsStringAsync()).ShouldContain("make it an administrator, or give it the right. (code 50001)");
        var page = await ReadAsync(host, Rooms);
        page.ShouldContain("1100000000000000077");
        page.ShouldContain("The bot does not see this room any more");
        using var let = await PagesHost.SendAsync(host.Client, Rooms, "choose", ("room", DiscordServer.Talk));
        Watched(host).ShouldBe(DiscordServer.Talk);
    }

    [Fact]
    public async Task Editors_viewers_and_strangers_choose_no_rooms_and_a_server_that_does_not_answer_is_said()
    {
        await using var discord = await DiscordServer.OpenAsync();
        await using var host = await StartAsync(discord);
        foreach (var role in (string[])["editor", "viewer"])
        {
            using var member = await host.JoinAsync(role + "@courrier.example", role, "courrier.example");
            (await member.GetAsync(new Uri(Rooms, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        using var editor = host.Browser();
        await PagesHost.SignInAsync(editor, "editor@courrier.example");
        (await editor.GetStringAsync(Page)).ShouldContain("An owner of the workspace chooses them.");
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        (await stranger.GetAsync(new Uri(Rooms, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        discord.Faults.Enqueue(Connectors.Tests.StandIn.Status(403, "{\"code\":50001}"));
        (await ReadAsync(host, Rooms)).ShouldContain("The rooms could not be asked for");
    }

    [Fact]
    public async Task By_program_too_nothing_is_counted_before_somebody_says_that_the_notice_stands()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await host.KeyAsync("admin"));
        async Task<string> AddAsync(string room, string more)
        {
            var body = $$"""{"site":"{{Site}}","kind":"discord","name":"D","settings":{"token":"{{DiscordServer.Token}}"},"watched":["{{room}}"]{{more}} }""";
            using var answer = await client.PostAsync(new Uri("/api/v1/connections", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        (await AddAsync(DiscordServer.Talk, "")).ShouldContain("noticePosted");
        (await AddAsync("general", ",\"noticePosted\":true")).ShouldStartWith("400 ", Case.Sensitive, "what is no room is said, and not left out in silence");
        (await AddAsync(DiscordServer.Talk, ",\"noticePosted\":true")).ShouldStartWith("201 ");
        Watched(host).ShouldBe(DiscordServer.Talk);
    }

    private static async Task<PagesHost> StartAsync(DiscordServer discord)
    {
        var host = await PagesHost.StartAsync(options => options with { Connectors = discord.Options() }, Site);
        var values = new Dictionary<string, string> { ["token"] = DiscordServer.Token, ["channel"] = DiscordServer.Channel, ["guild"] = DiscordServer.Guild };
        (await host.Services.GetRequiredService<ConnectionBook>().KeepAsync(SiteOf(host), Somebody(host), null, new ConnectionRequest("discord", "Salon", "discord", values, "https://m.example.org"), default)).Problem.ShouldBe("");
        return host;
    }

    private static async Task WatchAsync(PagesHost host, params string[] rooms) =>
        (await host.Services.GetRequiredService<ConnectionBook>().WatchAsync(SiteOf(host), Somebody(host), 1, rooms, default)).ShouldBeTrue();

    private static SiteRules SiteOf(PagesHost host) => host.Services.GetRequiredService<SiteDirectory>().All.Single();

    private static Maker Somebody(PagesHost host) => new(SiteOf(host).Organisation!.Value, null, PagesHost.Owner);

    private static string Watched(PagesHost host) => host.Services.GetRequiredService<ConnectionDirectory>().Find(1) is { } found ? string.Join(' ', found.Watched.Order(StringComparer.Ordinal)) : "";

    private static async Task<string> ReadAsync(PagesHost host, string page) => WebUtility.HtmlDecode(await host.Client.GetStringAsync(page));
}
