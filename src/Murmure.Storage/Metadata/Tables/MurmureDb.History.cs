using Microsoft.EntityFrameworkCore;

namespace Murmure.Storage.Metadata;

public sealed partial class MurmureDb
{
    public DbSet<ImportedVisits> ImportedVisits => Set<ImportedVisits>();

    private static void BuildHistory(ModelBuilder builder) => builder.Entity<ImportedVisits>(visits =>
    {
        visits.ToTable("imported_visits").HasKey(v => new { v.SiteId, v.Source, v.Day, v.Group, v.Channel });
        visits.HasOne<Site>().WithMany().HasForeignKey(v => v.SiteId);
    });
}
