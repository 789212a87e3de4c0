using System.Globalization;
using Murmure.Server.Dashboard.Advising;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Dashboard.Pages;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates.Pages;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>A digest in words. Every sentence and figure is the site's page's own.</summary>
internal static class DigestLetter
{
    private const int ChannelsShown = 6;
    private const int PreviewersShown = 5;

    /// <param name="screen">The site's page of these days; of the whole site, so that it has an overview.</param>
    public static Letter Write(string kind, DayRange days, SiteScreen screen, Texts texts)
    {
        var overview = screen.Overview ?? throw new ArgumentException("A digest is of the whole site.", nameof(screen));
        var story = new OverviewStory(overview, texts);
        var site = Displayed.Foreign(overview.Report.Site, 60);
        LetterPart[] parts = overview.Report.Visits switch
        {
            0 when IsBefore(screen, days) => [Opening(days, screen, story)],
            0 => [Opening(days, screen, story), Figures(screen, texts), Previews(story)],
            _ => [Opening(days, screen, story), Figures(screen, texts), Direct(story), Articles(story), Channels(story), Previews(story), Step(screen, texts)],
        };
        return new Letter(
            texts.Language, texts.Say("notice.subject." + kind, site, texts.Days(days.From, days.To)), story.Sentence, [.. parts.Where(IsSaid)], texts["notice.link.site"],
            string.Create(CultureInfo.InvariantCulture, $"{SitePage.Address(overview.Report.Site)}?from={days.From:yyyy-MM-dd}&to={days.To:yyyy-MM-dd}&compare=previous"));
    }

    private static bool IsSaid(LetterPart part) => part switch
    {
        LetterBars bars => bars.Bars.Count > 0,
        LetterRows rows => rows.Rows.Count > 0,
        LetterWords words => words.Paragraphs.Count > 0,
        _ => false,
    };

    private static LetterWords Opening(DayRange days, SiteScreen screen, OverviewStory story) => new(
        null, [.. new[] { story.Texts.Days(days.From, days.To), story.StandsOn, Warning(days, screen, story), story.Report.Unseen, story.Report.Classic }.OfType<string>()]);

    // Previews without a visit come from a log that does arrive.
    private static string? Warning(DayRange days, SiteScreen screen, OverviewStory story) => story.Overview.Report.Visits > 0 ? story.Report.Caution
        : IsBefore(screen, days) ? story.Texts.Say("notice.digest.before", story.Texts.Day(screen.Site.First!.Value))
        : screen.Figures.Previews > 0 ? null
        : story.Texts["notice.digest.nothing"];

    private static bool IsBefore(SiteScreen screen, DayRange days) => screen.Site.First > days.To;

    private static LetterRows Figures(SiteScreen screen, Texts texts)
    {
        var before = screen.Before is { Recorded: { } first } earlier && first <= earlier.Days.From ? earlier : null;
        return new LetterRows(
            before is null ? texts["notice.digest.figures"] : texts.Say("notice.digest.figures.compared", texts.Days(before.Days.From, before.Days.To)),
            [.. FigureRow.All.Where(figure => figure.Of(screen.Figures) is not null).Select(Row)]);

        LetterRow Row(FigureRow figure)
        {
            var now = figure.Of(screen.Figures) ?? 0;
            // Nothing, after nothing, is no news.
            var change = before is not null && figure.Of(before.Figures) is { } then && (now, then) is not (0, 0) ? figure.Change(texts, now, then).Words : "";
            return new LetterRow(texts["figure." + figure.Name], figure.Written(texts, now), change);
        }
    }

    private static LetterBars Direct(OverviewStory story)
    {
        var (texts, total) = (story.Texts, story.Overview.Report.Direct.AsReportedByReferrerOnly);
        return new LetterBars(texts["direct.title"], total == 0 ? [] :
            [.. story.Parts.Where(part => part.Visits is not null).Select(part => new LetterBar(
                texts.Grade(part.Grade), part.Visits!.Value, texts.Say("notice.digest.part", part.Visits.Value, texts.Share(part.Visits.Value, total))))]);
    }

    private static LetterRows Articles(OverviewStory story) => new(
        story.Texts["overview.articles"],
        [.. story.Articles.Select(article => new LetterRow(article.Title is { Length: > 0 } title ? Displayed.Foreign(title, 120) : Displayed.Foreign(article.Page), "", article.Share))]);

    private static LetterBars Channels(OverviewStory story) => new(
        story.Texts["channels.title"],
        [.. story.Overview.Report.Channels.Where(row => row.Visits > 0).OrderByDescending(row => row.Visits).Take(ChannelsShown)
            .Select(row => new LetterBar(story.Texts.Channel(row.Slug, row.Name), row.Visits, story.Texts.Number(row.Visits)))]);

    private static LetterBars Previews(OverviewStory story) => new(
        story.Texts["previews.title"],
        [.. story.Overview.Report.Previews.Where(row => row.Previews > 0).OrderByDescending(row => row.Previews).Take(PreviewersShown)
            .Select(row => new LetterBar(story.Texts.Previewer(row.Platform, row.Name), row.Previews, story.Texts.Counted(row.Previews, row.SenderDevice)))]);

    // Each piece with the figure that it rests on: advice without one is an opinion.
    private static LetterWords Step(SiteScreen screen, Texts texts) => new(
        texts["advice.title"], screen.Advice is { } figures && AdviceRules.Of(figures, texts) is [var first, ..] ? [first.Sentence, first.RestsOn] : [texts["advice.none"]]);

    /// <summary>Previews as the page writes them: about so many where each share fetches, at least so many behind a cache.</summary>
    public static string Counted(this Texts texts, long previews, bool senderDevice) => (senderDevice ? "≈" : "≥") + "\u202F" + texts.Number(previews);
}
