using System.Text;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>
/// Sends what is due, at least once: mails by the mail server, the rest through the guarded client alone, tried again as <see cref="Retries"/> has it.
/// PRIVACY: what was sent, and what was given up, is forgotten; that it was sent is kept.
/// </summary>
internal sealed class NoticeSender(IDbContextFactory<MurmureDb> metadata, OutletBook outlets, Outbox outbox, GuardedClient client, ServeOptions options, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 8;
    private const int MostDue = 100;

    /// <summary>A member who left the organisation is told nothing more.</summary>
    private const string Gone = "gone";

    /// <summary>One at a time: two would send what is due twice.</summary>
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Sends what is due to anybody.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await SendDueAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Sends what is due to one outlet, while somebody waits for what comes back.</summary>
    public async Task SendToAsync(NoticeOutlet outlet, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await SendToAsync(null, outlet.Id, clock.GetUtcNow().UtcDateTime, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task SendDueAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var due = await db.NoticeDeliveries.TagWith("NoticeSender.Due").AsNoTracking().Where(one => one.NextTry <= now).Select(one => new { one.SubscriptionId, one.OutletId }).Distinct().ToListAsync(cancellation);
        // One that does not answer holds up nobody else.
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (to, stop) => await SendToAsync(to.SubscriptionId, to.OutletId, now, stop));
    }

    private async Task SendToAsync(long? subscription, long? outlet, DateTime now, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var due = await db.NoticeDeliveries.TagWith("NoticeSender.Send").Where(one => one.SubscriptionId == subscription && one.OutletId == outlet && one.NextTry <= now)
            .OrderBy(one => one.Id).Take(MostDue).ToListAsync(cancellation);
        for (var i = 0; i < due.Count; i++)
        {
            var (taken, answer) = subscription is { } member ? await MailAsync(db, member, due[i], cancellation) : await TellAsync(db, outlet!.Value, due[i], cancellation);
            var done = Retries.Note(due[i], taken, answer, clock.GetUtcNow());
            if (answer == Gone)
                due[i].NextTry = null;
            if (due[i].NextTry is null)
                due[i].Body = "";
            else
                Retries.HoldRest(due, i, now);
            await db.SaveChangesAsync(cancellation);
            if (!done && due[i].NextTry is not null)
                return;
        }
    }

    private async Task<(bool Taken, string Answer)> MailAsync(MurmureDb db, long subscription, NoticeDelivery delivery, CancellationToken cancellation)
    {
        var address = await (from one in db.NoticeSubscriptions
                             join site in db.Sites on one.SiteId equals site.Id
                             join account in db.Users on one.AccountId equals account.Id
                             where one.Id == subscription && db.Memberships.Any(member => member.OrganisationId == site.OrganisationId && member.AccountId == account.Id)
                             select account.Email).TagWith("NoticeSender.Address").SingleOrDefaultAsync(cancellation);
        if (address is null)
            return (false, Gone);
        var outcome = await outbox.DeliverAsync(MailWriter.Read(delivery.Body).For(address, delivery.Message), cancellation);
        return (outcome == MailOutcome.Taken, "mail-" + outcome.ToString().ToLowerInvariant());
    }

    private async Task<(bool Taken, string Answer)> TellAsync(MurmureDb db, long id, NoticeDelivery delivery, CancellationToken cancellation)
    {
        if (await db.NoticeOutlets.TagWith("NoticeSender.Outlet").AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } outlet)
            return (false, Gone);
        if (outlets.FindSecret(outlet) is not { } secret)
            return (false, "key-lost");
        var address = outlet.Kind == OutletKind.Telegram ? new Uri($"{options.Connectors.Telegram}bot{secret.Token}/sendMessage") : new Uri(secret.Address);
        var headers = outlet.Kind == OutletKind.Webhook ? WebhookSignature.Headers(secret.Key, delivery.Message, clock.GetUtcNow(), delivery.Body) : [];
        var (status, refusal) = await client.SendAsync(address, Encoding.UTF8.GetBytes(delivery.Body), headers, cancellation);
        return (Retries.IsTaken(status), Retries.AnswerOf(status, refusal));
    }
}
