using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Murmure.Server.Links;

/// <param name="Url">As the feed has it.</param>
/// <param name="Title">Empty where a sitemap tells none.</param>
internal sealed record Article(string Url, string Title, DateTimeOffset? Changed);

/// <summary>Why a feed gave no articles.</summary>
internal enum FeedProblem
{
    /// <summary>No XML that can be read, or one with a document type: nothing here needs one, and entities are a way to do harm.</summary>
    Xml,

    /// <summary>A list of sitemaps, and not one of pages.</summary>
    Index,

    /// <summary>No article in it that belongs to the site.</summary>
    Empty,
}

/// <summary>Reads RSS, Atom and sitemaps, element by element: of a file that was cut at the cap what came before the cut counts.</summary>
internal static class FeedReader
{
    private const int Most = 20_000;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    /// <returns>The articles, the newest first as far as the feed tells, or what is wrong.</returns>
    public static (IReadOnlyList<Article> Articles, FeedProblem? Problem) Read(ReadOnlyMemory<byte> xml)
    {
        var articles = new List<Article>();
        var index = false;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml.ToArray()), Settings);
            while (articles.Count < Most && (reader.NodeType == XmlNodeType.None ? reader.Read() : !reader.EOF))
            {
                index |= reader is { NodeType: XmlNodeType.Element, LocalName: "sitemapindex" };
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "item" or "entry" or "url")
                {
                    // Moves the reader on, to what follows the element.
                    if (ArticleOf((XElement)XNode.ReadFrom(reader)) is { } article)
                        articles.Add(article);
                }
                else if (!reader.Read())
                    break;
            }
        }
        catch (XmlException) when (articles.Count > 0)
        {
            // Cut off, or spoilt further down.
        }
        catch (XmlException)
        {
            return ([], FeedProblem.Xml);
        }
        // Stable: a feed without times keeps its own order.
        return articles.Count > 0 ? ([.. articles.OrderByDescending(article => article.Changed ?? DateTimeOffset.MinValue)], null) : ([], index ? FeedProblem.Index : FeedProblem.Empty);
    }

    private static Article? ArticleOf(XElement element)
    {
        var address = element.Name.LocalName switch
        {
            "url" => Text(element, "loc"),
            "entry" => Child(element, "link", link => (string?)link.Attribute("rel") is null or "alternate")?.Attribute("href")?.Value,
            _ => Text(element, "link") is { Length: > 0 } link ? link : Child(element, "guid", guid => (string?)guid.Attribute("isPermaLink") != "false")?.Value,
        };
        return string.IsNullOrWhiteSpace(address) ? null : new Article(address.Trim(), TitleOf(element), TimeOf(element));
    }

    // A sitemap for news has the title one level deeper.
    private static string TitleOf(XElement element) =>
        (Text(element, "title") ?? element.Descendants().FirstOrDefault(child => child.Name.LocalName == "title" && child.Parent!.Name.LocalName == "news")?.Value ?? "").Trim();

    private static DateTimeOffset? TimeOf(XElement element) =>
        (Text(element, "lastmod") ?? Text(element, "pubDate") ?? Text(element, "published") ?? Text(element, "updated") ?? Text(element, "date")) is { } text
        && DateTimeOffset.TryParse(text.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string? Text(XElement element, string name) => Child(element, name, _ => true)?.Value;

    private static XElement? Child(XElement element, string name, Func<XElement, bool> fits) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name && fits(child));
}
