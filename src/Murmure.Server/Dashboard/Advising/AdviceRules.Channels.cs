using Murmure.Server.Dashboard.Details;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates.Pages;
using Murmure.Statistics;
using Murmure.Statistics.Intervals;

namespace Murmure.Server.Dashboard.Advising;

/// <summary>Rules about the estimate, channels and tags.</summary>
public static partial class AdviceRules
{
    private const int Windows = 12;
    private const int HoursOfWindow = 24 / Windows;
    private const int FewestDays = 7;
    private const int FewestVisits = 60;
    private const int FewestPreviews = 10;
    private const int FewestClicks = 50;

    /// <summary>What a step must leave of the estimate's interval to be worth saying.</summary>
    private const double Much = 0.7;

    /// <summary>What would narrow the estimate by much. It concerns the visits between the ends of its interval.</summary>
    private static IEnumerable<AdvicePiece> Narrow(AdviceFigures figures, Texts texts)
    {
        if (figures.Estimate is not { Alpha: { } alpha, Narrowings: [var step, ..] } estimate || step.HalfWidth > Much * (alpha.Upper - alpha.Lower) / 2)
            yield break;
        var (now, then) = (texts.Points((alpha.Upper - alpha.Lower) / 2), texts.Points(step.HalfWidth));
        var sentence = step.Answers is { } answers ? texts.Say("overview.step." + step.Step, now, then, answers) : texts.Say("overview.step." + step.Step, now, then);
        yield return new AdvicePiece("narrow", (alpha.Upper - alpha.Lower) * estimate.Direct, sentence, texts.Say("advising.narrow.rests", texts.Between(alpha.AsInterval())), "/estimate");
    }

    /// <summary>
    /// The two hours in which most visits of a private channel come, where their share is above an even day's beyond doubt. Days are the clusters: one evening on
    /// which a single message went round does not make a habit. All windows of all channels are looked at.
    /// </summary>
    private static IEnumerable<AdvicePiece> BestHours(AdviceFigures figures, Texts texts)
    {
        var channels = figures.Channels.Where(channel => channel.Hours.Sum(one => one.Visits) >= FewestVisits && channel.Hours.Where(one => one.Visits > 0).DistinctBy(one => one.Day).Count() >= FewestDays).ToList();
        foreach (var channel in channels)
        {
            var days = channel.Hours.GroupBy(one => one.Day).ToList();
            var best = Enumerable.Range(0, Windows).MaxBy(window => channel.Hours.Where(one => one.Hour / HoursOfWindow == window).Sum(one => one.Visits));
            var share = Proportion.OfClusters(
                [.. days.Select(day => ((int)day.Where(one => one.Hour / HoursOfWindow == best).Sum(one => one.Visits), (int)day.Sum(one => one.Visits)))], LevelOf(Windows * channels.Count));
            if (share.Lower <= 1.0 / Windows)
                continue;
            var (name, hours) = (texts.Channel(channel.Slug, channel.Name), texts.Say("chart.hour", best * HoursOfWindow, (best + 1) * HoursOfWindow));
            yield return new AdvicePiece(
                "hours", channel.Readers, texts.Say("advising.hours", name, hours),
                texts.Say("advising.hours.rests", texts.Percent(share.Value), texts.Between(share), texts.Percent(1.0 / Windows), days.Count), "/channel/" + Uri.EscapeDataString(channel.Slug));
        }
    }

    /// <summary>A private channel with a button's address, whose previews bring fewer than one recognised visit in five.</summary>
    private static IEnumerable<AdvicePiece> Clickless(AdviceFigures figures, Texts texts)
    {
        const double Fewest = 0.2;
        var channels = figures.Channels.Where(channel => channel.HasButton && channel.Previews >= FewestPreviews).ToList();
        return channels.Select(channel => (Channel: channel, Rate: Rate.Garwood(channel.Readers, channel.Previews, LevelOf(channels.Count)))).Where(one => one.Rate.Upper < Fewest)
            .Select(one => new AdvicePiece(
                "clickless", one.Channel.Previews, texts.Say("advice.previews", texts.Channel(one.Channel.Slug, one.Channel.Name), one.Channel.Previews, one.Channel.Readers),
                texts.Say("advising.clickless.rests", texts.PerThousand(one.Rate)), "/channel/" + Uri.EscapeDataString(one.Channel.Slug)));
    }

    /// <summary>Clicks on our links of which fewer than half arrive with their link. Where none does, it says something of a site alone whose script could tell.</summary>
    private static IEnumerable<AdvicePiece> Stripped(AdviceFigures figures, Texts texts)
    {
        const double Half = 0.5;
        var (clicks, visits) = figures.Links;
        if (clicks < FewestClicks || (visits == 0 && !figures.Follows) || visits > clicks || Proportion.Wilson((int)visits, (int)clicks, Level) is not { Upper: < Half } share)
            yield break;
        yield return new AdvicePiece("stripped", clicks - visits, texts.Say("advising.stripped", clicks, visits), texts.Say("advising.stripped.rests", texts.Between(share)), "/orphans");
    }

    /// <summary>Many direct visits deep in the site, and no link of ours with a tag.</summary>
    private static IEnumerable<AdvicePiece> Untagged(AdviceFigures figures, Texts texts)
    {
        const double Many = 0.10;
        if (figures.Ours == 0 && ShareOf(figures.DeepDirect, figures.Visits) is { } share && share.Lower > Many)
            yield return new AdvicePiece("tag", figures.DeepDirect, texts.Say("advice.tag", figures.DeepDirect, texts.Percent(share.Value)), texts.Say("advising.tag.rests", texts.Between(share)));
    }

    /// <summary>Many visits from mail of unknown senders.</summary>
    private static IEnumerable<AdvicePiece> UnknownMail(AdviceFigures figures, Texts texts)
    {
        const double Many = 0.02;
        if (ShareOf(figures.MailUnknown, figures.Visits) is { } share && share.Lower > Many)
            yield return new AdvicePiece("email", figures.MailUnknown, texts.Say("advice.email", figures.MailUnknown), texts.Say("advising.email.rests", texts.Between(share)));
    }

    private static Interval? ShareOf(long part, long whole) => whole is 0 or > int.MaxValue ? null : Proportion.Wilson((int)part, (int)whole, Level);
}
