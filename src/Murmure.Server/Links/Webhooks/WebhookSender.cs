using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>
/// Sends what is due, through the guarded client alone. What is not taken (any 2xx takes it) is tried again after half a minute, a minute, two, and
/// so on up to four hours; after a day it is given up.
/// </summary>
internal sealed class WebhookSender(IDbContextFactory<MurmureDb> metadata, WebhookBook book, GuardedClient client, TimeProvider clock)
{
    private const int AtOnce = 8;
    private const int MostDue = 200;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    public async Task SendAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        List<long> webhooks;
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
            webhooks = await db.WebhookDeliveries.TagWith("WebhookSender.Due").Where(delivery => delivery.NextTry <= now).Select(delivery => delivery.WebhookId).Distinct().ToListAsync(cancellation);
        // One that does not answer holds up nobody else.
        await Parallel.ForEachAsync(webhooks, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (webhook, stop) => await SendToAsync(webhook, now, stop));
    }

    /// <summary>How long after its n-th failure a message is tried again.</summary>
    public static TimeSpan Pause(int tries) => tries > 16 ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << (tries - 1)));

    private async Task SendToAsync(long id, DateTime now, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Webhooks.TagWith("WebhookSender.Send").AsNoTracking().SingleOrDefaultAsync(webhook => webhook.Id == id, cancellation) is not { } webhook)
            return;
        var due = await db.WebhookDeliveries.TagWith("WebhookSender.Send").Where(delivery => delivery.WebhookId == id && delivery.NextTry <= now).OrderBy(delivery => delivery.Id).Take(MostDue).ToListAsync(cancellation);
        for (var i = 0; i < due.Count; i++)
        {
            var taken = await TryAsync(webhook, due[i], cancellation);
            // No knocking with the rest where one was not taken.
            for (var rest = i + 1; !taken && rest < due.Count; rest++)
                due[rest].NextTry = due[i].NextTry ?? now + LongestPause;
            await db.SaveChangesAsync(cancellation);
            if (!taken)
                return;
        }
    }

    private async Task<bool> TryAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var headers = WebhookSignature.Headers(book.SecretOf(webhook), delivery.Message, now, delivery.Body);
        var (status, refusal) = await client.SendAsync(new Uri(webhook.Url), Encoding.UTF8.GetBytes(delivery.Body), headers, cancellation);
        delivery.Tries++;
        delivery.Answer = status is { } answered ? ((int)answered).ToString(CultureInfo.InvariantCulture) : refusal.ToString()!.ToLowerInvariant();
        if (status is { } code && (int)code is >= 200 and < 300)
        {
            (delivery.Taken, delivery.NextTry) = (now.UtcDateTime, null);
            return true;
        }
        var next = now.UtcDateTime + Pause(delivery.Tries);
        delivery.NextTry = next < delivery.Created + Patience ? next : null;
        return false;
    }
}
