using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Estimates;

/// <summary>A mailing, leaflet or code of the owner's that brings visits without a tag.</summary>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day, included.</param>
public sealed record DeclaredCampaign(string Name, DateOnly From, DateOnly To);

/// <summary>
/// The owner's mailings (they are listed in the site's settings) and the days for which a member said that the list is complete. Hardly anything in
/// the data betrays a mailing that is missing from it, so that word is kept with who gave it.
/// </summary>
internal sealed class CampaignCalendar(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>Days on which a message is opened, that of its sending included.</summary>
    private const int DaysOpened = 3;

    /// <summary>The mailings of a period, by their first day; null unless the list is confirmed for each of its days.</summary>
    public async Task<IReadOnlyList<DeclaredCampaign>?> OfAsync(SiteRules site, DayRange range, CancellationToken cancellation)
    {
        // The demonstration's newspaper mails nothing that is not tagged.
        if (site.Simulated)
            return [];
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var confirmed = await db.CalendarConfirmations.TagWith("CampaignCalendar.Of").AsNoTracking()
            .Where(row => row.SiteId == site.Id.Value && row.FirstDay <= range.To && row.LastDay >= range.From).OrderBy(row => row.FirstDay).ToListAsync(cancellation);
        if (!Covers(confirmed, range))
            return null;
        var campaigns = await db.Sites.TagWith("CampaignCalendar.Of").AsNoTracking().Where(row => row.Id == site.Id.Value).SelectMany(row => row.Campaigns).ToListAsync(cancellation);
        var declared = campaigns.Select(row => new DeclaredCampaign(row.Name, row.Start, row.End)).Concat(await PublishedAsync(db, site, cancellation));
        return [.. declared.Where(row => row.From <= range.To && row.To >= range.From).OrderBy(row => row.From).ThenBy(row => row.Name, StringComparer.Ordinal)];
    }

    /// <summary>
    /// What went out by the site's own campaigns: nobody has to declare it twice. Their links are tagged, but tags get lost, and then such a visit looks like a
    /// reader's. A message is opened within three days or hardly ever.
    /// </summary>
    private static async Task<IEnumerable<DeclaredCampaign>> PublishedAsync(MurmureDb db, SiteRules site, CancellationToken cancellation)
    {
        var posts = await (from post in db.Posts
                           join campaign in db.Campaigns on post.CampaignId equals campaign.Id
                           where campaign.SiteId == site.Id.Value && post.PublishedAt != null
                           select new { campaign.Name, At = post.PublishedAt!.Value }).TagWith("CampaignCalendar.Published").AsNoTracking().ToListAsync(cancellation);
        var calendar = new SiteCalendar(site.Zone);
        return posts.Select(post => (post.Name, calendar.DayOf(post.At).Day)).Distinct().Select(post => new DeclaredCampaign(post.Name, post.Day, post.Day.AddDays(DaysOpened - 1)));
    }

    /// <summary>The confirmed days, the latest first.</summary>
    public async Task<IReadOnlyList<CalendarConfirmation>> ConfirmedAsync(SiteId site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.CalendarConfirmations.TagWith("CampaignCalendar.Confirmed").AsNoTracking().Where(row => row.SiteId == site.Value)
            .OrderByDescending(row => row.LastDay).ThenByDescending(row => row.Id).ToListAsync(cancellation);
    }

    public async Task ConfirmAsync(SiteRules site, DayRange range, long? account, string who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        db.CalendarConfirmations.Add(new CalendarConfirmation { SiteId = site.Id.Value, FirstDay = range.From, LastDay = range.To, At = clock.GetUtcNow().UtcDateTime, By = who });
        new AuditLog(db, clock).Add(site.Organisation, account, who, AuditAction.CalendarConfirmed, $"{site.Host} {range}");
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Takes back the word for all of these days: a confirmation that reaches beyond them is cut to what is left of it.</summary>
    public async Task WithdrawAsync(SiteRules site, DayRange range, long? account, string who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var touched = await db.CalendarConfirmations.TagWith("CampaignCalendar.Withdraw")
            .Where(row => row.SiteId == site.Id.Value && row.FirstDay <= range.To && row.LastDay >= range.From).ToListAsync(cancellation);
        if (touched.Count == 0)
            return;
        foreach (var row in touched)
        {
            if (row.FirstDay < range.From)
                db.CalendarConfirmations.Add(Part(row, row.FirstDay, range.From.AddDays(-1)));
            if (row.LastDay > range.To)
                db.CalendarConfirmations.Add(Part(row, range.To.AddDays(1), row.LastDay));
            db.CalendarConfirmations.Remove(row);
        }
        new AuditLog(db, clock).Add(site.Organisation, account, who, AuditAction.CalendarWithdrawn, $"{site.Host} {range}");
        await db.SaveChangesAsync(cancellation);
    }

    private static CalendarConfirmation Part(CalendarConfirmation whole, DateOnly first, DateOnly last) =>
        new() { SiteId = whole.SiteId, FirstDay = first, LastDay = last, At = whole.At, By = whole.By };

    /// <param name="confirmed">By their first day.</param>
    private static bool Covers(IReadOnlyList<CalendarConfirmation> confirmed, DayRange range)
    {
        var next = range.From;
        foreach (var row in confirmed)
        {
            if (row.FirstDay > next)
                return false;
            if (row.LastDay >= next)
                next = row.LastDay.AddDays(1);
        }
        return next > range.To;
    }
}
