using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Abuse;

/// <summary>Once a day: fetches the block list where one is configured, and looks at every link again, because a host may be found to be bad after its links were made.</summary>
internal sealed partial class NightlyBlockCheck(
    BlockLists lists, LinkModeration moderation, BlockListFetch fetch, IDbContextFactory<MurmureDb> metadata, TimeProvider clock, ILogger<NightlyBlockCheck> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    /// <summary>Takes links out of service that lead to what a list has by now.</summary>
    /// <returns>How many.</returns>
    public async Task<int> CheckAsync(CancellationToken cancellation)
    {
        if (lists.IsEmpty)
            return 0;
        var found = new List<(long Link, long Organisation)>();
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
        {
            var working = from link in db.Links
                          join domain in db.LinkDomains on link.DomainId equals domain.Id
                          where link.Disabled == ""
                          select new { Link = link, domain.OrganisationId };
            await foreach (var one in working.TagWith("NightlyBlockCheck.Check").AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
            {
                if (lists.Blocks(one.Link))
                    found.Add((one.Link.Id, one.OrganisationId));
            }
        }
        foreach (var (link, organisation) in found)
            await moderation.DisableAsync(link, LinkModeration.ByList, new Maker(organisation, null, AuditLog.Nightly), cancellation);
        if (found.Count > 0)
            Log.Disabled(logger, found.Count);
        return found.Count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RoundAsync, stoppingToken, atOnce: true);

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            await fetch.FetchAsync(cancellation);
            await CheckAsync(cancellation);
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or DbUpdateException or IOException)
        {
            Log.NotChecked(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Links} links lead to hosts or addresses that a block list has by now, and are out of service.")]
        public static partial void Disabled(ILogger logger, int links);

        [LoggerMessage(Level = LogLevel.Error, Message = "Links could not be checked against the block lists: {Fault}. The next round tries again.")]
        public static partial void NotChecked(ILogger logger, string fault);
    }
}
