using System.Globalization;
using System.Text.RegularExpressions;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Sites;

namespace Murmure.Server.Estimates.Files;

/// <summary>
/// The folder that <c>murmure simulate</c> writes, or any other with a log of that name, turned into hourly tables: <c>hits.jsonl</c> where it is there,
/// for it has the headers, else <c>access.log</c>; <c>campaigns.csv</c> and <c>survey.jsonl</c> as they are. The lines go through the same reader and the
/// same pipeline as those of <c>analyze</c>.
/// </summary>
public static partial class WireFolder
{
    private const string Hits = "hits.jsonl";
    private const string Log = "access.log";

    /// <summary>Whether a folder holds a log.</summary>
    public static bool Is(string folder) => File.Exists(Path.Combine(folder, Hits)) || File.Exists(Path.Combine(folder, Log));

    /// <summary>Reads a folder, whole or not at all.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="zone">The site's time zone; null takes the offset of the log's first line for that of all of them.</param>
    /// <param name="clock">What is more than a day ahead of it did not happen.</param>
    /// <param name="cancellation">Stops between parts of the log.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (TableSet? Tables, string Problem) Read(string folder, TimeZoneInfo? zone, TimeProvider clock, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var withHeaders = File.Exists(Path.Combine(folder, Hits));
        var path = Path.Combine(folder, withHeaders ? Hits : Log);
        var first = File.ReadLines(path).FirstOrDefault() ?? "";
        if (!LogReader.TryOpen(path, null, out var input, out var problem))
            return (null, problem.Say("en"));
        using (input)
        {
            using var pseudonyms = new Pseudonyms(path);
            var classifier = new Classifier(Catalogue.Load());
            var rules = new SiteRules { Id = default, Host = HostOf(first, path), Zone = zone ?? ZoneOf(first), Profile = ComplianceProfile.LogOnly };
            var pipeline = new IngestPipeline(classifier, pseudonyms, null, rules, new ReadingCache(classifier));
            var reading = new WireReading(pipeline, clock.GetUtcNow().UtcDateTime.AddDays(1));
            reading.Read(input, cancellation);
            if (input.Trouble is { } trouble)
                return (null, trouble.Say("en"));
            if (withHeaders)
                reading.TakeShares(File.ReadLines(path), rules.Zone);
            return Complete(reading, folder);
        }
    }

    private static (TableSet? Tables, string Problem) Complete(WireReading reading, string folder)
    {
        if (reading.Tables() is not { } read)
            return (null, $"{folder}: no line is a visit by a person; an access log, or lines as simulate writes them, are read.");
        var (campaigns, calendar) = SideReader.Campaigns(folder, read.FirstDay);
        var (survey, answers) = SideReader.Survey(folder, read.Tables.Cells);
        return (calendar ?? answers) is { } problem
            ? (null, problem.ToString())
            : (read with { Tables = read.Tables with { Campaigns = campaigns, Survey = survey } }, "");
    }

    /// <summary>The site's host: that of a line's own address, else the one that the log's own pages give as referrer.</summary>
    private static string HostOf(string first, string path)
    {
        if (AddressHost().Match(first) is { Success: true } found)
            return found.Groups["host"].Value.ToLowerInvariant();
        if (!LogReader.TryOpen(path, null, out var reader, out _))
            return "";
        using (reader)
        {
            var chunk = reader.Chunks().Take(1).ToList();
            var (host, from) = SiteGuess.From(chunk);
            chunk.ForEach(part => part.Dispose());
            return from == Reports.SiteSource.Unknown ? "" : host;
        }
    }

    /// <summary>The site's clock as a line writes it, <c>+0100</c> or <c>+01:00</c>; UTC without one.</summary>
    private static TimeZoneInfo ZoneOf(string line)
    {
        if (Offset().Match(line) is not { Success: true } found)
            return TimeZoneInfo.Utc;
        var minutes = int.Parse(found.Groups["hours"].Value, CultureInfo.InvariantCulture) * 60 + int.Parse(found.Groups["minutes"].Value, CultureInfo.InvariantCulture);
        var offset = TimeSpan.FromMinutes(found.Groups["sign"].Value == "-" ? -minutes : minutes);
        return offset.Duration() > TimeSpan.FromHours(14) ? TimeZoneInfo.Utc : TimeZoneInfo.CreateCustomTimeZone("log", offset, "log", "log");
    }

    [GeneratedRegex("\"url\":\"https?://(?<host>[A-Za-z0-9.-]{1,253})[/\":]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressHost();

    [GeneratedRegex(@"\d\d:\d\d:\d\d(\.\d+)? ?(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Offset();
}
