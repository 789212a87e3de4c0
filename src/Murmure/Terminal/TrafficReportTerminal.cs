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
    private readonly ReportStory _story;
    private readonly Texts _texts;
    private readonly Lines _lines;

    private TrafficReportTerminal(IAnsiConsole console, ReportStory story)
    {
        _story = story;
        _texts = story.Texts;
        _lines = new Lines(console, Math.Clamp(console.Profile.Width, 40, Widest));
    }

    /// <summary>Writes the whole report. Foreign text is cleaned and never read as markup.</summary>
    public static void Write(IAnsiConsole console, TrafficReport report, Language language) =>
        new TrafficReportTerminal(console, new ReportStory(report, Texts.For(language))).Write();

    private TrafficReport Report => _story.Report;

    private void Write()
    {
        Headline();
        if (Report.Visits > 0)
        {
            Direct();
            OwnPosts();
            Channels(_texts["channels.private"], _story.PrivateChannels, _texts["channels.private.none"], byReaders: true);
            Channels(_texts["channels.public"], _story.OtherChannels, null, byReaders: false);
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
            _lines.Strong("* " + _texts["banner.simulated"] + " *").Gap();
        _lines.Quiet(_story.Site + (_story.Period is { } period ? " · " + period : ""));
        if (_story.SiteFrom is { } siteFrom)
            _lines.Quiet(siteFrom);
        _lines.Gap().Strong(_story.Headline);
        if (_story.Caution is { } caution)
            _lines.Gap().Say(caution);
        if (_story.Unseen is { } unseen)
            _lines.Gap().Say(unseen);
        if (Report.Visits > 0)
        {
            _lines.Gap().Raw(Bar.Stacked(_lines.Width, [
                (Bar.Evidence, _story.EvidenceShare), (Bar.Unexplained, _story.UnexplainedShare), (Bar.Rest, _story.RestShare)]));
            _lines.Say(
                $"{Bar.Evidence} {_texts["chart.evidence"]} {_story.Written(_story.EvidenceShare)}   "
                + $"{Bar.Unexplained} {_texts["chart.unexplained"]} {_story.Written(_story.UnexplainedShare)}   "
                + $"{Bar.Rest} {_texts["chart.rest"]} {_story.Written(_story.RestShare)}");
            if (_story.Landed is { } landed)
                _lines.Say(landed);
        }

        if (_story.Classic is { } classic)
            _lines.Gap().Strong(classic).Quiet(_story.ClassicExplained);
        _lines.Gap().Say(Figures(
            ("figure.visits", Report.Visits), ("figure.visitors", Report.Visitors), ("figure.pageviews", Report.PageViews),
            ("figure.previews", _story.PreviewTotal), ("figure.machines", _story.MachineTotal)));
    }

    private void Direct()
    {
        var segments = _story.DirectSegments;
        _lines.Title(_texts["direct.title"]);
        if (segments.Count == 0)
            _lines.Say(_texts["direct.none"]);
        else
        {
            var total = segments.Sum(s => s.Visits);
            _lines.Say(_texts.Count("direct.lead", Report.Direct.AsReportedByReferrerOnly)).Gap();
            _lines.Raw(Bar.Stacked(_lines.Width, [.. segments.Select(s => (Mark(s.Kind), (double)s.Visits / total))]));
            _lines.Table(
                [_texts["direct.column.what"], _texts["direct.column.visits"], _texts["direct.column.share"]],
                [.. segments.Select(s => (string[])[$"{Mark(s.Kind)} {s.Name}", Number(s.Visits), _texts.Share(s.Visits, total)])]);
        }

        if (Report.Direct.MachineHits > 0)
            _lines.Gap().Say(_texts.Count("direct.machines", Report.Direct.MachineHits));
        if (Report.DarkSocial.EmailUnknownSender > 0)
            _lines.Gap().Say(_texts.Count("direct.email", Report.DarkSocial.EmailUnknownSender));
        _lines.Gap().Quiet(_texts.Say("direct.rule", _story.Written(Report.DarkSocial.Rule)));
    }

    private void OwnPosts()
    {
        _lines.Title(_texts["ours.title"]);
        if (_story.OwnPosts.Count == 0)
        {
            _lines.Say(_texts["ours.none"]);
            return;
        }

        _lines.Say(_texts["ours.lead"]);
        _lines.Table(
            [_texts["channels.column.channel"], _texts["channels.column.visits"]],
            [.. _story.OwnPosts.Take(RowsShown).Select(c => (string[])[_texts.Channel(c.Slug, c.Name), Number(c.Ours)])]);
    }

    private void Channels(string title, IReadOnlyList<ChannelRow> rows, string? empty, bool byReaders)
    {
        if (rows.Count == 0 && empty is null)
            return;
        _lines.Title(title);
        if (rows.Count == 0)
        {
            _lines.Say(empty ?? "");
            return;
        }

        (string Key, Func<ChannelRow, long> Of)[] senders =
        [
            ("channels.column.readers", r => r.Readers), ("channels.column.unknown", r => r.UnknownSender), ("channels.column.ours", r => r.Ours),
        ];
        (string Key, Func<ChannelRow, long> Of) visits = ("channels.column.visits", r => r.Visits);
        (string Key, Func<ChannelRow, long> Of)[] columns = byReaders ? [.. senders, visits] : [visits, .. senders];
        var drawn = columns[0].Of;
        _lines.Table(
            [_texts["channels.column.channel"], "", .. columns.Select(c => _texts[c.Key])],
            [.. rows.Take(RowsShown).Select(r => (string[])[
                _texts.Channel(r.Slug, r.Name), Bar.Single(ChannelMark(r, byReaders), drawn(r), rows.Max(drawn), 12), .. columns.Select(c => Number(c.Of(r)))])]);
        if (rows.Count > RowsShown)
            _lines.Quiet(_texts.Count("channels.more", rows.Count - RowsShown));
        if (byReaders && rows.Any(r => r.Ours > 0))
            _lines.Quiet(_texts["channels.private.note"]);
    }

    private static char ChannelMark(ChannelRow row, bool byReaders) => row.Family switch
    {
        Attribution.Family.Direct => Bar.Unexplained,
        _ => byReaders ? Bar.Evidence : Bar.Rest,
    };

    private void Previews()
    {
        var rows = Report.Previews.Where(p => p.Previews > 0).OrderByDescending(p => p.Previews).ToList();
        _lines.Title(_texts["previews.title"]);
        if (rows.Count == 0)
        {
            _lines.Say(_texts["previews.none"]);
            return;
        }

        _lines.Say(_texts["previews.lead"]);
        _lines.Table(
            [_texts["previews.column.app"], "", _texts["previews.column.previews"], ""],
            [.. rows.Select(p => (string[])[
                _texts.Previewer(p.Platform, p.Name), Bar.Single(Bar.Typed, p.Previews, rows[0].Previews, 12),
                (p.SenderDevice ? "≈ " : "≥ ") + Number(p.Previews),
                _texts[p.SenderDevice ? "previews.device.short" : "previews.server.short"]
                    + (p.PublicToo ? ", " + _texts["previews.public.short"] : "")])],
            lastIsText: true);
    }

    private void Pages()
    {
        _lines.Title(_texts["pages.title"]);
        if (Report.Pages.Count == 0)
        {
            _lines.Say(_texts["pages.none"]);
            return;
        }

        _lines.Say(_texts["pages.lead"]);
        _lines.Table(
            [
                _texts["pages.column.page"], _texts["pages.column.visits"], _texts["pages.column.evidence"],
                _texts["pages.column.unexplained"], _texts["pages.column.previews"],
            ],
            [.. Report.Pages.Take(RowsShown).Select(p => (string[])[
                p.Title is { Length: > 0 } title ? Displayed.Foreign(title, 200) : Displayed.Foreign(p.Page, Math.Max(24, _lines.Width - 42)),
                Number(p.Visits), Number(p.Evidence), Number(p.Unexplained), Number(p.Previews)])]);
        if (Report.Pages.Count > RowsShown)
            _lines.Quiet(_texts.Say("pages.more", RowsShown));
    }

    private void Trend()
    {
        var (length, steps) = DaySteps.Of(Report.Days);
        _lines.Title(_texts[length switch
        {
            StepLength.Day => "trend.title",
            StepLength.Week => "trend.title.week",
            _ => "trend.title.month",
        }]);
        if (steps.Count < 2)
        {
            _lines.Say(_texts[steps.Count == 0 ? "trend.none" : "trend.oneday"]);
            return;
        }

        var most = Math.Max(1, steps.Max(s => s.Visits));
        var oneYear = steps[0].Day.Year == steps[^1].Day.Year;
        _lines.Table(
            ["", "", _texts["figure.visits"], _texts["chart.evidence"], _texts["chart.unexplained"], _texts["channels.column.previews"]],
            [.. steps.TakeLast(31).Select(s => (string[])[
                oneYear ? _texts.ShortDay(s.Day) : _texts.Day(s.Day), Bar.Stacked(24, [
                    (Bar.Evidence, (double)s.Evidence / most), (Bar.Unexplained, (double)s.Direct / most),
                    (Bar.Rest, (double)Math.Max(0, s.Visits - s.Evidence - s.Direct) / most)]),
                Number(s.Visits), Number(s.Evidence), Number(s.Direct), Number(s.Previews)])]);
    }

    private void Machines()
    {
        var rows = Report.Machines.Where(m => m.Hits > 0).OrderByDescending(m => m.Hits).ToList();
        _lines.Title(_texts["machines.title"]);
        if (rows.Count == 0)
        {
            _lines.Say(_texts["machines.none"]);
            return;
        }

        _lines.Say(_texts["machines.lead"]);
        _lines.Table(
            [_texts["machines.column.reason"], "", _texts["machines.column.hits"]],
            [.. rows.Select(m => (string[])[_texts.MachineReason(m.Reason), Bar.Single(Bar.Rest, m.Hits, rows[0].Hits, 12), Number(m.Hits)])]);
    }

    private void Audience()
    {
        _lines.Title(_texts["audience.title"]);
        Counts(_texts["audience.countries"], Report.Countries, _texts.Country);
        Counts(_texts["audience.devices"], Report.Devices, _texts.Device);
        Counts(_texts["audience.apps"], Report.Apps, _story.AppName);
        if (_story.AudienceIsKeptBack)
            _lines.Quiet(_texts.Say("audience.small", SmallCells.Threshold));
    }

    private void Counts(string title, IReadOnlyList<CountRow> rows, Func<string, string> name)
    {
        var cells = SmallCells.Of(rows);
        var written = cells.Take(RowsShown).Select(c => $"{name(c.Name)} {_texts.Written(c)}");
        _lines.Say(title + (_texts.Language == Language.French ? "\u00A0: " : ": ")
            + (cells.Count == 0 ? _texts["audience.none"] : string.Join(" · ", written)));
    }

    private void Reading()
    {
        _lines.Title(_texts["reading.title"]);
        if (Report.Log is not { } log)
        {
            _lines.Say(_texts["reading.store"]);
            return;
        }

        _lines.Say(Figures(("reading.lines", log.Read), ("reading.parsed", log.Parsed), ("reading.malformed", log.Malformed)));
        foreach (var file in log.Files.Take(RowsShown))
        {
            _lines.Say($"{Displayed.Foreign(file.Name, 60)} ({_story.FormatOf(file)})"
                + (file.Trouble is { } trouble ? " · " + Displayed.Foreign(trouble, 160) : ""));
        }

        if (log.Files.Count > RowsShown)
            _lines.Quiet(_texts.Count("reading.files.more", log.Files.Count - RowsShown));
        Tally(_texts["reading.skipped"], log.Skipped.Select(c => (_texts.LineReason(c.Key), c.Value)));
        Tally(_texts["reading.refused"], log.Refused.Select(c => (_texts.LineReason(c.Key), c.Value)));
        Tally(_texts["reading.status"], log.Status.OrderBy(c => c.Key).Select(c => ($"{c.Key}", c.Value)), sort: false);
    }

    private void Tally(string title, IEnumerable<(string Name, long Lines)> counts, bool sort = true)
    {
        var rows = counts.Where(c => c.Lines > 0).ToList();
        if (rows.Count == 0)
            return;
        if (sort)
            rows = [.. rows.OrderByDescending(c => c.Lines)];
        _lines.Gap().Table([title, _texts["reading.column.lines"]], [.. rows.Select(c => (string[])[c.Name, Number(c.Lines)])]);
    }

    private void Rules()
    {
        _lines.Title(_texts["rules.title"]);
        if (Report.Rules.Count == 0)
            _lines.Say(_texts["rules.none"]);
        else
        {
            _lines.Say(_texts["rules.lead"]);
            _lines.Table(
                [_texts["rules.column.rule"], _texts["rules.column.visits"], _texts["rules.column.clue"]],
                [.. _story.Placing.Take(RowsShown * 2).Select(r => (string[])[Displayed.Foreign(r.Rule, 40), Number(r.Visits), Meaning(r)])],
                lastIsText: true);
            if (_story.Unplaced is { } unplaced)
                _lines.Gap().Say(unplaced);
        }

        _lines.Quiet(_story.Catalogue);
    }

    private string Meaning(RuleRow rule) =>
        _texts.Grade(rule.Grade) + (_texts.Rule(rule.Rule) is { } sentence ? " · " + sentence : "");

    private void WhatNext()
    {
        var pieces = Advice.For(_story);
        _lines.Title(_texts["advice.title"]);
        _lines.Strong(pieces.Count == 0 ? _texts["advice.none"] : pieces[0]);
        foreach (var piece in pieces.Skip(1).Take(3))
            _lines.Gap().Say("- " + piece);
    }

    private string Figures(params ReadOnlySpan<(string Key, long Value)> figures)
    {
        var written = new List<string>();
        foreach (var (key, value) in figures)
            written.Add(Together(_texts[key]) + "\u00A0" + Number(value));
        return string.Join("  ·  ", written);
    }

    // Kept on one line with its figure.
    private static string Together(string text) => text.Replace(' ', '\u00A0');

    private string Number(long value) => _texts.Number(value);

    private static char Mark(SegmentKind kind) => kind switch
    {
        SegmentKind.Evidence => Bar.Evidence,
        SegmentKind.Deep => Bar.Unexplained,
        _ => Bar.Typed,
    };
}
