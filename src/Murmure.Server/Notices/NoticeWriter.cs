using Microsoft.EntityFrameworkCore;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>Something to tell, before it is put into words.</summary>
/// <param name="Key">What it is of: of one key a site tells once.</param>
internal sealed record News(string Kind, string Key, string Subject = "", long Count = 0);

/// <summary>
/// Writes down what there is to tell and whom, each message as it will be sent, in one transaction: a kill at any point neither forgets a notice nor
/// tells it twice.
/// </summary>
internal sealed class NoticeWriter(IDbContextFactory<MurmureDb> metadata, OutletBook outlets, Unsubscribing stops, TimeProvider clock)
{
    /// <summary>Whether the site told of it already.</summary>
    public async Task<bool> IsToldAsync(SiteRules site, string kind, string key, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Notices.TagWith("NoticeWriter.IsTold").AnyAsync(one => one.SiteId == site.Id.Value && one.Kind == kind && one.Key == key, cancellation);
    }

    /// <summary>When the site last told something of that kind about a subject, and how many it said.</summary>
    public async Task<(DateTime Made, long Count)?> LastAsync(SiteRules site, string kind, string subject, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var last = await db.Notices.TagWith("NoticeWriter.Last").AsNoTracking().Where(one => one.SiteId == site.Id.Value && one.Kind == kind && one.Subject == subject)
            .OrderByDescending(one => one.Made).FirstOrDefaultAsync(cancellation);
        return last is null ? null : (last.Made, last.Count);
    }

    /// <summary>Writes it down for these recipients, in each one's language.</summary>
    public async Task WriteAsync(SiteRules site, News news, SiteRecipients to, Func<Texts, Letter> compose, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var deliveries = await ComposeAsync(site, news.Kind, to, compose, now);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var notice = new SiteNotice { SiteId = site.Id.Value, Kind = news.Kind, Key = news.Key, Subject = news.Subject, Count = news.Count, Made = now };
        db.Notices.Add(notice);
        await db.SaveChangesAsync(cancellation);
        foreach (var delivery in deliveries)
            delivery.NoticeId = notice.Id;
        db.NoticeDeliveries.AddRange(deliveries);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<IReadOnlyList<NoticeDelivery>> ComposeAsync(SiteRules site, string kind, SiteRecipients to, Func<Texts, Letter> compose, DateTime now)
    {
        var letters = new Dictionary<string, Letter>(StringComparer.Ordinal);
        Letter LetterOf(string language) => letters.TryGetValue(language, out var letter)
            ? letter
            : letters[language] = compose(Texts.For(Languages.Parse(language) ?? Language.English));
        var deliveries = new List<NoticeDelivery>();
        foreach (var member in to.Members)
        {
            var (page, atOnce) = stops.LinksOf(member);
            var mail = await MailWriter.WriteAsync(LetterOf(member.Language), site.Host, member.Root, page, atOnce);
            deliveries.Add(new NoticeDelivery { SubscriptionId = member.Id, Message = WebhookMessage.NewId(), Body = mail.Kept(), Created = now, NextTry = now });
        }
        foreach (var outlet in to.Outlets)
        {
            // One whose secret this server cannot read any more keeps nobody else from being told.
            if (outlets.FindSecret(outlet) is not { } secret)
                continue;
            var id = WebhookMessage.NewId();
            var body = OutletMessage.Write(outlet, secret, LetterOf(outlet.Language), Displayed.Foreign(site.Host, 60), kind, id, now);
            deliveries.Add(new NoticeDelivery { OutletId = outlet.Id, Message = id, Body = body, Created = now, NextTry = now });
        }
        return deliveries;
    }
}
