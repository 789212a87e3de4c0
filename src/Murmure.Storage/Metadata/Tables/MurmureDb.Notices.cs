using Microsoft.EntityFrameworkCore;

namespace Murmure.Storage.Metadata;

public sealed partial class MurmureDb
{
    public DbSet<NoticeSubscription> NoticeSubscriptions => Set<NoticeSubscription>();

    public DbSet<NoticeOutlet> NoticeOutlets => Set<NoticeOutlet>();

    public DbSet<SiteNotice> Notices => Set<SiteNotice>();

    public DbSet<NoticeDelivery> NoticeDeliveries => Set<NoticeDelivery>();

    private static void BuildNotices(ModelBuilder builder)
    {
        builder.Entity<NoticeSubscription>(subscription =>
        {
            subscription.ToTable("notice_subscriptions").HasIndex(s => new { s.SiteId, s.AccountId, s.Kind }).IsUnique();
            subscription.HasOne<Site>().WithMany().HasForeignKey(s => s.SiteId);
            subscription.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
        });
        builder.Entity<NoticeOutlet>(outlet =>
        {
            outlet.ToTable("notice_outlets");
            outlet.HasOne<Site>().WithMany().HasForeignKey(o => o.SiteId);
        });
        builder.Entity<SiteNotice>(notice =>
        {
            notice.ToTable("notices").HasIndex(n => new { n.SiteId, n.Kind, n.Key }).IsUnique();
            notice.HasOne<Site>().WithMany().HasForeignKey(n => n.SiteId);
        });
        builder.Entity<NoticeDelivery>(delivery =>
        {
            delivery.ToTable("notice_deliveries").HasIndex(d => d.NextTry);
            delivery.HasOne<SiteNotice>().WithMany().HasForeignKey(d => d.NoticeId);
            delivery.HasOne<NoticeSubscription>().WithMany().HasForeignKey(d => d.SubscriptionId).OnDelete(DeleteBehavior.Cascade);
            delivery.HasOne<NoticeOutlet>().WithMany().HasForeignKey(d => d.OutletId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
