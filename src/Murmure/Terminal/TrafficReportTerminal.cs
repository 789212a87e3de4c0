using Murmure.Server.Dashboard.Charts;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Reports;
using Spectre.Console;

namespace Murmure.Terminal;

/// <summary>
/// The report for a terminal: the story of the page in 80 to 120 columns. Bars differ by their characters, so nothing hangs on colour;
/// where the output is a file or <c>NO_COLOR</c> is set, Spectre.Console leaves the escape codes out.
/// </summary>
public sealed class TrafficReportTerminal
{
    private const int Widest = 110;
    private const int RowsShown = 12;
    private readonly ReportStory story;
    private readonly Texts texts;
    private readonly Lines lines;

    private TrafficReportTerminal(IAnsiConsole console, ReportStory story)
    {
        this.story = story;
        texts = story.Texts;
        lines = new Lines(console, Math.Clamp(console.Profile.Width, 40, Widest));
    }

    /// <summary>Writes the whole report. Foreign text is cleaned and never read as markup.</summary>
    public static void Write(IAnsiConsole console, TrafficReport report, Language language) =>
        new TrafficReportTerminal(console, new ReportStory(report, Texts.For(language))).Write();

    private TrafficReport Report => story.Report;

    private void Write()
    {
        Headline();
        if (Report.Visits > 0)
        {
            Direct();
            OwnPosts();
            Channels(texts["channels.private"], story.PrivateChannels, texts["channels.private.none"], byReaders: true);
            Channels(texts["channels.public"], story.OtherChannels, null, byReaders: false);
        }

        Previews();
        if (Report.Visits > 0)
        {
            Pages();
            Trend();
        }

        Machines();
        if (Report.Visits > 0)
            Audience();
        Reading();
        Rules();
        if (Report.Visits > 0)
            WhatNext();
    }

    private void Headline()
    {
        if (Report.Simulated)
            lines.Strong("* " + texts["banner.simulated"] + " *").Gap();
        lines.Quiet(story.Site + (story.Period is { } period ? " · " + period : ""));
        if (story.SiteFrom is { } siteFrom)
            lines.Quiet(siteFrom);
        lines.Gap().Strong(story.Headline);
        if (story.Caution is { } caution)
            lines.Gap().Say(caution);
        if (story.Unseen is { } unseen)
            lines.Gap().Say(unseen);
        if (Report.Visits > 0)
        {
            lines.Gap();
            if (!story.HasTooFew)
                Range();
            if (story.Landed is { } landed)
                lines.Say(landed);
        }

        if (story.Classic is { } classic)
            lines.Gap().Strong(classic).Quiet(story.ClassicExplained);
        lines.Gap().Say(Figures(
            ("figure.visits", Report.Visits), ("figure.visitors", Report.Visitors), ("figure.pageviews", Report.PageViews),
            ("figure.previews", story.PreviewTotal), ("figure.machines", story.MachineTotal)));
    }

    private void Range()
    {
        lines.Raw(Bar.Stacked(lines.Width, [
            (Bar.Evidence, story.EvidenceShare), (Bar.Unexplained, story.UnexplainedShare), (Bar.Rest, story.RestShare)]));
        lines.Say(
            $"{Bar.Evidence} {texts["chart.evidence"]} {story.Written(story.EvidenceShare)}   "
            + $"{Bar.Unexplained} {texts["chart.unexplained"]} {story.Written(story.UnexplainedShare)}   "
            + $"{Bar.Rest} {texts["chart.rest"]} {story.Written(story.RestShare)}");
    }

    private void Direct()
    {
        var segments = story.DirectSegments;
        lines.Title(texts["direct.title"]);
        if (segments.Count == 0)
            lines.Say(texts["direct.none"]);
        else
        {
            var total = segments.Sum(s => s.Visits);
            lines.Say(texts.Count("direct.lead", Report.Direct.AsReportedByReferrerOnly)).Gap();
            lines.Raw(Bar.Stacked(lines.Width, [.. segments.Select(s => (Mark(s.Kind), (double)s.Visits / total))]));
            lines.Table(
                [texts["direct.column.what"], texts["direct.column.visits"], texts["direct.column.share"]],
                [.. segments.Select(s => (string[])[$"{Mark(s.Kind)} {s.Name}", Number(s.Visits), texts.Share(s.Visits, total)])]);
        }

        if (Report.Direct.MachineHits > 0)
            lines.Gap().Say(texts.Count("direct.machines", Report.Direct.MachineHits));
        if (Report.DarkSocial.EmailUnknownSender > 0)
            lines.Gap().Say(texts.Count("direct.email", Report.DarkSocial.EmailUnknownSender));
        lines.Gap().Quiet(texts.Say("direct.rule", story.Written(Report.DarkSocial.Rule)));
    }

    private void OwnPosts()
    {
        lines.Title(texts["ours.title"]);
        if (story.OwnPosts.Count == 0)
        {
            lines.Say(texts.Say("ours.none", "?utm_source=newsletter"));
            return;
        }

        lines.Say(texts["ours.lead"]);
        lines.Table(
            [texts["channels.column.channel"], texts["channels.column.visits"]],
            [.. story.OwnPosts.Take(RowsShown).Select(c => (string[])[texts.Channel(c.Slug, c.Name), Number(c.Ours)])]);
    }

