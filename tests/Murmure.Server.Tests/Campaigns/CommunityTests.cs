using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>The page of a connected community.</summary>
[WholeServer]
public sealed class CommunityTests
{
    private const string Site = "www.example.org";
    private const string Base = "/app/sites/" + Site;
    private const string Told = Base + "/connections/1/told";

    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task What_stands_is_the_last_word_and_what_happened_is_what_grew_within_the_days()
    {
        await using var host = await StartAsync();
        await PublishAsync(host);
        await TellAsync(host,
            new(1, 0, "members", "", Today.AddDays(-40), 90, true), new(1, 0, "members", "", Today.AddDays(-2), 100, true), new(1, 0, "members", "", Today, 112, true),
            new(1, 0, "joined", "", Today.AddDays(-40), 50), new(1, 0, "joined", "", Today.AddDays(-1), 15), new(1, 0, "left", "", Today, 3),
            new(1, 1, "reaction", "❤", Today.AddDays(-40), 4, true), new(1, 1, "reaction", "❤", Today, 9, true), new(1, 1, "reaction", "🔥", Today, 2, true));
        var page = await host.ReadAsync("/connections/1/told?lang=en");
        page.ShouldContain("id=\"told\"");
        DetailSite.Figure(page, "Members").ShouldBe("112");
        page.ShouldContain("22 within these days<");
        DetailSite.Figure(page, "Joined").ShouldBe("15");
        DetailSite.Figure(page, "Left").ShouldBe("3");
        DetailSite.Figure(page, "Reactions").ShouldBe("7", "what a service tells as a whole counts by its growth");
        page.ShouldContain("Members, from 100 to 112.");
        page.ShouldContain(">Grande enqu");
        var french = await host.ReadAsync("/connections/1/told?lang=fr");
        french.ShouldContain("Les membres, jour apr");
        DetailSite.Figure(french, "Membres").ShouldBe("112");
    }

    [Fact]
    public async Task A_place_that_told_nothing_says_so_and_one_that_is_not_there_is_missing()
    {
        await using var host = await StartAsync();
        (await host.Client.GetStringAsync(Told)).ShouldContain("mark a post as published");
        await PublishAsync(host);
        var page = await host.Client.GetStringAsync(Told);
        page.ShouldNotContain("id=\"told\"");
        page.ShouldContain(">Grande enqu");
        using var missing = await host.Client.GetAsync(new Uri(Base + "/connections/2/told", UriKind.Relative));
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Members_read_it_and_editors_go_on_to_its_settings()
    {
        await using var host = await StartAsync();
        using var viewer = await host.JoinAsync("vera@courrier.example", "viewer");
        (await viewer.GetStringAsync(Told)).ShouldNotContain("/connections/1\"");
        (await viewer.GetStringAsync(Base + "/connections")).ShouldNotContain("/connections/1\"");
        (await host.Client.GetStringAsync(Told)).ShouldContain("/connections/1\"");
    }

    private static async Task<PagesHost> StartAsync()
    {
        var host = await PagesHost.StartAsync(Site);
        using var connected = await PagesHost.SendAsync(host.Client, Base + "/connections/new?kind=manual", "keep", ("name", "Canal Telegram"), ("channel", "telegram"));
        connected.StatusCode.ShouldBe(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        return host;
    }

    private static async Task PublishAsync(PagesHost host)
    {
        using var made = await PagesHost.SendAsync(host.Client, Base + "/campaigns/new", "keep", ("name", "Grande enquête"));
        using var post = await PagesHost.SendAsync(host.Client, Base + "/campaigns/1/posts/new", "keep", ("connection", "1"), ("text", "À lire"));
        using var published = await PagesHost.SendAsync(host.Client, Base + "/campaigns/1", "published-1");
        published.StatusCode.ShouldBe(HttpStatusCode.Redirect, await post.Content.ReadAsStringAsync());
    }

    private static Task<int?> TellAsync(PagesHost host, params ObservationCount[] counts) => host.Services.GetRequiredService<ObservationFile>().AppendAsync(counts, 1, default);
}
