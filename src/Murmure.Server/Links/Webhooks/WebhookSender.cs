using System.Text;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>Sends what is due, through the guarded client alone. What is not taken (any 2xx takes it) is tried again as <see cref="Retries"/> has it.</summary>
internal sealed class WebhookSender(IDbContextFactory<MurmureDb> metadata, WebhookBook book, GuardedClient client, TimeProvider clock)
{
    private const int AtOnce = 8;
    private const int MostDue = 200;

    public async Task SendAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        List<long> webhooks;
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
            webhooks = await db.WebhookDeliveries.TagWith("WebhookSender.Due").Where(delivery => delivery.NextTry <= now).Select(delivery => delivery.WebhookId).Distinct().ToListAsync(cancellation);
        // One that does not answer holds up nobody else.
        await Parallel.ForEachAsync(webhooks, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (webhook, stop) => await SendToAsync(webhook, now, stop));
    }

    private async Task SendToAsync(long id, DateTime now, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Webhooks.TagWith("WebhookSender.Send").AsNoTracking().SingleOrDefaultAsync(webhook => webhook.Id == id, cancellation) is not { } webhook)
            return;
        var due = await db.WebhookDeliveries.TagWith("WebhookSender.Send").Where(delivery => delivery.WebhookId == id && delivery.NextTry <= now).OrderBy(delivery => delivery.Id).Take(MostDue).ToListAsync(cancellation);
        for (var i = 0; i < due.Count; i++)
        {
            var taken = await TryAsync(webhook, due[i], cancellation);
            if (!taken)
                Retries.HoldRest(due, i, now);
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
        return Retries.Note(delivery, Retries.IsTaken(status), Retries.AnswerOf(status, refusal), now);
    }
}
