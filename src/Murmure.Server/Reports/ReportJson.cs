using System.Text.Encodings.Web;
using System.Text.Json;
using Murmure.Attribution;

namespace Murmure.Server.Reports;

/// <summary>
/// The report as <c>murmure analyze --json</c> prints it: the names are a contract, only added to. Shares are fractions of 1; counts are counts.
/// </summary>
public static class ReportJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream output, TrafficReport report)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("site", report.Site);
        json.WriteString("siteFrom", report.SiteFrom.Slug());
        WriteLog(json, report.Log);
        json.WriteString("from", report.From?.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("to", report.To?.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("timeZone", report.TimeZone);
        WriteCounts(json, "hits", Enum.GetValues<Verdict>().Select(verdict => (Name(verdict), report.Hits.GetValueOrDefault(verdict))));
        WriteCounts(json, "previews", report.Previews.Select(row => (row.Platform, row.Previews)));
        json.WriteStartObject("visits");
        json.WriteNumber("total", report.Visits);
        json.WriteNumber("visitors", report.Visitors);
        json.WriteNumber("pageViews", report.PageViews);
        WriteCounts(json, "byFamily", report.VisitsByFamily.OrderByDescending(pair => pair.Value).Select(pair => (Name(pair.Key), pair.Value)));
        WriteCounts(json, "byChannel", report.Channels.Where(row => row.Visits > 0).GroupBy(row => row.Slug).Select(group => (group.Key, group.Sum(row => row.Visits))));
        WriteCounts(json, "byGrade", report.VisitsByGrade.OrderByDescending(pair => pair.Value).Select(pair => (Name(pair.Key), pair.Value)));
        json.WriteEndObject();
        WriteDirect(json, report.Direct);
        WriteDarkSocial(json, report.DarkSocial);
        WritePages(json, report.Pages);
        WriteCounts(json, "machines", report.Machines.Select(row => (row.Reason, row.Hits)));
        WriteCounts(json, "rules", report.Rules.GroupBy(row => row.Rule).Select(group => (group.Key, group.Sum(row => row.Visits))));
        json.WriteString("catalogue", report.Catalogue);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteLog(Utf8JsonWriter json, LogTally? log)
    {
        if (log is null)
            return;
        json.WriteNumber("read", log.Read);
        json.WriteNumber("parsed", log.Parsed);
        WriteCounts(json, "skipped", log.Skipped.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value)));
        json.WriteNumber("malformed", log.Malformed);
        WriteCounts(json, "refused", log.Refused.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value)));
        WriteCounts(json, "status", log.Status.OrderBy(pair => pair.Key).Select(pair => (pair.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), pair.Value)));
        json.WriteStartArray("files");
        foreach (var file in log.Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteString("format", file.Format);
            json.WriteString("trouble", file.Trouble);
            json.WriteStartArray("changes");
            foreach (var change in file.Changes)
            {
                json.WriteStartObject();
                json.WriteNumber("line", change.Line);
                json.WriteString("format", change.Format);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDirect(Utf8JsonWriter json, DirectParts direct)
    {
        json.WriteStartObject("direct");
        json.WriteNumber("visits", direct.Visits);
        json.WriteNumber("asReportedByReferrerOnly", direct.AsReportedByReferrerOnly);
        json.WriteNumber("homeOrSection", direct.Home);
        json.WriteNumber("deep", direct.Deep);
        json.WriteNumber("machineHits", direct.MachineHits);
        WriteCounts(json, "recognised", direct.Parts.Select(part => (part.Slug, part.Visits)));
        json.WriteEndObject();
    }

    private static void WriteDarkSocial(Utf8JsonWriter json, DarkSocial dark)
    {
        json.WriteStartObject("darkSocial");
        json.WriteNumber("floor", dark.Floor);
        json.WriteNumber("ceiling", dark.Ceiling);
        json.WriteNumber("rule", dark.Rule);
        WriteNullable(json, "value", dark.Value);
        WriteNullable(json, "lower", dark.Lower);
        WriteNullable(json, "upper", dark.Upper);
        WriteNullable(json, "level", dark.Level);
        json.WriteNumber("rung", dark.Rung);
        json.WriteNumber("measured", dark.Measured);
        json.WriteNumber("observed", dark.Observed);
        WriteNullable(json, "inferred", dark.Inferred);
        json.WriteNumber("emailUnknownSender", dark.EmailUnknownSender);
        json.WriteEndObject();
    }

    private static void WritePages(Utf8JsonWriter json, IReadOnlyList<PageRow> pages)
    {
        json.WriteStartArray("pages");
        foreach (var page in pages)
        {
            json.WriteStartObject();
            json.WriteString("page", page.Page);
            if (page.Title is not null)
                json.WriteString("title", page.Title);
            json.WriteNumber("visits", page.Visits);
            json.WriteNumber("evidence", page.Evidence);
            json.WriteNumber("unexplained", page.Unexplained);
            json.WriteNumber("previews", page.Previews);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IEnumerable<(string Name, long Count)> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
            json.WriteNumber(key, count);
        json.WriteEndObject();
    }

    private static void WriteNullable(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
