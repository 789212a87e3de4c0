using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>An organisation's webhooks: adds, lists, removes. A secret is shown once, when it is made.</summary>
internal sealed class WebhookBook(IDbContextFactory<MurmureDb> metadata, LinkClicksReader clicks, IDataProtectionProvider protection, ServeOptions options, TimeProvider clock)
{
    public const int Most = 20;

    private readonly IDataProtector protector = protection.CreateProtector("webhook-secrets");

    public async Task<(Webhook? Made, string Secret, LinkProblem? Problem)> AddAsync(string? address, Maker who, CancellationToken cancellation)
    {
        var (url, problem) = Destination.ReadFetched(address, options.AllowLocalChecks, secure: true);
        if (url is null)
            return (null, "", LinkForm.Of("url", problem!.Value));
        var before = await clicks.ReadAsync(who.Organisation, cancellation);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Webhooks.TagWith("WebhookBook.Add").CountAsync(webhook => webhook.OrganisationId == who.Organisation, cancellation) >= Most)
            return (null, "", new LinkProblem("url", "webhooks-many", $"An organisation has at most {Most} webhooks."));
        var secret = WebhookSignature.NewSecret();
        var webhook = new Webhook { OrganisationId = who.Organisation, Url = url, Secret = protector.Protect(Encoding.ASCII.GetBytes(secret)), Created = clock.GetUtcNow().UtcDateTime };
        db.Webhooks.Add(webhook);
        who.Note(db, clock, AuditAction.WebhookAdded, Destination.HostOf(url) ?? "");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        // What was clicked before there was a webhook is none of its news.
        db.WebhookCounts.AddRange(before.Select(one => new WebhookCount { WebhookId = webhook.Id, Day = one.Day, Cell = one.Cell, Clicks = one.Clicks }));
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return (webhook, secret, null);
    }

    public async Task<IReadOnlyList<Webhook>> ListAsync(long organisation, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Webhooks.TagWith("WebhookBook.List").AsNoTracking().Where(webhook => webhook.OrganisationId == organisation).OrderBy(webhook => webhook.Id).ToListAsync(cancellation);
    }

    /// <summary>The last messages to a webhook, the newest first; null when the organisation has none of that number.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>?> DeliveriesAsync(long id, long organisation, int most, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (!await db.Webhooks.TagWith("WebhookBook.Deliveries").AnyAsync(webhook => webhook.Id == id && webhook.OrganisationId == organisation, cancellation))
            return null;
        return await db.WebhookDeliveries.TagWith("WebhookBook.Deliveries").AsNoTracking().Where(delivery => delivery.WebhookId == id).OrderByDescending(delivery => delivery.Id).Take(most).ToListAsync(cancellation);
    }

    /// <summary>Puts a message without clicks on its way. False when there is no such webhook.</summary>
    public async Task<bool> PingAsync(long id, long organisation, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (!await db.Webhooks.TagWith("WebhookBook.Ping").AnyAsync(webhook => webhook.Id == id && webhook.OrganisationId == organisation, cancellation))
            return false;
        db.WebhookDeliveries.Add(WebhookWriter.Delivery(id, WebhookMessage.Ping, [], clock.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    public async Task<bool> RemoveAsync(long id, Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Webhooks.TagWith("WebhookBook.Remove").SingleOrDefaultAsync(webhook => webhook.Id == id && webhook.OrganisationId == who.Organisation, cancellation) is not { } found)
            return false;
        db.Webhooks.Remove(found);
        who.Note(db, clock, AuditAction.WebhookRemoved, Destination.HostOf(found.Url) ?? "");
        return await db.IsKeptAsync(cancellation);
    }

    public string SecretOf(Webhook webhook) => Encoding.ASCII.GetString(protector.Unprotect(webhook.Secret));
}
