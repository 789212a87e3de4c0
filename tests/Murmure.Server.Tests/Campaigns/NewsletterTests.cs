using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>A post as a block for a newsletter: one address for everybody, and nothing that a mail program would fetch.</summary>
[WholeServer]
public sealed class NewsletterTests
{
    private const string Posts = ReportSite.Pages + "/1/posts";

    [Fact]
    public async Task A_post_for_mail_is_ready_as_HTML_and_as_text_with_the_same_address_for_everybody()
    {
        await using var site = await ReportSite.StartAsync();
        await using (var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
            await db.Links.ExecuteUpdateAsync(set => set.SetProperty(link => link.Title, "Enquête <b>& suites"));
        await site.CampaignAsync("Grande enquête", ("link", "1"));
        await site.SendAsync(Posts + "/new", "keep", ("connection", "by-hand:email"), ("text", "Qui a vendu l'\"île\" ?\nPremier volet.\n\n<script>alert(1)</script> & la suite"));
        var tag = "/enquete~" + site.Host.Services.GetRequiredService<Attribution.Catalogue>().BySlug["email"].Tag;

        var html = await site.Host.Client.GetStringAsync(Posts + "/1/newsletter.html");
        html.ShouldContain("Enqu&#234;te &lt;b&gt;&amp; suites</p>");
        html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; la suite</p>");
        html.ShouldContain("l&#39;&quot;&#238;le&quot; ?<br>\n");
        html.ShouldContain($"{tag}\" style=\"");
        html.ShouldContain(">Lire la suite</a>", Case.Sensitive, "the readers' language, whoever of the members asks");
        foreach (var fetched in (string[])["<script", "<style", "<img", "<link", "src=", "url(", "class=", "<div"])
            html.ShouldNotContain(fetched, Case.Insensitive);
        html.Split("<a ").Length.ShouldBe(2);
        html.Split("<table ").Length.ShouldBe(3);
        html.Split("</table>").Length.ShouldBe(3);

        var text = await site.Host.Client.GetStringAsync(Posts + "/1/newsletter.txt");
        text.ShouldStartWith("Enquête <b>& suites\n\nQui a vendu l'\"île\" ?\nPremier volet.\n\n<script>");
        text.TrimEnd().ShouldEndWith(tag);

        var page = WebUtility.HtmlDecode(await site.Host.Client.GetStringAsync(Posts + "/1?lang=en"));
        page.ShouldContain("Ready for a newsletter");
        page.ShouldContain(html, Case.Sensitive, "what is shown is what is downloaded");
        page.ShouldContain(text);
        using var answer = await site.Host.Client.GetAsync(Posts + "/1/newsletter.html");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment", "a member's text is no page of ours");
    }

    [Fact]
    public async Task Other_posts_and_those_without_a_link_have_no_block()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Sans lien");
        await site.SendAsync(Posts + "/new", "keep", ("connection", "by-hand:email"), ("text", "x"));
        await site.CampaignAsync("Avec lien", ("link", "1"));
        await site.SendAsync(ReportSite.Pages + "/2/posts/new", "keep", ("connection", "by-hand:signal"), ("text", "x"));
        foreach (var post in (string[])[Posts + "/1", ReportSite.Pages + "/2/posts/2"])
        {
            (await site.Host.Client.GetStringAsync(post)).ShouldNotContain("newsletter.html");
            (await site.Host.Client.GetAsync(post + "/newsletter.html")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        using var stranger = await site.Host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        (await stranger.GetAsync(Posts + "/1/newsletter.txt")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
