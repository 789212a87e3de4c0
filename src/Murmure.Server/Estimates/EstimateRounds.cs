using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Attribution;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>
/// Once an hour and at the start, makes what is due: periods that finished, those whose method, catalogue or calendar changed, and today's provisional one. A site inside the
/// exemption has none: which channel brought a visit is outside of it.
/// </summary>
internal sealed partial class EstimateRounds(
    IEventStore store, SiteDirectory sites, EstimateRunner runner, EstimateBook book, CampaignCalendar calendar, Classifier classifier, TimeProvider clock, ILogger<EstimateRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Makes what is due for every site.</summary>
    public async Task RunDueAsync(CancellationToken cancellation)
    {
        foreach (var site in sites.All.Where(Allows))
            await RunDueAsync(site, cancellation);
    }

    /// <summary>Makes what is due for one site; who asks meanwhile waits until it is done.</summary>
    public async Task RunDueAsync(SiteRules site, CancellationToken cancellation)
    {
        if (!Allows(site))
            return;
        await turn.WaitAsync(cancellation);
        try
        {
            var closed = await store.ClosedDaysAsync(site.Host, cancellation);
            var open = (await store.OpenDaysAsync(cancellation)).Where(day => day.Site == site.Host).Select(day => day.Day).ToList();
            var today = site.Today(clock);
            foreach (var (period, range) in EstimatePeriods.Finished(closed, open, today))
            {
                var days = closed.Count(day => range.Contains(day.Day));
                if (await IsDueAsync(site, period, range, days, cancellation))
                    await book.KeepAsync(site.Id, period, range, (await runner.RunAsync(site, range, cancellation)) with { ClosedDays = days }, classifier.Version, cancellation);
            }
            if (EstimatePeriods.UpTo(closed, open, today) is { } provisional)
                await book.KeepAsync(site.Id, EstimatePeriods.Today, provisional, await runner.RunAsync(site, provisional, cancellation), classifier.Version, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Whether a site may have estimates at all.</summary>
    public static bool Allows(SiteRules site) => site.Profile != ComplianceProfile.FrExempt;

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RoundAsync, stoppingToken, atOnce: true);

    private async Task<bool> IsDueAsync(SiteRules site, string period, DayRange range, int days, CancellationToken cancellation)
    {
        if (await book.LastAsync(site.Id, period, range, cancellation) is not { } last || last.Method != EstimateRunner.Method || last.Catalogue != classifier.Version)
            return true;
        if (EstimateFigure.Read(last.Figure) is not { } figure || figure.ClosedDays != days)
            return true;
        var (was, now) = (figure.Campaigns, await calendar.OfAsync(site, range, cancellation));
        return was is null ? now is not null : now is null || !was.SequenceEqual(now);
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        foreach (var site in sites.All)
        {
            try
            {
                await RunDueAsync(site, cancellation);
            }
            // What fails one site's figures is no reason to keep the others from theirs, or to end the server.
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // A store that is taken away while the server stops is no fault of the estimate.
                if (cancellation.IsCancellationRequested)
                    return;
                Log.NotMade(logger, fault.GetType().Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "An estimate could not be made: {Fault}. The next round tries again.")]
        public static partial void NotMade(ILogger logger, string fault);
    }
}
