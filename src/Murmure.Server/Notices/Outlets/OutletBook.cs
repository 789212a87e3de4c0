using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>An outlet as somebody typed it in.</summary>
/// <param name="Root">The server's address as their browser knows it.</param>
internal sealed record OutletRequest(string Kind, string Name, string Address, string Token, string Chat, IReadOnlyList<string> Tells, string Language, string Root);

/// <summary>A site's outlets: adds, lists, removes. What opens them lies encrypted.</summary>
internal sealed class OutletBook(IDbContextFactory<MurmureDb> metadata, IDataProtectionProvider protection, ServeOptions options, TimeProvider clock)
{
    public const int Most = 20;

    private const int LongestName = 60;

    private readonly IDataProtector protector = protection.CreateProtector("notice-outlets");

    /// <summary>Adds one; the key that messages to a program are signed with, told this once; or the field that is wrong and why.</summary>
    public async Task<(NoticeOutlet? Made, string Key, string Field, string Problem)> AddAsync(SiteRules site, Caller caller, OutletRequest asked, CancellationToken cancellation)
    {
        var (secret, field, problem) = Read(asked);
        if (secret is null)
            return (null, "", field, problem);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.NoticeOutlets.TagWith("OutletBook.Add").CountAsync(one => one.SiteId == site.Id.Value, cancellation) >= Most)
            return (null, "", "name", "notice.outlet.many");
        var outlet = new NoticeOutlet
        {
            SiteId = site.Id.Value, Kind = asked.Kind, Name = asked.Name, Sealed = Seal(secret), Tells = [.. asked.Tells], Language = asked.Language, Root = asked.Root,
            Created = clock.GetUtcNow().UtcDateTime,
        };
        db.NoticeOutlets.Add(outlet);
        new AuditLog(db, clock).Add(caller, AuditAction.OutletAdded, asked.Name);
        await db.SaveChangesAsync(cancellation);
        return (outlet, secret.Key, "", "");
    }

    public async Task<IReadOnlyList<NoticeOutlet>> ListAsync(SiteRules site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.NoticeOutlets.TagWith("OutletBook.List").AsNoTracking().Where(one => one.SiteId == site.Id.Value).OrderBy(one => one.Id).ToListAsync(cancellation);
    }

    /// <summary>The last message to each outlet of a site, by its number.</summary>
    public async Task<IReadOnlyDictionary<long, NoticeDelivery>> LastAsync(SiteRules site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var told = await (from delivery in db.NoticeDeliveries
                          join outlet in db.NoticeOutlets on delivery.OutletId equals outlet.Id
                          where outlet.SiteId == site.Id.Value
                          orderby delivery.Id
                          select delivery).TagWith("OutletBook.Last").AsNoTracking().ToListAsync(cancellation);
        return told.GroupBy(one => one.OutletId!.Value).ToDictionary(outlet => outlet.Key, outlet => outlet.Last());
    }

    /// <summary>Changes what an outlet is told, and in which language.</summary>
    public async Task ChangeAsync(NoticeOutlet outlet, Caller caller, IReadOnlyList<string> tells, string language, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.NoticeOutlets.TagWith("OutletBook.Change").SingleOrDefaultAsync(one => one.Id == outlet.Id, cancellation) is not { } found)
            return;
        (found.Tells, found.Language) = ([.. tells], language);
        new AuditLog(db, clock).Add(caller, AuditAction.OutletChanged, found.Name);
        await db.SaveChangesAsync(cancellation);
    }

    public async Task RemoveAsync(NoticeOutlet outlet, Caller caller, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.NoticeOutlets.TagWith("OutletBook.Remove").SingleOrDefaultAsync(one => one.Id == outlet.Id, cancellation) is not { } found)
            return;
        db.NoticeOutlets.Remove(found);
        new AuditLog(db, clock).Add(caller, AuditAction.OutletRemoved, found.Name);
        // Asked twice at once, it is gone already.
        await db.IsKeptAsync(cancellation);
    }

    /// <summary>The outlet's secret; null where the keys that sealed it are gone.</summary>
    public OutletSecret? FindSecret(NoticeOutlet outlet)
    {
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(outlet.Sealed), NoticeJson.Default.OutletSecret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private byte[] Seal(OutletSecret secret) => protector.Protect(JsonSerializer.SerializeToUtf8Bytes(secret, NoticeJson.Default.OutletSecret));

    private (OutletSecret? Secret, string Field, string Problem) Read(OutletRequest asked)
    {
        if (asked.Name.Length is 0 or > LongestName)
            return (null, "name", "notice.outlet.name.wrong");
        if (asked.Kind == OutletKind.Telegram)
        {
            // As BotFather writes them: the bot's number, a colon, letters.
            return !TokenShape.IsToken(asked.Token) ? (null, "token", "notice.outlet.token.wrong")
                : !TokenShape.IsChat(asked.Chat) ? (null, "chat", "notice.outlet.chat.wrong")
                : (new OutletSecret("", asked.Token, asked.Chat), "", "");
        }
        var (url, _) = Destination.ReadFetched(asked.Address, options.AllowLocalChecks, secure: true);
        return url is null ? (null, "address", "notice.outlet.address.wrong")
            : (new OutletSecret(url, Key: asked.Kind == OutletKind.Webhook ? WebhookSignature.NewSecret() : ""), "", "");
    }
}
