using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Reports;

/// <summary>How far the reading of kept events under a newer catalogue is.</summary>
/// <param name="Days">Closed days to be read, since the start.</param>
/// <param name="Done">Of these, those that are.</param>
/// <param name="Changed">Events whose origin is another now.</param>
public sealed record ReclassificationProgress(int Days, int Done, long Changed);

/// <summary>
/// Reads the origins of kept events again after an upgrade brought a newer catalogue: a day at a time, the latest first, beside everything else.
/// Killed, it goes on after the next start with the days that are left.
/// </summary>
internal sealed partial class Reclassification : BackgroundService
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Murmure.Reclassification";

    private readonly IEventStore store;
    private readonly Classifier classifier;
    private readonly ILogger<Reclassification> logger;
    private volatile ReclassificationProgress progress = new(0, 0, 0);

    public Reclassification(IEventStore store, Classifier classifier, IMeterFactory meters, ILogger<Reclassification> logger)
    {
        this.store = store;
        this.classifier = classifier;
        this.logger = logger;
        var meter = meters.Create(Name);
        meter.CreateObservableGauge("murmure_reclassified_days", () => progress.Done, description: "Closed days read again under a newer catalogue since the start.");
        meter.CreateObservableGauge("murmure_reclassification_days", () => progress.Days, description: "Closed days to be read again, those already read included.");
    }

    public ReclassificationProgress Progress => progress;

    /// <summary>Reads every day that another catalogue read and whose events are left.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var due = new List<ClosedDay>();
        foreach (var site in await store.SitesAsync(cancellation))
            due.AddRange((await store.ClosedDaysAsync(site.Site.Host, cancellation)).Where(day => !day.Purged && day.Catalogue != classifier.Version));
        if (due.Count == 0)
            return;
        progress = new(due.Count, 0, 0);
        foreach (var day in due.OrderByDescending(day => day.Day))
        {
            var changed = await store.ReclassifyAsync(day.Site, day.Day, classifier, cancellation);
            progress = progress with { Done = progress.Done + 1, Changed = progress.Changed + changed };
        }
        Log.Read(logger, progress.Done, classifier.Version, progress.Changed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the program; the days that are left are read after the next start.
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or IOException)
        {
            Log.NotRead(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Read {Days} closed days again under catalogue {Catalogue}: {Changed} events have another origin now.")]
        public static partial void Read(ILogger logger, int days, string catalogue, long changed);

        [LoggerMessage(Level = LogLevel.Error, Message = "Kept events could not be read under the newer catalogue: {Fault}. The next start tries again.")]
        public static partial void NotRead(ILogger logger, string fault);
    }
}
