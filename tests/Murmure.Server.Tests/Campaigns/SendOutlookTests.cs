using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>What a send would do is said before it begins, and nobody is asked or written to for it.</summary>
[WholeServer]
public sealed class SendOutlookTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example/campaigns/1/posts/1/send";

    [Fact]
    public async Task Before_a_send_begins_its_page_says_how_many_would_be_written_to_how_many_would_not_and_what_the_limit_leaves()
    {
        await using var graph = await GraphServer.StartAsync();
        await using var host = await PagesHost.StartAtAsync(TimeProvider.System, Site, [PagesHost.Visit], options => options with { Connectors = graph.Options() });
        await SendPageTests.PrepareAsync(host);
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single();
        await host.Services.GetRequiredService<Refusals>().KeepAsync(site, new Person("33687654321"), true, TimeProvider.System.GetUtcNow(), default);
        await SendPageTests.UploadAsync(host, "phone\n+33612345678\n+33687654321\n+33611111111\n");
        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page));
        page.ShouldContain("2 people would be written to.");
        page.ShouldContain("1 would not: they want no messages");
        page.ShouldContain("Your limit leaves room for 1 in these 24 hours: 1 person would be written to later.");
        WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + "?lang=fr")).ShouldContain("2 personnes recevraient le message.");
        graph.Log.ShouldNotContain(asked => asked.Path.EndsWith("/messages", StringComparison.Ordinal));
        using var begun = await PagesHost.SendAsync(host.Client, Page, "start");
        (await host.Client.GetStringAsync(Page)).ShouldNotContain("would be written to", Case.Sensitive, "what goes on is counted as it goes");
    }
}
