using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Murmure.Server.Accounts;
using Murmure.Server.Connections;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;

namespace Murmure.Server.Campaigns;

/// <summary>A post's block as a file: <c>newsletter.html</c> and <c>newsletter.txt</c> under the post's page.</summary>
internal sealed class MailBlockEndpoints(SiteAccess sites, CampaignBook book, PostLetter letters, ConnectionDirectory directory)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var form in (string[])["html", "txt"])
        {
            app.MapGet($"/app/sites/{{host}}/campaigns/{{id:long}}/posts/{{number:long}}/newsletter.{form}", (HttpContext http, string host, long id, long number, MailBlockEndpoints endpoints) => endpoints.AnswerAsync(http, host, id, number, form))
                .RequireAuthorization(Access.Editor).ExcludeFromDescription();
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext http, string host, long id, long number, string form)
    {
        if (sites.Find(http, host) is not { } site || await book.FindAsync(site, id, http.RequestAborted) is not { } campaign || campaign.Posts.Find(post => post.Id == number) is not { } post)
            return Problems.NotFound("There is no such post here.");
        var root = directory.Find(post.ConnectionId ?? 0)?.Root.ToString() ?? $"{http.Request.Scheme}://{http.Request.Host}";
        var letter = await letters.WriteAsync(post, root, http.RequestAborted);
        if (MailBlock.Of(site, campaign, post, await book.LinkOfAsync(campaign, http.RequestAborted), letter.Link) is not { } block)
            return Problems.NotFound("This post is none of a newsletter, or has no link.");
        http.Response.Headers.CacheControl = "no-store";
        var name = string.Create(CultureInfo.InvariantCulture, $"newsletter-{post.Id}.{form}");
        // As a file and never as a page: what it says is a member's text.
        return form == "html"
            ? TypedResults.File(Encoding.UTF8.GetBytes(block.Html()), "text/html; charset=utf-8", name)
            : TypedResults.File(Encoding.UTF8.GetBytes(block.Plain()), "text/plain; charset=utf-8", name);
    }
}