    private void Channels(string title, IReadOnlyList<ChannelRow> rows, string? empty, bool byReaders)
    {
        if (rows.Count == 0 && empty is null)
            return;
        lines.Title(title);
        if (rows.Count == 0)
        {
            lines.Say(empty ?? "");
            return;
        }

        (string Key, Func<ChannelRow, long> Of)[] senders =
        [
            ("channels.column.readers", r => r.Readers), ("channels.column.unknown", r => r.UnknownSender), ("channels.column.ours", r => r.Ours),
        ];
        (string Key, Func<ChannelRow, long> Of) visits = ("channels.column.visits", r => r.Visits);
        (string Key, Func<ChannelRow, long> Of)[] columns = byReaders ? [.. senders, visits] : [visits, .. senders];
        var drawn = columns[0].Of;
        lines.Table(
            [texts["channels.column.channel"], "", .. columns.Select(c => texts[c.Key])],
            [.. rows.Take(RowsShown).Select(r => (string[])[
                texts.Channel(r.Slug, r.Name), Bar.Single(ChannelMark(r, byReaders), drawn(r), rows.Max(drawn), 12), .. columns.Select(c => Number(c.Of(r)))])]);
        if (rows.Count > RowsShown)
            lines.Quiet(texts.Count("channels.more", rows.Count - RowsShown));
        if (byReaders && rows.Any(r => r.Ours > 0))
            lines.Quiet(texts["channels.private.note"]);
    }

    private static char ChannelMark(ChannelRow row, bool byReaders) => row.Family switch
    {
        Attribution.Family.Direct => Bar.Unexplained,
        _ => byReaders ? Bar.Evidence : Bar.Rest,
    };

    private void Previews()
    {
        var rows = Report.Previews.Where(p => p.Previews > 0).OrderByDescending(p => p.Previews).ToList();
        lines.Title(texts["previews.title"]);
        if (rows.Count == 0)
        {
            lines.Say(texts["previews.none"]);
            return;
        }

        lines.Say(texts["previews.lead"]);
        lines.Table(
            [texts["previews.column.app"], "", texts["previews.column.previews"], ""],
            [.. rows.Select(p => (string[])[
                texts.Previewer(p.Platform, p.Name), Bar.Single(Bar.Typed, p.Previews, rows[0].Previews, 12),
                (p.SenderDevice ? "≈ " : "≥ ") + Number(p.Previews),
                texts[p.SenderDevice ? "previews.device.short" : "previews.server.short"]
                    + (p.PublicToo ? ", " + texts["previews.public.short"] : "")])],
            lastIsText: true);
    }

    private void Pages()
    {
        lines.Title(texts["pages.title"]);
        var pages = story.TravellingPages;
        if (pages.Count == 0)
        {
            lines.Say(texts["pages.unproven"]);
            return;
        }

        lines.Say(texts["pages.lead"]);
        lines.Table(
            [
                texts["pages.column.page"], texts["pages.column.visits"], texts["pages.column.evidence"],
                texts["pages.column.unexplained"], texts["pages.column.previews"],
            ],
            [.. pages.Take(RowsShown).Select(p => (string[])[
                p.Title is { Length: > 0 } title ? Displayed.Foreign(title, 200) : Displayed.Foreign(p.Page, Math.Max(24, lines.Width - 42)),
                Number(p.Visits), Number(p.Evidence), Number(p.Unexplained), Number(p.Previews)])]);
        if (pages.Count > RowsShown)
            lines.Quiet(texts.Say("pages.more", RowsShown));
    }

    private void Trend()
    {
        var (length, steps) = DaySteps.Of(Report.Days);
        lines.Title(texts[DaySeries.TitleKey(length)]);
        if (steps.Count < 2)
        {
            lines.Say(texts[steps.Count == 0 ? "trend.none" : "trend.oneday"]);
            return;
        }

        var most = Math.Max(1, steps.Max(s => s.Visits));
        var oneYear = steps[0].Day.Year == steps[^1].Day.Year;
        lines.Table(
            ["", "", texts["figure.visits"], texts["chart.evidence"], texts["chart.unexplained"], texts["channels.column.previews"]],
            [.. steps.TakeLast(31).Select(s => (string[])[
                oneYear ? texts.ShortDay(s.Day) : texts.Day(s.Day), Bar.Stacked(24, [
                    (Bar.Evidence, (double)s.Evidence / most), (Bar.Unexplained, (double)s.Direct / most),
                    (Bar.Rest, (double)Math.Max(0, s.Visits - s.Evidence - s.Direct) / most)]),
                Number(s.Visits), Number(s.Evidence), Number(s.Direct), Number(s.Previews)])]);
    }

