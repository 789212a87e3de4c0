using System.Net;
using System.Text.RegularExpressions;

namespace Murmure.Server.Links;

/// <summary>What a page tells the apps that draw it: Open Graph (https://ogp.me), Twitter's tags, and what HTML itself has.</summary>
/// <param name="OgTitle">Empty where the page has none.</param>
/// <param name="Title">The title element's.</param>
/// <param name="Image">As the page has it: an absolute address where it is right.</param>
public sealed partial record PageCard(string OgTitle, string Title, string Description, string Image, string SiteName)
{
    private const int Longest = 1000;

    /// <summary>Tags of the page's beginning; what its comments and scripts hold is none.</summary>
    public static PageCard Read(string html)
    {
        html = Hidden().Replace(html, "");
        var metas = Meta().Matches(html)
            .Select(match => Attribute().Matches(match.Value).GroupBy(a => a.Groups["name"].Value.ToLowerInvariant()).ToDictionary(group => group.Key, group => Value(group.First().Groups["value"].Value)))
            .Where(attributes => attributes.ContainsKey("content") && (attributes.ContainsKey("property") || attributes.ContainsKey("name")))
            .GroupBy(attributes => (attributes.GetValueOrDefault("property") ?? attributes["name"]).ToLowerInvariant())
            .ToDictionary(group => group.Key, group => group.First()["content"]);
        string First(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (metas.GetValueOrDefault(name) is { Length: > 0 } content)
                    return content;
            }
            return "";
        }
        return new PageCard(
            First("og:title", "twitter:title"), TitleElement().Match(html) is { Success: true } title ? Value(title.Groups["title"].Value) : "",
            First("og:description", "twitter:description", "description"), First("og:image", "og:image:url", "og:image:secure_url", "twitter:image"), First("og:site_name"));
    }

    /// <summary>The title that an app shows.</summary>
    public string Shown => OgTitle.Length > 0 ? OgTitle : Title;

    private static string Value(string written)
    {
        var text = Blanks().Replace(WebUtility.HtmlDecode(written.Trim('"', '\'')), " ").Trim();
        return text.Length > Longest ? text[..Longest] : text;
    }

    [GeneratedRegex("<!--.*?-->|<script\\b.*?</script>|<style\\b.*?</style>", RegexOptions.Singleline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex("<meta\\b[^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Meta();

    [GeneratedRegex("<title\\b[^>]*>(?<title>.*?)</title>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TitleElement();

    [GeneratedRegex("\\s(?<name>[a-zA-Z-]+)\\s*=\\s*(?<value>\"[^\"]*\"|'[^']*'|[^\\s>]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
