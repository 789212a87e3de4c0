using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>An organisation's logo: one, for all its codes.</summary>
internal sealed class QrLogos(MurmureDb db, AuditLog audit)
{
    public Task<byte[]?> FindAsync(long organisation, CancellationToken cancellation) => OfAsync(db, organisation, cancellation);

    public static Task<byte[]?> OfAsync(MurmureDb db, long organisation, CancellationToken cancellation) =>
        db.QrLogos.TagWith("QrLogos.Of").Where(logo => logo.OrganisationId == organisation).Select(logo => logo.Png).SingleOrDefaultAsync(cancellation);

    /// <summary>Keeps a file as the logo. False when it is no PNG of the size that is allowed.</summary>
    public async Task<bool> KeepAsync(Caller caller, ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        if (PngLogo.Read(file.Span) is not { } png)
            return false;
        if (await db.QrLogos.FindAsync([caller.OrganisationId], cancellation) is { } kept)
            kept.Png = png;
        else
            db.QrLogos.Add(new QrLogo { OrganisationId = caller.OrganisationId, Png = png });
        audit.Add(caller, AuditAction.QrLogoKept, "");
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    public async Task RemoveAsync(Caller caller, CancellationToken cancellation)
    {
        if (await db.QrLogos.FindAsync([caller.OrganisationId], cancellation) is not { } kept)
            return;
        db.QrLogos.Remove(kept);
        audit.Add(caller, AuditAction.QrLogoRemoved, "");
        // Asked twice at once, it is gone already.
        await db.IsKeptAsync(cancellation);
    }
}