    private void Machines()
    {
        var rows = Report.Machines.Where(m => m.Hits > 0).OrderByDescending(m => m.Hits).ToList();
        lines.Title(texts["machines.title"]);
        if (rows.Count == 0)
        {
            lines.Say(texts["machines.none"]);
            return;
        }

        lines.Say(texts["machines.lead"]);
        lines.Table(
            [texts["machines.column.reason"], "", texts["machines.column.hits"]],
            [.. rows.Select(m => (string[])[texts.MachineReason(m.Reason), Bar.Single(Bar.Rest, m.Hits, rows[0].Hits, 12), Number(m.Hits)])]);
    }

    private void Audience()
    {
        lines.Title(texts["audience.title"]);
        Counts(texts["audience.countries"], Report.Countries, texts.Country);
        if (Report.Regions.Count > 0)
            Counts(texts["audience.regions"], Report.Regions, texts.Area);
        if (Report.Cities.Count > 0)
            Counts(texts["audience.cities"], Report.Cities, texts.Area);
        Counts(texts["audience.devices"], Report.Devices, texts.Device);
        Counts(texts["audience.apps"], Report.Apps, story.AppName);
        if (story.AudienceIsKeptBack)
            lines.Quiet(texts.Say("audience.small", SmallCells.Threshold));
    }

    private void Counts(string title, IReadOnlyList<CountRow> rows, Func<string, string> name)
    {
        var cells = SmallCells.Of(rows);
        var written = cells.Take(RowsShown).Select(c => $"{name(c.Name)} {texts.Written(c)}");
        lines.Say(title + (texts.Language == Language.French ? "\u00A0: " : ": ")
            + (cells.Count == 0 ? texts["audience.none"] : string.Join(" · ", written)));
    }

    private void Reading()
    {
        lines.Title(texts["reading.title"]);
        if (Report.Log is not { } log)
        {
            lines.Say(texts["reading.store"]);
            return;
        }

        lines.Say(Figures(("reading.lines", log.Read), ("reading.parsed", log.Parsed), ("reading.malformed", log.Malformed)));
        foreach (var file in log.Files.Take(RowsShown))
        {
            lines.Say($"{Displayed.Foreign(file.Name, 60)} ({story.FormatOf(file)})"
                + (file.Trouble is { } trouble ? " · " + Displayed.Foreign(trouble, 160) : ""));
        }

        if (log.Files.Count > RowsShown)
            lines.Quiet(texts.Count("reading.files.more", log.Files.Count - RowsShown));
        Tally(texts["reading.skipped"], log.Skipped.Select(c => (texts.LineReason(c.Key), c.Value)));
        Tally(texts["reading.refused"], log.Refused.Select(c => (texts.LineReason(c.Key), c.Value)));
        Tally(texts["reading.status"], log.Status.OrderBy(c => c.Key).Select(c => ($"{c.Key}", c.Value)), sort: false);
    }

    private void Tally(string title, IEnumerable<(string Name, long Lines)> counts, bool sort = true)
    {
        var rows = counts.Where(c => c.Lines > 0).ToList();
        if (rows.Count == 0)
            return;
        if (sort)
            rows = [.. rows.OrderByDescending(c => c.Lines)];
        lines.Gap().Table([title, texts["reading.column.lines"]], [.. rows.Select(c => (string[])[c.Name, Number(c.Lines)])]);
    }

    private void Rules()
    {
        lines.Title(texts["rules.title"]);
        if (Report.Rules.Count == 0)
            lines.Say(texts["rules.none"]);
        else
        {
            lines.Say(texts["rules.lead"]);
            lines.Table(
                [texts["rules.column.rule"], texts["rules.column.visits"], texts["rules.column.clue"]],
                [.. story.Placing.Take(RowsShown * 2).Select(r => (string[])[Displayed.Foreign(r.Rule, 40), Number(r.Visits), Meaning(r)])],
                lastIsText: true);
            if (story.Unplaced is { } unplaced)
                lines.Gap().Say(unplaced);
        }

        lines.Quiet(story.Catalogue);
    }

    private string Meaning(RuleRow rule) =>
        texts.Grade(rule.Grade) + (texts.Rule(rule.Rule) is { } sentence ? " · " + sentence : "");

    private void WhatNext()
    {
        var pieces = ReportAdvice.For(story);
        lines.Title(texts["advice.title"]);
        lines.Strong(pieces.Count == 0 ? texts["advice.none"] : pieces[0]);
        foreach (var piece in pieces.Skip(1).Take(3))
            lines.Gap().Say("- " + piece);
    }

    private string Figures(params ReadOnlySpan<(string Key, long Value)> figures)
    {
        var written = new List<string>();
        foreach (var (key, value) in figures)
            written.Add(Together(texts[key]) + "\u00A0" + Number(value));
        return string.Join("  ·  ", written);
    }

    // Kept on one line with its figure.
    private static string Together(string text) => text.Replace(' ', '\u00A0');

    private string Number(long value) => texts.Number(value);

    private static char Mark(SegmentKind kind) => kind switch
    {
        SegmentKind.Evidence => Bar.Evidence,
        SegmentKind.Deep => Bar.Unexplained,
        _ => Bar.Typed,
    };
}
