using Microsoft.Extensions.Time.Testing;
using Murmure.Storage.Events;

namespace Murmure.Storage.Tests.Events;

/// <summary>A server's store in a folder of its own, which can be closed and opened again.</summary>
internal sealed class ServerStore : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-test-");

    private ServerStore() => Events = EventStores.Open($"duckdb:{File}", Clock);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 25, 2, 0, 0, TimeSpan.Zero));

    public IEventStore Events { get; private set; }

    public string File => Path.Combine(folder.FullName, "events.duckdb");

    public string OpenFolder => Path.Combine(folder.FullName, "open");

    public static ServerStore New() => new();

    public string[] OpenFiles() => [.. Directory.EnumerateFiles(OpenFolder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    /// <summary>Closes the store, lets somebody at its files, and opens it again.</summary>
    public async Task ReopenAsync(Action? meanwhile = null)
    {
        await Events.DisposeAsync();
        meanwhile?.Invoke();
        Events = EventStores.Open($"duckdb:{File}", Clock);
    }

    public async Task<ReportTable> AskAsync(string site, IReadOnlyList<Metric> metrics, params Dimension[] dimensions) =>
        await Events.QueryAsync(new ReportQuery(site, DayRange.All, metrics) { Dimensions = dimensions }, CancellationToken.None);

    public async Task AppendAsync(string id, params StoredEvent[] events) =>
        await Events.AppendAsync(SomeEvents.Batch(id, events), CancellationToken.None);

    public async Task DeriveAsync() => await Events.DeriveVisitsAsync(SomeEvents.Site, DayRange.All, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Events.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
