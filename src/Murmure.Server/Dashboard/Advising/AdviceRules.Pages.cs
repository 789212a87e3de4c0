using Murmure.Server.Dashboard.Details;
using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Dashboard.Text;
using Murmure.Statistics.Intervals;

namespace Murmure.Server.Dashboard.Advising;

/// <summary>Rules about single pages.</summary>
public static partial class AdviceRules
{
    private const int FewestReads = 200;
    private const int ManyReads = 1_000;

    /// <summary>The page that readers pass on in private most surely more often than the site's pages on average. All pages with enough readings are looked at.</summary>
    private static IEnumerable<AdvicePiece> PassedOn(AdviceFigures figures, Texts texts)
    {
        if (PageGroup.PerThousandOf(figures.Pages.Sum(page => page.Signs), figures.Pages.Sum(page => page.Views)) is not { } site)
            return [];
        var looked = figures.Pages.Where(page => page.Views >= FewestReads && page.Page != "/").ToList();
        return looked.Select(page => (Page: page, Rate: Rate.Garwood(page.Signs, page.Views / 1000.0, LevelOf(looked.Count)))).Where(one => one.Rate.Lower > site.Value)
            .OrderByDescending(one => one.Rate.Lower).Take(1)
            .Select(one => new AdvicePiece(
                "content", one.Page.Evidence, texts.Say("advising.content", Name(one.Page)),
                texts.Say("advising.content.rests", texts.PerThousand(one.Rate), texts.Rounded(site.Value)), Below(one.Page)));
    }

    /// <summary>A mailing that nobody declared: the burst that the estimate found, where its day stands above the page's other days beyond doubt.</summary>
    private static IEnumerable<AdvicePiece> Mailing(AdviceFigures figures, Texts texts)
    {
        if (figures.Burst is not { } burst)
            yield break;
        var day = Rate.Garwood(burst.Visits, 1, Level);
        if (day.Lower > burst.Usual)
            yield return new AdvicePiece(
                "mailing", burst.Visits - burst.Usual, texts.Say("advising.mailing", texts.Day(burst.Day), Displayed.Foreign(burst.Page, 70)),
                texts.Say("advising.mailing.rests", burst.Visits, texts.Rounded(day.Lower), texts.Rounded(day.Upper), texts.Rounded(burst.Usual)), "/estimate");
    }

    /// <summary>
    /// Pages without a title whose previews bring fewer visits than those of pages with one. Only where the script tells of titles at all; where somebody looked at
    /// the preview itself, <see cref="BrokenPreview"/> knows more.
    /// </summary>
    private static IEnumerable<AdvicePiece> MissingCard(AdviceFigures figures, Texts texts)
    {
        var titled = figures.Pages.Where(page => page.Card?.Title is { Length: > 0 } && page.PrivatePreviews > 0).ToList();
        var previews = titled.Sum(page => page.PrivatePreviews);
        if (previews < FewestPreviews)
            return [];
        var usual = (double)titled.Sum(page => page.Evidence) / previews;
        var looked = figures.Pages.Where(page => page.Card?.Title is not { Length: > 0 } && page.PrivatePreviews >= FewestPreviews && figures.Broken.All(broken => broken.Page != page.Page)).ToList();
        return looked.Select(page => (Page: page, Rate: Rate.Garwood(page.Evidence, page.PrivatePreviews, LevelOf(looked.Count)))).Where(one => one.Rate.Upper < usual)
            .OrderByDescending(one => one.Page.PrivatePreviews).Take(1)
            .Select(one => new AdvicePiece(
                "card", one.Page.PrivatePreviews, texts.Say("advising.card", Name(one.Page), one.Page.PrivatePreviews),
                texts.Say("advising.card.rests", texts.PerThousand(one.Rate), texts.Rounded(usual)), Below(one.Page)));
    }

    /// <summary>The page that travels most among those whose preview lacks something, as it was looked at today.</summary>
    private static IEnumerable<AdvicePiece> BrokenPreview(AdviceFigures figures, Texts texts)
    {
        var looked = figures.Broken.Join(figures.Pages.Where(page => page.PrivatePreviews >= FewestPreviews), broken => broken.Page, page => page.Page, (broken, page) => (Broken: broken, Page: page)).ToList();
        return looked.OrderByDescending(one => one.Page.PrivatePreviews).Take(1).Select(one => new AdvicePiece(
            "preview", one.Page.PrivatePreviews,
            texts.Say("advising.preview", Name(one.Page), one.Broken.Missing is { } missing ? texts.Say("card.find." + missing.Key, [.. missing.Values]) : texts["advising.preview.unfetched"]),
            texts.Say("advising.preview.rests", one.Page.PrivatePreviews, texts.PerThousand(Rate.Garwood(one.Page.Evidence, one.Page.PrivatePreviews, LevelOf(looked.Count)))), Below(one.Page)));
    }

    /// <summary>A page that is read much and whose buttons are used less than those of the other pages beyond doubt. How often a button was on screen nobody tells.</summary>
    private static IEnumerable<AdvicePiece> UnusedButton(AdviceFigures figures, Texts texts)
    {
        var (shares, views) = (figures.Pages.Sum(page => page.Shares), figures.Pages.Sum(page => page.Views));
        if (shares == 0)
            return UnusedAnywhere(figures, views, texts);
        var looked = figures.Pages.Where(page => page.Views >= ManyReads && page.Views < views).ToList();
        return looked.Select(page => (Page: page, Rate: Rate.Garwood(page.Shares, page.Views / 1000.0, LevelOf(looked.Count)), Others: 1000.0 * (shares - page.Shares) / (views - page.Views)))
            .Where(one => one.Rate.Upper < one.Others).OrderByDescending(one => one.Page.Views).Take(1)
            .Select(one => new AdvicePiece(
                "button", (one.Others * one.Page.Views / 1000) - one.Page.Shares, texts.Say("advising.button", Name(one.Page)),
                texts.Say("advising.button.rests", texts.PerThousand(one.Rate), texts.Rounded(one.Others)), Below(one.Page)));
    }

    /// <summary>Buttons that nobody presses anywhere, though they are there: in fewer than one reading of a thousand beyond doubt.</summary>
    private static IEnumerable<AdvicePiece> UnusedAnywhere(AdviceFigures figures, long views, Texts texts)
    {
        if (figures.HasButtons && PageGroup.PerThousandOf(0, views) is { Upper: < 1 } rate)
            yield return new AdvicePiece("button", views * rate.Upper / 1000, texts.Say("advising.button.anywhere", views), texts.Say("advising.button.anywhere.rests", texts.PerThousand(rate)), "/snippet");
    }

    private static string Name(PageFigures page) => Displayed.Foreign(page.Card?.Title is { Length: > 0 } title ? title : page.Page, 70);

    private static string Below(PageFigures page) => "/page?path=" + Uri.EscapeDataString(page.Page);
}
