using System.Text.Json;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Logs;
using Murmure.Server.Simulation;
using Murmure.Statistics.Simulation;
using Murmure.Storage.Events;
using PageCard = Murmure.Storage.Events.PageCard;

namespace Murmure.Server.Hosting;

/// <summary>
/// The demonstration site: four weeks of a simulated regional newspaper, read through the same door as any log, and labelled as simulated
/// wherever it is shown.
/// </summary>
public static class Demonstration
{
    private const ulong Seed = 1;
    private static readonly TimeSpan Length = TimeSpan.FromDays(28);

    /// <summary>Fills an empty store; a store that knows any site is left alone.</summary>
    /// <returns>The site's host, or null where there was nothing to do.</returns>
    public static async Task<string?> SeedAsync(IEventStore store, Classifier classifier, TimeProvider clock, CancellationToken cancellation)
    {
        if ((await store.SitesAsync(cancellation)).Count > 0)
            return null;
        var folder = Directory.CreateTempSubdirectory("murmure-demo-");
        try
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
            var written = await SimulationWriter.WriteAsync(
                Scenario.Find("base")! with { Days = (int)Length.TotalDays }, Seed, today.AddDays(-(int)Length.TotalDays), folder.FullName, cancellation: cancellation);
            await ReadAsync(store, classifier, clock, written.Host, zone, folder.FullName, cancellation);
            // Days that are over, of which nothing more will come: open ones would be read event by event until the day after tomorrow.
            for (var day = today.AddDays(-(int)Length.TotalDays); day < today; day = day.AddDays(1))
                await store.CloseDayAsync(written.Host, day, new CloseRules(classifier.Version), cancellation);
            return written.Host;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ReadAsync(
        IEventStore store, Classifier classifier, TimeProvider clock, string host, TimeZoneInfo zone, string folder, CancellationToken cancellation)
    {
        if (!LogReader.TryOpen(Path.Combine(folder, "access.log"), null, out var reader, out var problem))
            throw new InvalidOperationException(problem.Say());
        using (reader)
        {
            var options = new LogAnalysisOptions(host, zone, Simulated: true);
            await new LogAnalysis(store, classifier, clock).RunAsync([reader], options, null, null, cancellation);
        }
        await store.PutPagesAsync(host, await CardsAsync(Path.Combine(folder, "pages.jsonl"), cancellation), cancellation);
    }

    private static async Task<List<PageCard>> CardsAsync(string path, CancellationToken cancellation)
    {
        var cards = new List<PageCard>();
        await foreach (var line in File.ReadLinesAsync(path, cancellation))
        {
            using var document = JsonDocument.Parse(line);
            var page = document.RootElement;
            cards.Add(new PageCard(
                page.GetProperty("path").GetString()!,
                page.GetProperty("title").GetString(),
                page.GetProperty("section").GetString(),
                page.GetProperty("author").GetString(),
                page.GetProperty("published") is { ValueKind: JsonValueKind.String } published ? published.GetDateTimeOffset().UtcDateTime : null));
        }
        return cards;
    }
}
