using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Murmure.Storage.Metadata;

/// <summary>Who works here and on what: accounts, organisations, sites, keys. Nothing of a reader is in it.</summary>
public sealed partial class MurmureDb(DbContextOptions<MurmureDb> options) : IdentityUserContext<Account, long>(options)
{
    /// <summary>Writes what was changed; false where somebody else removed or changed it since it was read, and nothing is written then.</summary>
    public async Task<bool> IsKeptAsync(CancellationToken cancellation)
    {
        try
        {
            await SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    public DbSet<Organisation> Organisations => Set<Organisation>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<OneTimeLink> OneTimeLinks => Set<OneTimeLink>();

    public DbSet<LinkDomain> LinkDomains => Set<LinkDomain>();

    public DbSet<Link> Links => Set<Link>();

    public DbSet<UtmTemplate> UtmTemplates => Set<UtmTemplate>();

    public DbSet<QrLogo> QrLogos => Set<QrLogo>();

    public DbSet<SharingSetting> Sharing => Set<SharingSetting>();

    public DbSet<ShareCampaign> ShareCampaigns => Set<ShareCampaign>();

    public DbSet<ShareToken> ShareTokens => Set<ShareToken>();
    public DbSet<ImportedClicks> ImportedClicks => Set<ImportedClicks>();

    public DbSet<LinkReport> LinkReports => Set<LinkReport>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Site> Sites => Set<Site>();

    public DbSet<LogDay> LogDays => Set<LogDay>();

    public DbSet<DestroyedKey> DestroyedKeys => Set<DestroyedKey>();

    public DbSet<ApiKey> Keys => Set<ApiKey>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<Setting> Settings => Set<Setting>();

    // With passkeys, whatever the container says: the schema must not depend on who opens it.
    // TRICKY: the base builds its tables by the container's options, not by this; so the passkeys' table is built here.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcTime>();
        configurationBuilder.Properties<Role>().HaveConversion<string>();
        configurationBuilder.Properties<LinkPurpose>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.HasIndex(a => a.NormalizedEmail).IsUnique().HasDatabaseName("accounts_email");
            account.HasIndex(a => a.NormalizedUserName).IsUnique().HasDatabaseName("accounts_name");
        });
        builder.Entity<IdentityUserClaim<long>>().ToTable("account_claims");
        builder.Entity<IdentityUserLogin<long>>().ToTable("account_logins");
        builder.Entity<IdentityUserToken<long>>().ToTable("account_tokens");
        builder.Entity<IdentityUserPasskey<long>>(passkey =>
        {
            passkey.ToTable("account_passkeys").HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasMaxLength(1023); // WebAuthn level 3, 4: a credential id has at most 1023 bytes
            passkey.OwnsOne(p => p.Data).ToJson();
            passkey.HasOne<Account>().WithMany().HasForeignKey(p => p.UserId);
        });
        BuildPeople(builder);
        BuildSites(builder);
        BuildLinks(builder);
        BuildSharing(builder);
        BuildLinkTools(builder);
        BuildEstimates(builder);
        BuildViews(builder);
        BuildNotices(builder);
        BuildConnections(builder);
        BuildHistory(builder);
    }

    private static void BuildPeople(ModelBuilder builder)
    {
        builder.Entity<Organisation>().ToTable("organisations");
        builder.Entity<Membership>(membership =>
        {
            membership.ToTable("memberships").HasKey(m => new { m.OrganisationId, m.AccountId });
            membership.HasOne<Organisation>().WithMany().HasForeignKey(m => m.OrganisationId);
            membership.HasOne<Account>().WithMany().HasForeignKey(m => m.AccountId);
        });
        builder.Entity<OneTimeLink>(link =>
        {
            link.ToTable("links").HasIndex(l => l.Hash).IsUnique();
            link.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId).OnDelete(DeleteBehavior.Cascade);
            link.HasOne<Organisation>().WithMany().HasForeignKey(l => l.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<Session>(session =>
        {
            session.ToTable("sessions").HasIndex(s => s.Hash).IsUnique();
            session.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
        });
        builder.Entity<AuditEntry>().ToTable("audit").HasIndex(entry => new { entry.OrganisationId, entry.Id });
        builder.Entity<Setting>().ToTable("settings").HasKey(setting => setting.Key);
    }

    private static void BuildSites(ModelBuilder builder)
    {
        builder.Entity<Site>(site =>
        {
            site.ToTable("sites").HasIndex(s => s.Host).IsUnique();
            site.Property(s => s.Indexed).HasDefaultValue(false);
            site.Property(s => s.Cities).HasDefaultValue(false);
            site.HasOne<Organisation>().WithMany().HasForeignKey(s => s.OrganisationId);
            site.Property(s => s.CountedSuspicions).HasDefaultValueSql("'[]'"); // a column that came later
            site.HasMany(s => s.Goals).WithOne().HasForeignKey(g => g.SiteId);
            site.HasMany(s => s.Campaigns).WithOne().HasForeignKey(c => c.SiteId);
        });
        builder.Entity<Goal>().ToTable("goals");
        builder.Entity<CampaignWindow>().ToTable("campaigns");
        builder.Entity<LogDay>(day =>
        {
            day.ToTable("log_days").HasKey(d => new { d.SiteId, d.Day });
            day.HasOne<Site>().WithMany().HasForeignKey(d => d.SiteId);
        });
        builder.Entity<DestroyedKey>(key =>
        {
            key.ToTable("destroyed_keys").HasKey(k => new { k.SiteId, k.Day });
            key.HasOne<Site>().WithMany().HasForeignKey(k => k.SiteId);
        });
        builder.Entity<ApiKey>(key =>
        {
            key.ToTable("keys").HasIndex(k => k.Hash).IsUnique();
            key.HasOne<Organisation>().WithMany().HasForeignKey(k => k.OrganisationId);
        });
    }

    private static void BuildLinks(ModelBuilder builder)
    {
        builder.Entity<LinkDomain>(domain =>
        {
            domain.ToTable("link_domains").HasIndex(d => d.Host).IsUnique();
            domain.HasOne<Organisation>().WithMany().HasForeignKey(d => d.OrganisationId);
            domain.HasOne<Site>().WithMany().HasForeignKey(d => d.SiteId);
        });
        builder.Entity<Link>(link =>
        {
            link.ToTable("short_links").HasIndex(l => new { l.DomainId, l.Slug }).IsUnique();
            link.HasIndex(l => new { l.DomainId, l.ExternalId }).IsUnique();
            link.Property(l => l.Utm).HasDefaultValue("");
            link.HasOne<LinkDomain>().WithMany().HasForeignKey(l => l.DomainId);
        });
        builder.Entity<UtmTemplate>(template =>
        {
            template.ToTable("utm_templates").HasIndex(t => new { t.OrganisationId, t.Name }).IsUnique();
            template.HasOne<Organisation>().WithMany().HasForeignKey(t => t.OrganisationId);
        });
        builder.Entity<QrLogo>(logo =>
        {
            logo.ToTable("qr_logos").HasKey(l => l.OrganisationId);
            logo.Property(l => l.OrganisationId).ValueGeneratedNever();
            logo.HasOne<Organisation>().WithMany().HasForeignKey(l => l.OrganisationId);
        });
        builder.Entity<ImportedClicks>(clicks =>
        {
            clicks.ToTable("imported_clicks").HasKey(c => new { c.LinkId, c.Source, c.Day });
            clicks.HasOne<Link>().WithMany().HasForeignKey(c => c.LinkId);
        });
        builder.Entity<LinkReport>(report =>
        {
            report.ToTable("link_reports").HasKey(r => new { r.LinkId, r.Day, r.Reason });
            report.HasOne<Link>().WithMany().HasForeignKey(r => r.LinkId);
        });
    }

    private static void BuildSharing(ModelBuilder builder)
    {
        builder.Entity<SharingSetting>(setting =>
        {
            setting.ToTable("sharing").HasKey(s => s.SiteId);
            setting.Property(s => s.SiteId).ValueGeneratedNever();
            setting.HasOne<Site>().WithOne().HasForeignKey<SharingSetting>(s => s.SiteId);
        });
        builder.Entity<ShareCampaign>(campaign =>
        {
            campaign.ToTable("share_campaigns");
            campaign.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId);
        });
        builder.Entity<ShareToken>(token =>
        {
            token.ToTable("share_tokens").HasKey(t => new { t.CampaignId, t.Token });
            token.HasOne<ShareCampaign>().WithMany().HasForeignKey(t => t.CampaignId);
        });
    }

    // SQLite keeps no kind: what is read back is UTC, as what was written.
    private sealed class UtcTime() : ValueConverter<DateTime, DateTime>(
        time => time.ToUniversalTime(), time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
