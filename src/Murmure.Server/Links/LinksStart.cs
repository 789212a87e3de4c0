using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Links;

/// <summary>
/// Reads the links before the server answers, and how many people clicked those that are over after some: from the events, which nothing loses, and not
/// from a number of their own that a kill would leave behind.
/// </summary>
internal sealed partial class LinksStart(
    LinkBook book, LinkDirectory links, SiteDirectory sites, IEventStore store, JournalDrain drain, ILogger<LinksStart> logger) : IHostedLifecycleService
{
    /// <summary>So long a start waits for what a kill left in the journal; a store that takes nothing must not keep the redirects from being answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Task StartingAsync(CancellationToken cancellationToken) => book.LoadAsync(cancellationToken);

    // The web server is the last to start: what is counted here is known before the first redirect.
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var limited = links.Limited;
        if (limited.Count == 0)
            return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await drain.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Behind(logger);
        }
        foreach (var site in links.Hosts.Select(domain => domain.Site).Distinct().Select(sites.Find).OfType<SiteRules>())
        {
            foreach (var some in limited.Chunk(Filter.MaxValues))
                await CountAsync(site, some, cancellationToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CountAsync(SiteRules site, IReadOnlyList<long> some, CancellationToken cancellation)
    {
        var numbers = some.Select(link => link.ToString(CultureInfo.InvariantCulture)).ToList();
        var query = new ReportQuery(site.Host, DayRange.All, [Metric.Clicks]) { Dimensions = [Dimension.Link], Filters = [new Filter(Dimension.Link, FilterOperator.AnyOf, numbers)] };
        foreach (var row in (await store.QueryAsync(query, cancellation)).Rows)
            links.Counted(long.Parse((string)row.Keys[0], CultureInfo.InvariantCulture), row.Counts[0]);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The store is behind: links that are over after some clicks may let a few more through.")]
        public static partial void Behind(ILogger logger);
    }
}
