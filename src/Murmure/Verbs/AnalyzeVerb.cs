using System.CommandLine;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Storage.Events;
using Murmure.Terminal;
using Spectre.Console;

namespace Murmure.Verbs;

internal static class AnalyzeVerb
{
    private sealed record Asked(
        string[] Files, string Format, string? Site, string? Zone, string Language, bool Json, string? Events, string? Html, string? Places, bool Quiet);

    public static Command Command()
    {
        var files = new Argument<string[]>("files") { Description = "Access logs, plain or compressed; - for standard input.", Arity = ArgumentArity.OneOrMore };
        // Without this, a mistyped option would be taken for a file that is missing.
        files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Length > 1 && token.Value[0] == '-'))
                result.AddError($"{token.Value}: no such option; for a file of that name write ./{token.Value}");
        });
        var format = new Option<string>("--format") { Description = $"auto, or one of: {LogFormats.Names}", DefaultValueFactory = _ => "auto" };
        var site = new Option<string?>("--site") { Description = "The site's host. Without it, the commonest host of the log." };
        var zone = new Option<string?>("--tz") { Description = "The site's time zone, such as Europe/Paris; also that of lines without one. Default: UTC." };
        var language = new Option<string>("--lang") { Description = "Language of the report: en or fr.", DefaultValueFactory = _ => Cli.Tongue() };
        language.AcceptOnlyFromAmong("en", "fr");
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var events = new Option<string?>("--events") { Description = "Also write every event that would be kept, as JSON Lines, to this file." };
        var html = new Option<string?>("--html") { Description = "Also write the report as one self-contained page to this file." };
        var places = new Option<string?>("--places") { Description = "A database of regions and cities in MaxMind's format (.mmdb). Without it, the report has countries." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress on standard error." };
        var command = new Command("analyze", """
            Reads access logs and says where the visits came from: how much of "Direct" carries the mark of a private channel,
            which links were previewed in messengers, and what is noise. No server, and nothing is kept.
            Example: murmure analyze access.log.gz --tz Europe/Paris --html report.html
            """) { files, format, site, zone, language, json, events, html, places, quiet };
        command.SetAction((parsed, cancellation) => RunAsync(
            new Asked(
                parsed.GetValue(files)!, parsed.GetValue(format)!, parsed.GetValue(site), parsed.GetValue(zone), parsed.GetValue(language)!,
                parsed.GetValue(json), parsed.GetValue(events), parsed.GetValue(html), parsed.GetValue(places), parsed.GetValue(quiet)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Asked asked, CancellationToken cancellation)
    {
        TimeZoneInfo? zone = null;
        if (asked.Zone is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
            return Cli.Fail($"{name}: no such time zone; use a name such as Europe/Paris.");
        LogFormat? format = null;
        if (asked.Format != "auto" && (format = LogFormats.Find(asked.Format)) is null)
            return Cli.Fail(new LogProblem(LogProblemKind.UnknownFormatName, asked.Format, LogFormats.Names).Say(asked.Language));

        if (OptionsOf(asked, zone).PlacesProblem() is { Length: > 0 } problem)
            return Cli.Fail($"--places {asked.Places}: {problem}");
        if (Overwritten(asked) is { } target)
            return Cli.Fail($"{target}: is an input too, or named twice; name another file for what is written.");

        var readers = new List<LogReader>();
        try
        {
            var exit = Open(asked, format, readers);
            if (readers.Count == 0)
                return exit;
            var report = await AnalyzeAsync(asked, readers, zone, cancellation);
            foreach (var trouble in readers.Select(reader => reader.Trouble).OfType<LogProblem>())
                exit = Cli.Fail(trouble.Say(asked.Language));
            if (report.SiteFrom == SiteSource.Unknown && !asked.Quiet)
                await Console.Error.WriteLineAsync($"murmure: {Texts.For(Languages.Parse(asked.Language)!.Value)["report.site.name-it"]}");
            await PrintAsync(asked, report, cancellation);
            return exit;
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    /// <summary>An output that would overwrite an input or the other output; null where none does.</summary>
    private static string? Overwritten(Asked asked)
    {
        var taken = asked.Files.Where(file => file != "-").Concat(asked.Places is { } places ? [places] : []).Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        return new[] { asked.Events, asked.Html }.FirstOrDefault(output => output is not null && !taken.Add(Path.GetFullPath(output)));
    }

    /// <summary>Opens what can be opened; every other input is one line on stderr, and the run fails at its end.</summary>
    private static int Open(Asked asked, LogFormat? format, List<LogReader> readers)
    {
        var exit = Cli.Done;
        foreach (var file in asked.Files)
        {
            var opened = file == "-"
                ? LogReader.TryOpen(Console.OpenStandardInput(), "-", format, null, out var reader, out var problem)
                : LogReader.TryOpen(file, format, out reader, out problem);
            if (opened)
                readers.Add(reader!);
            else
                exit = Cli.Fail(problem!.Say(asked.Language));
        }
        return exit;
    }

    private static async Task<TrafficReport> AnalyzeAsync(Asked asked, List<LogReader> readers, TimeZoneInfo? zone, CancellationToken cancellation)
    {
        await using var store = EventStores.OpenTemporary(TimeProvider.System);
        var analysis = new LogAnalysis(store, new Classifier(Catalogue.Load()), TimeProvider.System);
        using var events = asked.Events is { } path ? new EventLines(File.Create(path)) : null;
        await using var progress = ProgressLine.Start(asked.Quiet, asked.Language);
        return await analysis.RunAsync(
            readers, OptionsOf(asked, zone), events is null ? null : events.Write, progress, cancellation);
    }

    private static LogAnalysisOptions OptionsOf(Asked asked, TimeZoneInfo? zone) =>
        new(asked.Site, zone, Language: Languages.Parse(asked.Language)!.Value) { Places = asked.Places };

    private static async Task PrintAsync(Asked asked, TrafficReport report, CancellationToken cancellation)
    {
        if (asked.Html is { } path)
            await File.WriteAllTextAsync(path, await HtmlReport.RenderAsync(report, Languages.Parse(asked.Language)!.Value), cancellation);
        if (asked.Json)
        {
            await using var output = Console.OpenStandardOutput();
            ReportJson.Write(output, report);
        }
        else
        {
            TrafficReportTerminal.Write(AnsiConsole.Console, report, Languages.Parse(asked.Language)!.Value);
        }
    }
}
