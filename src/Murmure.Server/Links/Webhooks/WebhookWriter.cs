using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>
/// Makes messages of what the store has and a webhook was not told yet. Message and count are kept in one transaction: a crash loses no click and
/// tells none twice, and no redirect waits for any of it.
/// </summary>
internal sealed class WebhookWriter(IDbContextFactory<MurmureDb> metadata, LinkClicksReader reader, TimeProvider clock)
{
    /// <summary>Lines of one message; some 150 bytes each.</summary>
    private const int MostLines = 500;

    /// <summary>Messages are shown that long.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromDays(7);

    public async Task WriteAsync(CancellationToken cancellation)
    {
        List<long> organisations;
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
            organisations = await db.Webhooks.TagWith("WebhookWriter.Write").Select(webhook => webhook.OrganisationId).Distinct().ToListAsync(cancellation);
        foreach (var organisation in organisations)
        {
            var clicks = await reader.ReadAsync(organisation, cancellation);
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            foreach (var webhook in await db.Webhooks.Where(webhook => webhook.OrganisationId == organisation).Select(webhook => webhook.Id).ToListAsync(cancellation))
                await TellAsync(db, webhook, clicks, cancellation);
            await db.SaveChangesAsync(cancellation);
        }
    }

    public async Task ForgetAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        // The reader looks at yesterday, on clocks up to half a day apart.
        var (since, day) = (now - Shown, DateOnly.FromDateTime(now).AddDays(-3));
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.WebhookDeliveries.TagWith("WebhookWriter.Forget").Where(delivery => delivery.NextTry == null && delivery.Created < since).ExecuteDeleteAsync(cancellation);
        await db.WebhookCounts.TagWith("WebhookWriter.Forget").Where(count => count.Day < day).ExecuteDeleteAsync(cancellation);
    }

    public static WebhookDelivery Delivery(long webhook, string type, IReadOnlyList<LinkClicks> clicks, DateTime now)
    {
        var message = new WebhookMessage(WebhookMessage.NewId(), type, now, new WebhookClicks(clicks));
        return new WebhookDelivery { WebhookId = webhook, Message = message.Id, Body = message.Text(), Created = now, NextTry = now };
    }

    private async Task TellAsync(MurmureDb db, long webhook, IReadOnlyList<LinkClicks> clicks, CancellationToken cancellation)
    {
        var told = await db.WebhookCounts.Where(count => count.WebhookId == webhook).ToDictionaryAsync(count => (count.Day, count.Cell), cancellation);
        var news = new List<LinkClicks>();
        foreach (var one in clicks)
        {
            var known = told.GetValueOrDefault((one.Day, one.Cell));
            if (known?.Clicks >= one.Clicks)
                continue;
            news.Add(one with { Clicks = one.Clicks - (known?.Clicks ?? 0) });
            if (known is null)
                db.WebhookCounts.Add(new WebhookCount { WebhookId = webhook, Day = one.Day, Cell = one.Cell, Clicks = one.Clicks });
            else
                known.Clicks = one.Clicks;
        }
        var now = clock.GetUtcNow().UtcDateTime;
        db.WebhookDeliveries.AddRange(news.Chunk(MostLines).Select(lines => Delivery(webhook, WebhookMessage.Clicked, lines, now)));
    }
}
