using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Simulation;

/// <summary>The files beside the logs: declared campaigns, the survey, the pages' cards, and the truth.</summary>
internal static class SideFiles
{
    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Declared campaigns alone; the header is written even where there is none, for the file itself confirms the calendar.</summary>
    public static async Task CampaignsAsync(TextWriter writer, SimulatedRun run, LocalClock clock, CancellationToken cancellation)
    {
        await writer.WriteLineAsync("start,end".AsMemory(), cancellation);
        foreach (var campaign in run.Campaigns.Where(c => c.Declared))
            await writer.WriteLineAsync($"{Iso(clock.At(campaign.Start))},{Iso(clock.At(campaign.End))}".AsMemory(), cancellation);
    }

    /// <summary>
    /// One line per invitation: when, on which page, of which stratum (<c>direct</c>, <c>tagged</c>, <c>public</c>, or <c>shown</c> where a private
    /// channel showed itself), in which cell (<c>device|visit|nav</c>), and the answer (<c>private</c>,
    /// <c>other</c>, <c>unknown</c>, or null where none was given).
    /// </summary>
    public static Task SurveyAsync(TextWriter writer, SimulatedRun run, PrintedSite site, LocalClock clock, CancellationToken cancellation) =>
        LinesAsync(writer, run.Answers, (json, answer) =>
        {
            var cell = answer.Visit.Cell;
            json.WriteString("time", Iso(clock.At(answer.Visit.Time)));
            json.WriteString("page", site.Cards[answer.Visit.Page].Path);
            json.WriteBoolean("direct", answer.Visit.IsDirect);
            json.WriteString("stratum", SurveyStudy.StratumOf(answer.Visit)?.ToString().ToLowerInvariant() ?? "shown");
            json.WriteString("cell", new FeatureCell("", cell.Device, cell.Returning, cell.Navigation).ToString());
            json.WriteString("answer", answer.Answer switch { Answer.Private => "private", Answer.Other => "other", Answer.DoNotKnow => "unknown", _ => null });
        }, cancellation);

    /// <summary>The pages as the demonstration shows them.</summary>
    public static Task PagesAsync(TextWriter writer, PrintedSite site, CancellationToken cancellation) =>
        LinesAsync(writer, site.Cards, (json, card) =>
        {
            json.WriteString("path", card.Path);
            json.WriteString("title", card.Title);
            json.WriteString("section", card.Section);
            json.WriteString("author", card.Author);
            json.WriteString("published", card.Published is { } published ? Iso(published) : null);
            json.WriteBoolean("paid", card.Paid);
        }, cancellation);

    public static async Task TruthAsync(TextWriter writer, SimulatedRun run, PrintedSite site, LocalClock clock, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Readable, Indented = true, NewLine = "\n" }))
        {
            var truth = run.Truth;
            json.WriteStartObject();
            json.WriteString("scenario", run.Scenario.Name);
            json.WriteNumber("alpha", truth.Total.Alpha);
            json.WriteNumber("darkShareOfVisits", truth.Total.DarkShare);
            json.WriteNumber("direct", truth.Total.Direct);
            json.WriteNumber("visits", truth.Total.Visits);
            json.WriteNumber("branchingRatio", truth.BranchingRatio);
            json.WriteStartArray("generations");
            foreach (var clicks in truth.Generations)
                json.WriteNumberValue(clicks);
            json.WriteEndArray();
            json.WriteNumber("shares", run.Shares.Count);
            json.WriteNumber("previews", run.Previews.Count);
            json.WriteNumber("stealthVisits", truth.StealthVisits);
            Table(json, "byDay", truth.ByDay, day => clock.Day(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Table(json, "byChannel", truth.ByChannel, channel => channel);
            Table(json, "byPage", truth.ByPage, page => site.Cards[page].Path);
            json.WriteEndObject();
        }

        await writer.WriteLineAsync(Encoding.UTF8.GetString(buffer.ToArray()).AsMemory(), cancellation);
    }

    private static void Table<TKey>(Utf8JsonWriter json, string name, IReadOnlyDictionary<TKey, VisitCounts> counts, Func<TKey, string> label)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            json.WriteStartObject(label(key));
            json.WriteNumber("visits", count.Visits);
            json.WriteNumber("direct", count.Direct);
            json.WriteNumber("dark", count.Dark);
            json.WriteNumber("alpha", count.Alpha);
            json.WriteNumber("darkShareOfVisits", count.DarkShare);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static async Task LinesAsync<T>(TextWriter writer, IEnumerable<T> items, Action<Utf8JsonWriter, T> members, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Readable });
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
            json.Flush();
            await writer.WriteLineAsync(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length).AsMemory(), cancellation);
            buffer.SetLength(0);
            json.Reset();
        }
    }

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
