using Microsoft.EntityFrameworkCore;

namespace Murmure.Storage.Metadata;

public sealed partial class MurmureDb
{
    public DbSet<EstimateRecord> Estimates => Set<EstimateRecord>();

    public DbSet<EstimateAnnotation> EstimateAnnotations => Set<EstimateAnnotation>();

    public DbSet<CalendarConfirmation> CalendarConfirmations => Set<CalendarConfirmation>();

    public DbSet<SurveySetting> Surveys => Set<SurveySetting>();

    private static void BuildEstimates(ModelBuilder builder)
    {
        builder.Entity<EstimateRecord>(record =>
        {
            record.ToTable("estimates").HasIndex(r => new { r.SiteId, r.Period, r.FirstDay, r.LastDay, r.Revision }).IsUnique();
            record.HasOne<Site>().WithMany().HasForeignKey(r => r.SiteId);
        });
        builder.Entity<EstimateAnnotation>(annotation =>
        {
            annotation.ToTable("estimate_annotations");
            annotation.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId);
        });
        builder.Entity<CalendarConfirmation>(confirmation =>
        {
            confirmation.ToTable("calendar_confirmations");
            confirmation.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId);
        });
        builder.Entity<SurveySetting>(survey =>
        {
            survey.ToTable("surveys").HasKey(s => s.SiteId);
            survey.Property(s => s.SiteId).ValueGeneratedNever();
            survey.HasOne<Site>().WithOne().HasForeignKey<SurveySetting>(s => s.SiteId);
        });
    }
}
