using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Murmure.Storage.Metadata;

public sealed partial class MurmureDb
{
    public DbSet<Connection> Connections => Set<Connection>();

    public DbSet<Refusal> Refusals => Set<Refusal>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    private static void BuildConnections(ModelBuilder builder)
    {
        builder.Entity<Connection>(connection =>
        {
            connection.ToTable("connections").HasIndex(c => c.Address).IsUnique();
            connection.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId);
        });
        builder.Entity<Refusal>(refusal =>
        {
            refusal.ToTable("refusals").HasKey(r => new { r.OrganisationId, r.Hash });
            refusal.HasOne<Organisation>().WithMany().HasForeignKey(r => r.OrganisationId);
        });
        builder.Entity<Campaign>(campaign =>
        {
            campaign.ToTable("message_campaigns");
            campaign.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId);
            campaign.HasOne<Link>().WithMany().HasForeignKey(c => c.LinkId).OnDelete(DeleteBehavior.SetNull);
            campaign.HasMany(c => c.Posts).WithOne().HasForeignKey(p => p.CampaignId);
        });
        builder.Entity<Invitation>(invitation =>
        {
            invitation.ToTable("invitations").HasIndex(i => i.CampaignId);
            invitation.HasOne<Campaign>().WithMany().HasForeignKey(i => i.CampaignId);
            invitation.HasOne<Connection>().WithMany().HasForeignKey(i => i.ConnectionId);
        });
        builder.Entity<Post>(post =>
        {
            post.ToTable("posts").HasIndex(p => p.NextTry);
            post.HasIndex(p => new { p.ConnectionId, p.Remote });
            // Whoever changes a post changes it as they read it: it may have been handed over since, and come back (adr/0076).
            post.Property(p => p.State).HasConversion<string>().IsConcurrencyToken();
            post.Property(p => p.Tries).IsConcurrencyToken();
            post.Property(p => p.Details).HasConversion(
                details => JsonSerializer.Serialize(details, JsonSerializerOptions.Default), text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonSerializerOptions.Default)!,
                new ValueComparer<Dictionary<string, string>>((a, b) => a!.Count == b!.Count && !a.Except(b).Any(), details => details.Count, details => new Dictionary<string, string>(details)));
            post.HasOne<Connection>().WithMany().HasForeignKey(p => p.ConnectionId).OnDelete(DeleteBehavior.SetNull);
        });
    }
}
