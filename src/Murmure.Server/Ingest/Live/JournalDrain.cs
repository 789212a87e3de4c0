using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>Brings the journal's events into the store for as long as the server runs, and says when a moment's events are all there.</summary>
internal sealed class JournalDrain(
    Journal journal, IEventStore store, VisitRefresh visits, EventWriterOptions options, TimeProvider clock, ILogger<EventWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>The writer; its figures are metrics.</summary>
    public EventWriter Writer { get; } = new(journal, store, options, clock, logger, visits.Touch);

    /// <summary>Waits until everything accepted before the call is in the store.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var end = journal.Position;
        // Real time, not the application's clock: this waits for a disk.
        while (journal.Released < end)
            await Task.Delay(Look, cancellation);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Writer.RunAsync(stoppingToken);
}
