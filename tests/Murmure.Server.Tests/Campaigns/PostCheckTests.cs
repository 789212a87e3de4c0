using System.Net;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>What would keep a post from going out is said before its time, and nobody is asked for it.</summary>
[WholeServer]
public sealed class PostCheckTests
{
    private const string Due = "2026-11-26T18:00";
    private static readonly string Long = new('x', 3000);

    [Fact]
    public async Task A_post_that_is_too_long_for_its_channel_can_be_a_draft_and_is_not_planned()
    {
        await using var site = await ChannelSite.StartAsync();
        using var planned = await site.PostAsync("2", Long, ("due", Due));
        planned.StatusCode.ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(await planned.Content.ReadAsStringAsync()).ShouldContain("It is longer than this service takes, the link included: Discord takes 2,000 characters");
        using var draft = await site.PostAsync("2", Long);
        draft.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await site.Host.ReadAsync("/campaigns/1/posts/1");
        page.ShouldContain("and 2,000 are allowed.");
        page.ShouldNotContain("Nothing known here keeps it from going out");
        using var now = await PagesHost.SendAsync(site.Host.Client, ChannelSite.Page, "now-1");
        now.Headers.Location!.ToString().ShouldEndWith("/campaigns/1/posts/1", Case.Sensitive, "its page says what is wrong");
        (await site.ReadAsync(1)).State.ShouldBe(PostState.Draft);
        using var elsewhere = await site.PostAsync("1", Long, ("due", Due));
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Redirect, "Telegram takes it");
        (await site.Host.ReadAsync("/campaigns/1/posts/2")).ShouldContain("Nothing known here keeps it from going out");
        (site.Discord.Log.Count, site.Telegram.Log.Count).ShouldBe((0, 0), "a dry run asks nobody");
    }

    [Fact]
    public async Task By_program_too()
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Host.Browser();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await site.Host.KeyAsync("admin"));
        async Task<int> AddAsync(string more)
        {
            using var answer = await client.PostAsync(new Uri("/api/v1/campaigns/1/posts", UriKind.Relative), new StringContent($$"""{"text":"{{Long}}","connection":2{{more}} }""", System.Text.Encoding.UTF8, "application/json"));
            return (int)answer.StatusCode;
        }
        (await AddAsync(",\"due\":\"2026-11-26T18:00:00Z\"")).ShouldBe(400);
        (await AddAsync("")).ShouldBe(201);
    }

    [Fact]
    public async Task What_troubles_a_connection_is_said_where_its_posts_are_looked_at()
    {
        await using var site = await ChannelSite.StartAsync();
        site.Telegram.Faults.Enqueue(Connectors.Tests.StandIn.Status(401, "{\"ok\":false,\"error_code\":401,\"description\":\"Unauthorized\"}"));
        using var check = await PagesHost.SendAsync(site.Host.Client, DetailSite.Page + "/connections/1", "check");
        using var draft = await site.PostAsync("1", "À lire ce soir");
        (await site.Host.ReadAsync("/campaigns/1/posts/1")).ShouldContain("“Ours on telegram” has a problem just now: The token or key is wrong");
    }
}
