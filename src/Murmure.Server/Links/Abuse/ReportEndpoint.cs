using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;

namespace Murmure.Server.Links.Abuse;

/// <summary>
/// <c>/-/report</c>: by which anybody tells an organisation that one of its links does harm. No account, no cookie, no script: so no token against
/// forged forms either, which would need a cookie; a forged report is one more count, and counts are limited by network.
/// </summary>
internal sealed class ReportEndpoint(LinkDirectory links, LinkReports reports)
{
    public const string Page = "/-/report";
    public const string Target = "/-/report/send";

    private const string Policy = "link-report";
    private const int PerMinute = 10;
    private const int LongestBody = 16 * 1024;

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ReportEndpoint>();
        services.AddSingleton(new PostLimit(Policy, PerMinute));
    }

    public static void Map(WebApplication app) =>
        app.MapPost(Target, (HttpContext http, ReportEndpoint endpoint) => endpoint.SendAsync(http)).AllowAnonymous().DisableAntiforgery().RequireRateLimiting(Policy).ExcludeFromDescription();

    /// <summary>The link that a short address names: with or without scheme, or what stands behind the host that was asked.</summary>
    public long? Find(HttpContext http, string text)
    {
        if (text.Trim().Length is 0 or > 2000)
            return null;
        // A lone slug, or one behind a slash, stands on the host that the page was asked by.
        var (host, path) = ShortAddress.Typed(text);
        if (links.HostOf(host ?? http.Request.Host.Value) is not { } domain)
            return null;
        Span<byte> buffer = new byte[3 * path.Length];
        var address = ShortAddress.Read(path, buffer);
        return !address.Slug.IsEmpty && links.TryFind(domain, address.Slug, out var link) ? link.Id : null;
    }

    private async Task<IResult> SendAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > LongestBody)
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (address, reason) = (form["link"].ToString(), form["reason"].ToString());
        var said = "sent";
        if (!LinkReports.Reasons.Contains(reason, StringComparer.Ordinal))
            said = "reason";
        else if (Find(http, address) is { } link)
            await reports.AddAsync(link, reason, http.RequestAborted);
        else
            said = "unknown";
        var suffix = DashboardFeature.LanguageSuffix(http.Request);
        var query = new StringBuilder(Page).Append(suffix).Append(suffix.Length == 0 ? '?' : '&').Append("said=").Append(said);
        if (said != "sent" && address.Length <= 2000)
            query.Append("&link=").Append(Uri.EscapeDataString(address));
        http.Response.Headers.Location = query.ToString();
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
