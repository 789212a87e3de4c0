using Microsoft.EntityFrameworkCore;

namespace Murmure.Storage.Metadata;

public sealed partial class MurmureDb
{
    public DbSet<Annotation> Annotations => Set<Annotation>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();

    public DbSet<PrivateLink> PrivateLinks => Set<PrivateLink>();

    public DbSet<Funnel> Funnels => Set<Funnel>();

    private static void BuildViews(ModelBuilder builder)
    {
        builder.Entity<Annotation>(annotation =>
        {
            annotation.ToTable("annotations").HasIndex(a => new { a.SiteId, a.Day });
            annotation.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId);
            annotation.HasOne<Account>().WithMany().HasForeignKey(a => a.AccountId).OnDelete(DeleteBehavior.SetNull);
        });
        builder.Entity<SavedView>(view =>
        {
            view.ToTable("saved_views");
            view.HasOne<Site>().WithMany().HasForeignKey(v => v.SiteId);
            view.HasOne<Account>().WithMany().HasForeignKey(v => v.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<Funnel>(funnel =>
        {
            funnel.ToTable("funnels");
            funnel.HasOne<Site>().WithMany().HasForeignKey(f => f.SiteId);
        });
        builder.Entity<PrivateLink>(link =>
        {
            link.ToTable("private_links").HasIndex(l => l.Hash).IsUnique();
            link.HasOne<Site>().WithMany().HasForeignKey(l => l.SiteId);
            link.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId).OnDelete(DeleteBehavior.SetNull);
        });
    }
}
