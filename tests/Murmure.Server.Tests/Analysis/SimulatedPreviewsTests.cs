using Microsoft.Extensions.Time.Testing;
using Murmure.Server.Analysis;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Server.Simulation;
using Murmure.Server.Tests.Ingest;
using Murmure.Statistics.Simulation;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Analysis;

/// <summary>
/// The demonstration's previews against what the simulator says happened. The truth holds what readers' applications fetched; the log also
/// holds the fetches of public posts and of a Slack community, of which the truth says nothing: they are other platforms.
/// </summary>
public sealed class SimulatedPreviewsTests
{
    private static readonly string[] Private = ["whatsapp", "signal", "imessage", "telegram", "discord", "google-messages"];

    [Fact]
    public async Task Every_private_preview_of_the_simulation_is_counted_once()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-previews-");
        try
        {
            var day = new DateOnly(2026, 11, 2);
            var scenario = Scenario.Find("base")!;
            await SimulationWriter.WriteAsync(scenario, 1, day, folder.FullName);
            var truth = Simulator.Run(scenario, 1, day.DayOfWeek).Previews.Where(preview => preview.Time < 24 * scenario.Days)
                .GroupBy(preview => preview.Share.App.Slug switch { "sms" => "google-messages", var slug => slug })
                .ToDictionary(group => group.Key, group => group.LongCount());
            var report = await ReadAsync(Path.Combine(folder.FullName, "access.log"));
            var found = report.Previews.ToDictionary(row => row.Platform, row => row.Previews);
            Private.Select(platform => (platform, found[platform])).ShouldBe(Private.Select(platform => (platform, truth[platform])));
            // Messenger's fetcher is Facebook's, which the newspaper's public posts cause too.
            found["facebook"].ShouldBeGreaterThan(truth["messenger"]);
            found.Keys.Except(Private).ShouldBe(["slack", "facebook", "mastodon", "linkedin", "x", "bluesky"], ignoreOrder: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<TrafficReport> ReadAsync(string path)
    {
        await using var store = EventStores.OpenTemporary(TimeProvider.System);
        LogReader.TryOpen(path, null, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        using (reader)
            return await new LogAnalysis(store, Doors.Classifier, new FakeTimeProvider(Analysed.Now)).RunAsync([reader!], new LogAnalysisOptions(), null, null, CancellationToken.None);
    }
}
