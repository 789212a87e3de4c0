using Microsoft.EntityFrameworkCore;

namespace Murmure.Storage.Metadata;

public sealed partial class MurmureDb
{
    public DbSet<KeptAnswer> KeptAnswers => Set<KeptAnswer>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<WebhookCount> WebhookCounts => Set<WebhookCount>();

    public DbSet<Feed> Feeds => Set<Feed>();

    private static void BuildLinkTools(ModelBuilder builder)
    {
        builder.Entity<KeptAnswer>(answer =>
        {
            answer.ToTable("kept_answers").HasIndex(a => a.Created);
            answer.HasOne<Organisation>().WithMany().HasForeignKey(a => a.OrganisationId);
        });
        builder.Entity<Webhook>(webhook =>
        {
            webhook.ToTable("webhooks");
            webhook.HasOne<Organisation>().WithMany().HasForeignKey(w => w.OrganisationId);
        });
        builder.Entity<WebhookDelivery>(delivery =>
        {
            delivery.ToTable("webhook_deliveries").HasIndex(d => d.NextTry);
            delivery.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId);
        });
        builder.Entity<WebhookCount>(count =>
        {
            count.ToTable("webhook_counts").HasKey(c => new { c.WebhookId, c.Day, c.Cell });
            count.HasOne<Webhook>().WithMany().HasForeignKey(c => c.WebhookId);
        });
        builder.Entity<Feed>(feed =>
        {
            feed.ToTable("feeds").HasIndex(f => new { f.SiteId, f.Url }).IsUnique();
            feed.HasOne<Site>().WithMany().HasForeignKey(f => f.SiteId);
        });
    }
}
