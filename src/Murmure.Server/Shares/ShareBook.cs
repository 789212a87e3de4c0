using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Shares;

/// <summary>
/// Keeps campaigns, their tokens and what sites tell of shares in agreement with the metadata. Tokens are written down every few seconds: one that a kill
/// loses is a share of an unknown channel. A campaign that ends leaves its sums.
/// </summary>
internal sealed class ShareBook(IDbContextFactory<MurmureDb> metadata, ShareTokens tokens, TimeProvider clock) : BackgroundService
{
    public const int MostDays = 30;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile HashSet<long> telling = [];

    /// <summary>Whether anybody may ask how often the site's pages were shared.</summary>
    public bool Tells(SiteId site) => telling.Contains(site.Value);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    /// <summary>A site's campaigns, the last to end first; of open ones with the sums as they are now.</summary>
    public async Task<IReadOnlyList<ShareCampaign>> CampaignsAsync(SiteId site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var rows = await db.ShareCampaigns.TagWith("ShareBook.Campaigns").AsNoTracking().Where(row => row.SiteId == site.Value).OrderByDescending(row => row.Ends).ToListAsync(cancellation);
        foreach (var row in rows.Where(IsOpen))
            (row.Tokens, row.Visits, row.Squares) = tokens.Sums(row.Id);
        return rows;
    }

    /// <param name="days">1 to <see cref="MostDays"/>.</param>
    public Task OpenAsync(SiteId site, string name, string path, int days, CancellationToken cancellation) => ChangeAsync(
        db =>
        {
            db.ShareCampaigns.Add(new ShareCampaign { SiteId = site.Value, Name = name, Path = path, Ends = clock.GetUtcNow().UtcDateTime.AddDays(Math.Clamp(days, 1, MostDays)) });
            return Task.CompletedTask;
        },
        cancellation);

    /// <summary>Ends a campaign of the site now.</summary>
    public Task EndAsync(SiteId site, long campaign, CancellationToken cancellation) => ChangeAsync(
        async db =>
        {
            if (await db.ShareCampaigns.TagWith("ShareBook.End").SingleOrDefaultAsync(row => row.Id == campaign && row.SiteId == site.Value, cancellation) is { } row && IsOpen(row))
                row.Ends = clock.GetUtcNow().UtcDateTime;
        },
        cancellation);

    public Task TellAsync(SiteId site, bool counts, CancellationToken cancellation) => ChangeAsync(
        async db =>
        {
            var row = await db.Sharing.TagWith("ShareBook.Tell").SingleOrDefaultAsync(one => one.SiteId == site.Value, cancellation);
            if (row is null)
                db.Sharing.Add(row = new SharingSetting { SiteId = site.Value });
            row.PublicCounts = counts;
        },
        cancellation);

    /// <summary>Writes down what changed, and closes what is over.</summary>
    internal Task WriteAsync(CancellationToken cancellation) => ChangeAsync(_ => Task.CompletedTask, cancellation);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, WriteAsync, stoppingToken);

    private bool IsOpen(ShareCampaign row) => clock.GetUtcNow().UtcDateTime < row.Ends;

    private async Task LoadAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await ReadAsync(db, cancellation);
        await foreach (var token in db.ShareTokens.TagWith("ShareBook.Load").AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
            tokens.Recall(token);
    }

    private async Task ChangeAsync(Func<MurmureDb, Task> change, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            await change(db);
            var (fresh, old) = tokens.Take();
            db.ShareTokens.AddRange(fresh);
            db.ShareTokens.UpdateRange(old);
            await db.SaveChangesAsync(cancellation);
            await CloseAsync(db, cancellation);
            await ReadAsync(db, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Of a campaign that is over the sums stay and the tokens go.</summary>
    private async Task CloseAsync(MurmureDb db, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var over = await db.ShareCampaigns.TagWith("ShareBook.Close").Where(row => row.Ends <= now && db.ShareTokens.Any(token => token.CampaignId == row.Id)).ToListAsync(cancellation);
        foreach (var row in over)
        {
            (row.Tokens, row.Visits, row.Squares) = tokens.Sums(row.Id);
            db.ShareTokens.RemoveRange(await db.ShareTokens.TagWith("ShareBook.Close").Where(token => token.CampaignId == row.Id).ToListAsync(cancellation));
        }
        await db.SaveChangesAsync(cancellation);
    }

    private async Task ReadAsync(MurmureDb db, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        tokens.Replace(await db.ShareCampaigns.TagWith("ShareBook.Read").AsNoTracking().Where(row => row.Ends > now).ToListAsync(cancellation));
        telling = [.. await db.Sharing.TagWith("ShareBook.Read").Where(row => row.PublicCounts).Select(row => row.SiteId).ToListAsync(cancellation)];
    }
}
