using Murmure.Server.Reports;

namespace Murmure.Server.Dashboard.Text;

/// <summary>
/// What a report of one log advises, in plain words, each piece with the figure it rests on, in terminal and file: what to log and tag, from counts alone.
/// A site's pages have <see cref="Advising.AdviceRules"/>, which know its links, pages and estimate.
/// </summary>
public static class ReportAdvice
{
    private const double ManyUnreadable = 0.05;
    private const double ManyDeep = 0.10;
    private const double ManyEmail = 0.02;
    private const double ManyMachines = 0.5;
    private const int ManyPreviews = 10;

    /// <summary>The pieces of advice that the report's figures support, most pressing first.</summary>
    public static IReadOnlyList<string> For(ReportStory story)
    {
        var report = story.Report;
        var texts = story.Texts;
        return
        [
            .. new[]
            {
                Unreadable(report, texts), PoorFormat(report, texts), Untagged(report, texts), Email(report, texts),
                PreviewsWithoutVisits(report, texts), TravellingPage(report, texts), Machines(story, texts), RicherFormat(report, texts),
            }.OfType<string>(),
        ];
    }

    private static string? Unreadable(TrafficReport report, Texts texts) =>
        report.Log is { Read: > 0 } log && log.Malformed > log.Read * ManyUnreadable
            ? texts.Say("advice.log-unreadable", texts.Share(log.Malformed, log.Read), log.Malformed, log.Read)
            : null;

    private static string? PoorFormat(TrafficReport report, Texts texts) =>
        report.Visits > 0 && LogIs(report, "common") ? texts.Say("advice.log-common", report.Visits) : null;

    private static string? RicherFormat(TrafficReport report, Texts texts) =>
        report.Direct.Visits > 0 && LogIs(report, "combined") ? texts.Count("advice.log-combined", report.Direct.Visits) : null;

    private static string? Untagged(TrafficReport report, Texts texts) =>
        report.Direct.Deep > report.Visits * ManyDeep && report.Channels.All(c => c.Ours == 0)
            ? texts.Say("advice.tag", report.Direct.Deep, texts.Share(report.Direct.Deep, report.Visits))
            : null;

    private static string? Email(TrafficReport report, Texts texts) =>
        report.DarkSocial.EmailUnknownSender > report.Visits * ManyEmail
            ? texts.Say("advice.email", report.DarkSocial.EmailUnknownSender)
            : null;

    // Fewer than one reader's visit for five previews: the links do travel, and their clicks arrive without a mark. Our own posts are no answer
    // to what readers prepared, and where a channel has no share address there is no button to put.
    private static string? PreviewsWithoutVisits(TrafficReport report, Texts texts) =>
        report.Channels.Where(c => c.Private && c.ShareAddress && c.Previews >= ManyPreviews && c.Readers * 5 < c.Previews).MaxBy(c => c.Previews) is { } channel
            ? texts.Say("advice.previews", texts.Channel(channel.Slug, channel.Name), channel.Previews, channel.Readers)
            : null;

    private static string? TravellingPage(TrafficReport report, Texts texts) =>
        report.Pages.Where(p => p.Previews >= ManyPreviews && p.Page is not "/").MaxBy(p => p.Previews) is { } page
            ? texts.Say("advice.page", Displayed.Foreign(page.Title ?? page.Page, 70), page.Previews)
            : null;

    private static string? Machines(ReportStory story, Texts texts)
    {
        var all = story.HitTotal;
        return all > 0 && story.MachineTotal > all * ManyMachines
            ? texts.Say("advice.machines", texts.Share(story.MachineTotal, all), story.MachineTotal)
            : null;
    }

    private static bool LogIs(TrafficReport report, string format) =>
        report.Log is { Files.Count: > 0 } log && log.Files.All(f => f.Format.StartsWith(format, StringComparison.OrdinalIgnoreCase));
}
