using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>What was told, as long as it matters.</summary>
internal sealed class NoticeRecord(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>Longer than a month: a page says when each was last told something, and a digest comes once a month.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(62);

    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    private DateTimeOffset forgot;

    public async Task ForgetAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (now - forgot < Between)
            return;
        var since = (now - Kept).UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.Notices.TagWith("NoticeRecord.Forget").Where(one => one.Made < since).ExecuteDeleteAsync(cancellation);
        forgot = now;
    }
}
