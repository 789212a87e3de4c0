using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Sites;

/// <summary>What holds a condition of a profile.</summary>
public enum Holder
{
    /// <summary>How Murmure is built: no setting turns it off.</summary>
    Built,

    /// <summary>A setting of the site.</summary>
    Setting,

    /// <summary>Something that the publisher does, which Murmure cannot see.</summary>
    Publisher,
}

/// <param name="Key">The end of the text's key, under <c>condition.</c></param>
/// <param name="Held">Whether it holds now; null when Murmure cannot know.</param>
public sealed record ProfileCondition(string Key, Holder Holder, bool? Held);

/// <summary>What each profile hides, and what it rests on. One table for the pages, the register entry and the tests.</summary>
public static class ProfileFacts
{
    /// <summary>What is not measured or not shown, as ends of keys under <c>hides.</c></summary>
    public static IReadOnlyList<string> Hides(ComplianceProfile profile) => profile switch
    {
        ComplianceProfile.FrExempt => ["channels", "tags", "surveys", "hours", "audience"],
        ComplianceProfile.EuConsent => ["unconsented"],
        ComplianceProfile.LogOnly => ["script", "spa"],
        ComplianceProfile.UkStats => ["objectors"],
        _ => throw new ArgumentOutOfRangeException(nameof(profile)),
    };

    /// <summary>The conditions of the site's profile, each with what holds it.</summary>
    public static IReadOnlyList<ProfileCondition> Conditions(SiteRules site)
    {
        var gpc = new ProfileCondition("gpc", Holder.Setting, site.HonourGpc);
        ProfileCondition[] always =
        [
            new("noaddress", Holder.Built, true),
            new("nodays", Holder.Built, true),
            new("nosites", Holder.Built, true),
            new("query", Holder.Setting, site.Profile != ComplianceProfile.FrExempt || site.AllowedQuery.Count == 0),
        ];
        return site.Profile switch
        {
            ComplianceProfile.FrExempt => [.. always, gpc, new("inform", Holder.Publisher, null), new("purpose", Holder.Publisher, null)],
            ComplianceProfile.EuConsent => [.. always, gpc, new("ask", Holder.Publisher, null), new("inform", Holder.Publisher, null)],
            ComplianceProfile.LogOnly => [.. always, new("noscript", Holder.Built, true), new("logs", Holder.Publisher, null), new("inform", Holder.Publisher, null)],
            ComplianceProfile.UkStats => [.. always, gpc, new("inform", Holder.Publisher, null), new("object", Holder.Publisher, null)],
            _ => throw new ArgumentOutOfRangeException(nameof(site)),
        };
    }

    public static string Name(ComplianceProfile profile, Texts texts) => texts["profile." + profile.Slug()];

    public static string For(ComplianceProfile profile, Texts texts) => texts["profile." + profile.Slug() + ".for"];
}
