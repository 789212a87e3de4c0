using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Live;

/// <summary>Who watches: a member has a few streams at a time, and each lasts as long as the session and the membership that it began with.</summary>
internal sealed class LiveSeats(IDbContextFactory<MurmureDb> metadata, SiteDirectory sites, TimeProvider clock)
{
    /// <summary>Windows that one member has open; browsers allow six connections to a server over HTTP/1.1, and pages need one.</summary>
    public const int Most = 5;

    private readonly Lock gate = new();
    private readonly Dictionary<long, int> taken = [];

    /// <summary>A seat, to be given back by disposing of it; null when the member has as many as there may be.</summary>
    public IDisposable? Take(long account)
    {
        lock (gate)
        {
            var now = taken.GetValueOrDefault(account);
            if (now >= Most)
                return null;
            taken[account] = now + 1;
            return new Seat(this, account);
        }
    }

    /// <summary>Whether a stream may go on: the session lasts, the member belongs to the site's organisation, and the site is what it was.</summary>
    public async Task<bool> MayStayAsync(long account, long session, SiteRules site, CancellationToken cancellation)
    {
        if (sites.Find(site.Host) is not { } known || known.Id != site.Id || known.Organisation is not { } organisation)
            return false;
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Sessions.TagWith("LiveSeats.MayStay").AnyAsync(
            row => row.Id == session && row.AccountId == account && row.Expires > now
                && db.Memberships.Any(member => member.AccountId == account && member.OrganisationId == organisation), cancellation);
    }

    private void GiveBack(long account)
    {
        lock (gate)
        {
            if (--taken[account] == 0)
                taken.Remove(account);
        }
    }

    private sealed class Seat(LiveSeats seats, long account) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0)
                seats.GiveBack(account);
        }
    }
}
