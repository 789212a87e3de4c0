using Microsoft.Extensions.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// What the door must know before it opens: which days are closed, and which events of the open days are counted already, in the store or still
/// in the journal.
/// </summary>
internal sealed class IntakeStart(IEventStore store, Journal journal, SiteDirectory sites, EventKeys seen, ClosedDays closed) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var site in sites.All)
        {
            foreach (var day in await store.ClosedDaysAsync(site.Host, cancellationToken))
                closed.Add(site.Id, day.Day);
        }
        foreach (var open in await store.OpenDaysAsync(cancellationToken))
        {
            if (sites.Find(open.Site) is not { } site)
                continue;
            await foreach (var key in store.EventKeysAsync(open.Site, open.Day, cancellationToken))
                seen.Add(site.Id, open.Day, key);
        }
        ReadJournal();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void ReadJournal()
    {
        var decoder = new EventDecoder();
        var reader = journal.ReadAfter(journal.Released);
        while (reader.TryRead(out var record))
        {
            var content = decoder.Read(record.Bytes, out var host, out var stored, out var count);
            if (sites.Find(host) is not { } site)
                continue;
            if (content == JournalContent.Event && stored.Detail is { Key: not 0 } detail)
                seen.Add(site.Id, stored.Day, detail.Key);
            foreach (var line in count.Lines ?? [])
                seen.Add(site.Id, count.Day, line);
        }
    }
}
