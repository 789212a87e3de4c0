namespace Murmure.Server.Sites;

/// <summary>Which rules a site measures under; each hides something, and says so. The names on the wire are those of <see cref="ComplianceProfiles.Slug"/>.</summary>
public enum ComplianceProfile
{
    /// <summary>Inside the CNIL's exemption for audience measurement: pages by day, no tags, no channels.</summary>
    FrExempt,

    /// <summary>The full product after consent; before it, what <see cref="FrExempt"/> allows.</summary>
    EuConsent,

    /// <summary>Server logs only; the site carries no script, and beacons are refused.</summary>
    LogOnly,

    /// <summary>The statistical exception of the United Kingdom: information and an easy objection.</summary>
    UkStats,
}

public static class ComplianceProfiles
{
    public static string Slug(this ComplianceProfile profile) => profile switch
    {
        ComplianceProfile.FrExempt => "fr-exempt",
        ComplianceProfile.EuConsent => "eu-consent",
        ComplianceProfile.LogOnly => "log-only",
        ComplianceProfile.UkStats => "uk-stats",
        _ => throw new ArgumentOutOfRangeException(nameof(profile)),
    };

    /// <summary>The profile of that name, or null.</summary>
    public static ComplianceProfile? Find(string slug) =>
        Enum.GetValues<ComplianceProfile>().Cast<ComplianceProfile?>().FirstOrDefault(profile => profile!.Value.Slug() == slug);
}
