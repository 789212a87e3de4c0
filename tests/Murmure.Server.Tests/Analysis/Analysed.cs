using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Murmure.Server.Analysis;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Server.Tests.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Analysis;

/// <summary>Logs through the whole analysis, into a store of their own.</summary>
internal static class Analysed
{
    /// <summary>Later than every line of these tests, whenever they run.</summary>
    public static readonly DateTimeOffset Now = new(2027, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static Task<TrafficReport> TextAsync(string log, LogAnalysisOptions? options = null, string? format = null) =>
        BytesAsync([Encoding.UTF8.GetBytes(log)], options, format: format);

    public static async Task<TrafficReport> BytesAsync(
        byte[][] logs, LogAnalysisOptions? options = null, int chunkBytes = LogReader.ChunkBytes, string? format = null, Action<StoredEvent>? onEvent = null)
    {
        var named = format is null ? null : LogFormats.Find(format).ShouldNotBeNull();
        var readers = new List<LogReader>();
        try
        {
            foreach (var log in logs)
            {
                LogReader.TryOpen(new MemoryStream(log), "access.log", named, log.Length, out var reader, out var problem, chunkBytes).ShouldBeTrue(problem?.Say());
                readers.Add(reader!);
            }
            await using var store = EventStores.OpenTemporary(TimeProvider.System);
            return await new LogAnalysis(store, Doors.Classifier, new FakeTimeProvider(Now)).RunAsync(readers, options ?? new LogAnalysisOptions(), onEvent, null, CancellationToken.None);
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    /// <summary>The report's JSON without what says how the input was cut up.</summary>
    public static string JsonOf(TrafficReport report)
    {
        using var output = new MemoryStream();
        ReportJson.Write(output, report);
        var json = JsonNode.Parse(output.ToArray())!.AsObject();
        json.Remove("files");
        return json.ToJsonString();
    }
}
