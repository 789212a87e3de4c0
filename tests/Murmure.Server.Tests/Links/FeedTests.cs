using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Links;

namespace Murmure.Server.Tests.Links;

[WholeServer]
public sealed class FeedTests
{
    private const string Rss = """
        <?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://example.org/</link><image><url>https://example.org/i.png</url></image>
        <item><title>Old &amp; good</title><link>https://example.org/old</link><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>
        <item><title>New</title><link>https://www.example.org/new</link><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate></item>
        <item><title>Elsewhere</title><link>https://evil.example/x</link></item><item><guid>https://example.org/guid</guid></item></channel></rss>
        """;

    [Fact]
    public async Task Each_article_of_the_site_gets_one_link_whose_channels_work_at_once()
    {
        await using var site = await LinkSite.StartAsync(local: true);
        using var feed = new Receiver();
        feed.Pages["/feed"] = ("application/rss+xml", Rss);
        (await site.CallAsync(HttpMethod.Post, "/api/v1/feeds", new { url = feed.Root + "/feed", site = "example.org" })).Status.ShouldBe(201);
        await ReadAsync(site);
        var links = await LinksAsync(site);
        links.Select(link => link.GetProperty("externalId").GetString()).Order().ShouldBe(["https://example.org/guid", "https://example.org/old", "https://www.example.org/new"]);
        links.Single(link => link.GetProperty("url").GetString() == "https://example.org/old").GetProperty("title").GetString().ShouldBe("Old & good");
        (await site.FollowAsync("/" + links[0].GetProperty("slug").GetString() + "~w")).Location.ShouldBe(links[0].GetProperty("url").GetString());
        feed.Pages["/feed"] = ("application/rss+xml", Rss.Replace("/old", "/older", StringComparison.Ordinal));
        await ReadAsync(site);
        (await LinksAsync(site)).Count.ShouldBe(3, "an hour has not passed");
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await ReadAsync(site);
        (await LinksAsync(site)).Count.ShouldBe(4);
        (await site.CallAsync(HttpMethod.Get, "/api/v1/feeds")).Body.GetProperty("feeds")[0].GetProperty("made").GetInt64().ShouldBe(4);
    }

    [Theory]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link rel='edit' href='https://e.example/edit'/><link href='https://e.example/a'/></entry></feed>", "https://e.example/a", "A")]
    [InlineData("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc> https://e.example/a </loc><n:news><n:title>A</n:title></n:news></url></urlset>", "https://e.example/a", "A")]
    [InlineData("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><item><title>A</title><link>https://e.example/a</link></item></rdf:RDF>", "https://e.example/a", "A")]
    [InlineData("<urlset><url><loc>https://e.example/a</loc></url><url><loc>https://e.exa", "https://e.example/a", "")]
    public void Feeds_and_sitemaps_are_read_also_where_they_are_cut_off(string xml, string url, string title)
    {
        var (articles, problem) = FeedReader.Read(Encoding.UTF8.GetBytes(xml));
        problem.ShouldBeNull();
        var article = articles.ShouldHaveSingleItem();
        (article.Url, article.Title).ShouldBe((url, title));
    }

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><link>&x;</link></item></channel></rss>", "Xml")]
    [InlineData("<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel><item><link>&b;</link></item></channel></rss>", "Xml")]
    [InlineData("Not found", "Xml")]
    [InlineData("<sitemapindex><sitemap><loc>https://e.example/1.xml</loc></sitemap></sitemapindex>", "Index")]
    [InlineData("<rss><channel/></rss>", "Empty")]
    public void What_is_no_feed_or_could_do_harm_gives_no_article(string xml, string problem)
    {
        var (articles, said) = FeedReader.Read(Encoding.UTF8.GetBytes(xml));
        articles.ShouldBeEmpty();
        said.ToString().ShouldBe(problem);
    }

    private static Task ReadAsync(LinkSite site) => site.Host.Services.GetRequiredService<FeedRunner>().ReadDueAsync(default);

    private static async Task<List<JsonElement>> LinksAsync(LinkSite site) => [.. (await site.CallAsync(HttpMethod.Get, "/api/v1/links")).Body.GetProperty("links").EnumerateArray()];
}
