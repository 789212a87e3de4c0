using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Dashboard.Pages;
using Murmure.Server.Dashboard.Text;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details;

/// <summary>
/// Where the details of a site are, for the same days and in the same language. Panels get it where members read them; in a file that is sent, and for a log
/// that nobody kept, there is none and names stay plain text.
/// </summary>
public sealed class DetailLinks
{
    private readonly string address;
    private readonly IReadOnlyList<KeyValuePair<string, string?>> question;

    private DetailLinks(string host, IReadOnlyList<KeyValuePair<string, string?>> question) => (address, this.question) = (SitePage.Address(host), question);

    public static DetailLinks Of(HttpContext http, string host, AskedPeriod asked) => new(
        host, [.. new SiteQuestion { Period = asked, Language = Languages.Parse(http.Request.Query["lang"])?.Code() }.Pairs()]);

    /// <summary>The same of a page that chose its days itself, where the address asks for none.</summary>
    public static DetailLinks Of(HttpContext http, string host, AskedPeriod asked, DayRange? shown) =>
        Of(http, host, asked.IsOpen && shown is { } days ? new AskedPeriod(null, days.From, days.To, false) : asked);

    public string Report => To("");

    public string Page(string path) => To("/page", KeyValuePair.Create<string, string?>("path", path));

    public string Channel(string slug) => To("/channel/" + Uri.EscapeDataString(slug));

    public string Section(string name) => To("/section/" + Uri.EscapeDataString(name));

    public string Author(string name) => To("/author", KeyValuePair.Create<string, string?>("name", name));

    /// <summary>The member's page under the site, with more to its question where it needs more.</summary>
    public string To(string below, params IReadOnlyList<KeyValuePair<string, string?>> more) => address + below + QueryString.Create(more.Concat(question)).ToUriComponent();

    /// <summary>The same where what lies below has a question of its own already.</summary>
    public string Below(string below) => below.Split('?', 2) is [var path, var asked]
        ? To(path, [.. asked.Split('&').Select(part => part.Split('=', 2)).Select(part => KeyValuePair.Create<string, string?>(part[0], Uri.UnescapeDataString(part[^1])))])
        : To(below);
}
