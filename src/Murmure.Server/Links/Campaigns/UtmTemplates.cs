using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>An organisation's tags, kept under names.</summary>
internal sealed class UtmTemplates(MurmureDb db, AuditLog audit)
{
    private const int LongestName = 60;
    private const int Most = 100;

    public Task<List<UtmTemplate>> ListAsync(long organisation, CancellationToken cancellation) =>
        db.UtmTemplates.TagWith("UtmTemplates.List").AsNoTracking().Where(template => template.OrganisationId == organisation).OrderBy(template => template.Name).ToListAsync(cancellation);

    /// <summary>Keeps tags under a name, in place of what stood there. False when name or tags cannot be kept.</summary>
    public async Task<bool> KeepAsync(Caller caller, string name, Utm utm, CancellationToken cancellation)
    {
        if (name.Length is 0 or > LongestName || utm.IsEmpty || !utm.IsValid())
            return false;
        var kept = await db.UtmTemplates.TagWith("UtmTemplates.Keep").Where(template => template.OrganisationId == caller.OrganisationId).ToListAsync(cancellation);
        var template = kept.Find(one => one.Name == name);
        if (template is null)
        {
            if (kept.Count >= Most)
                return false;
            db.UtmTemplates.Add(template = new UtmTemplate { OrganisationId = caller.OrganisationId, Name = name });
        }
        (template.Source, template.Medium, template.Campaign, template.Content) = (utm.Source, utm.Medium, utm.Campaign, utm.Content);
        audit.Add(caller, AuditAction.UtmTemplateKept, name);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    public async Task RemoveAsync(Caller caller, long id, CancellationToken cancellation)
    {
        if (await db.UtmTemplates.TagWith("UtmTemplates.Remove").SingleOrDefaultAsync(template => template.Id == id && template.OrganisationId == caller.OrganisationId, cancellation) is not { } found)
            return;
        db.UtmTemplates.Remove(found);
        audit.Add(caller, AuditAction.UtmTemplateRemoved, found.Name);
        // Asked twice at once, it is gone already.
        await db.IsKeptAsync(cancellation);
    }
}
