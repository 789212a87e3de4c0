using System.Globalization;
using System.Text;
using Murmure.Statistics.Simulation;

namespace Murmure.Server.Simulation;

/// <summary>What the demonstration shows of a page.</summary>
/// <param name="Path">Its path on the site.</param>
/// <param name="Published">Null for the home page and the sections.</param>
/// <param name="Author">Null for the home page and the sections.</param>
internal sealed record PageCard(string Path, string Title, string Section, string? Author, DateTimeOffset? Published, bool Paid);

/// <summary>The simulated pages with the newspaper's words: a page's words depend on its ordinal alone.</summary>
internal sealed class PrintedSite
{
    /// <summary>Article numbers begin here, as after some years of publishing.</summary>
    private const int FirstNumber = 41_207;

    public PrintedSite(Newspaper paper, SimulatedSite site, LocalClock clock)
    {
        Paper = paper;
        Cards = [.. site.Pages.Select(page => Print(paper, page, clock))];
    }

    public Newspaper Paper { get; }

    /// <summary>By page index.</summary>
    public IReadOnlyList<PageCard> Cards { get; }

    /// <summary>The image that a page offers to link previews.</summary>
    public string Image(int page) => Cards[page].Author is null
        ? "/media/partage/une.jpg"
        : $"/media/articles/{Cards[page].Path.Split('-')[^1]}-1200.jpg";

    /// <summary>Lower case, without accents, words joined by hyphens: what French publishing systems make of a title.</summary>
    public static string Slug(string title)
    {
        var slug = new StringBuilder(title.Length);
        foreach (var c in title.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }

    private static PageCard Print(Newspaper paper, SimulatedPage page, LocalClock clock)
    {
        if (page.Kind == PageKind.Home)
            return new PageCard("/", paper.Name, "", null, null, Paid: false);
        var section = paper.Sections[page.Section % paper.Sections.Count];
        if (page.Kind == PageKind.Section)
            return new PageCard($"/{section.Slug}", section.Name, section.Name, null, null, Paid: false);
        var title = Title(paper, section, page.Ordinal / paper.Sections.Count);
        var path = string.Create(CultureInfo.InvariantCulture, $"/{section.Slug}/{Slug(title)}-{FirstNumber + 17 * page.Ordinal}");
        var author = paper.Authors[page.Ordinal * 5 % paper.Authors.Count];
        return new PageCard(path, title, section.Name, author, clock.At(page.Published), page.Paid);
    }

    private static string Title(Newspaper paper, NewspaperSection section, int place)
    {
        if (place < section.Titles.Count)
            return section.Titles[place];
        var (town, template) = Math.DivRem(place - section.Titles.Count, section.More.Count);
        return section.More[template].Replace("{place}", paper.Places[town % paper.Places.Count], StringComparison.Ordinal);
    }
}
