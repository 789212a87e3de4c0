using System.Text.RegularExpressions;
using Murmure.Attribution;

namespace Murmure.Server.Dashboard.Details.Google;

/// <summary>Google Analytics 4's default channel groups, in the order in which its rules are tried.</summary>
public enum Ga4Group
{
    Direct,
    CrossNetwork,
    PaidShopping,
    PaidSearch,
    PaidSocial,
    PaidVideo,
    Display,
    PaidOther,
    OrganicShopping,
    OrganicSocial,
    OrganicVideo,
    OrganicSearch,
    AiAssistant,
    Email,
    Affiliates,
    Referral,
    Audio,
    Sms,
    MobilePush,
    Unassigned,
}

/// <summary>What is kept of a visit that Google's rules look at.</summary>
/// <param name="ReferrerHost">Empty where there was none; <c>android-app</c> for an application.</param>
/// <param name="UtmSource">Campaign tags; empty where there was none.</param>
/// <param name="UtmMedium">The tag's medium.</param>
/// <param name="UtmCampaign">The tag's campaign.</param>
/// <param name="Paid">Whether the click was bought, by its tag or by a click id.</param>
/// <param name="Family">Ours: a visit that goes on from the site's own pages has no source of its own for Google either.</param>
/// <param name="Channel">Ours: of bought clicks without a tag, Google reads those of its own advertisements.</param>
public readonly record struct Ga4Facts(string ReferrerHost, string UtmSource, string UtmMedium, string UtmCampaign, bool Paid, Family Family, string Channel);

/// <summary>
/// What Google Analytics 4 would file a visit under, by the definitions that it publishes for traffic tagged by hand (support.google.com/analytics/answer/9756891,
/// the groups as of June 2026; adr/0063 says what is read how). Marks that it does not look at, such as an application's own browser, do not count here.
/// </summary>
public static partial class Ga4Channels
{
    private const string NotSet = "(not set)";

    private sealed record Source(string Name, string Medium, string Campaign, Ga4Category Category)
    {
        public bool IsPaid => Medium.Contains("cp", StringComparison.Ordinal) || Medium is "ppc" or "retargeting" || Medium.StartsWith("paid", StringComparison.Ordinal);

        public bool IsShopping => Category == Ga4Category.Shopping || Shop().IsMatch(Campaign);
    }

    private static readonly (Ga4Group Group, Func<Source, bool> Is)[] Rules =
    [
        (Ga4Group.Direct, one => one.Name == "(direct)" && one.Medium is NotSet or "(none)"),
        (Ga4Group.CrossNetwork, one => one.Campaign.Contains("cross-network", StringComparison.Ordinal)),
        (Ga4Group.PaidShopping, one => one.IsPaid && one.IsShopping),
        (Ga4Group.PaidSearch, one => one.IsPaid && one.Category == Ga4Category.Search),
        (Ga4Group.PaidSocial, one => one.IsPaid && one.Category == Ga4Category.Social),
        (Ga4Group.PaidVideo, one => one.IsPaid && one.Category == Ga4Category.Video),
        (Ga4Group.Display, one => one.Medium is "display" or "banner" or "expandable" or "interstitial" or "cpm"),
        (Ga4Group.PaidOther, one => one.IsPaid),
        (Ga4Group.OrganicShopping, one => one.IsShopping),
        (Ga4Group.OrganicSocial, one => one.Category == Ga4Category.Social || one.Medium is "social" or "social-network" or "social-media" or "sm" or "social network" or "social media"),
        (Ga4Group.OrganicVideo, one => one.Category == Ga4Category.Video || one.Medium.Contains("video", StringComparison.Ordinal)),
        (Ga4Group.OrganicSearch, one => one.Category == Ga4Category.Search || one.Medium == "organic"),
        (Ga4Group.AiAssistant, one => one.Medium == "ai-assistant"),
        (Ga4Group.Email, one => IsMail(one.Name) || IsMail(one.Medium)),
        (Ga4Group.Affiliates, one => one.Medium == "affiliate"),
        (Ga4Group.Referral, one => one.Medium is "referral" or "app" or "link"),
        (Ga4Group.Audio, one => one.Medium == "audio"),
        (Ga4Group.Sms, one => one.Name == "sms" || one.Medium == "sms"),
        (Ga4Group.MobilePush, one => one.Medium.EndsWith("push", StringComparison.Ordinal) || one.Medium.Contains("mobile", StringComparison.Ordinal)
            || one.Medium.Contains("notification", StringComparison.Ordinal) || one.Name == "firebase"),
    ];

    /// <summary>The first group whose rule holds.</summary>
    public static Ga4Group Of(in Ga4Facts facts, Catalogue catalogue)
    {
        var source = SourceOf(facts, catalogue);
        foreach (var (group, holds) in Rules)
        {
            if (holds(source))
                return group;
        }

        return Ga4Group.Unassigned;
    }

    // Google reads the tags first, then its own click id, then the referrer.
    private static Source SourceOf(in Ga4Facts facts, Catalogue catalogue)
    {
        if (facts.UtmSource.Length + facts.UtmMedium.Length + facts.UtmCampaign.Length > 0)
        {
            var name = Written(facts.UtmSource);
            return new Source(name, Written(facts.UtmMedium), Written(facts.UtmCampaign), Ga4Sources.OfTag(name, catalogue));
        }
        if (facts is { Paid: true, Channel: "google" })
            return new Source("google", "cpc", NotSet, Ga4Category.Search);
        if (facts.ReferrerHost.Length == 0 || facts.Family == Family.Internal)
            return new Source("(direct)", "(none)", NotSet, Ga4Category.None);
        var category = Ga4Sources.OfHost(facts.ReferrerHost, catalogue);
        return new Source(facts.ReferrerHost, category == Ga4Category.Assistant ? "ai-assistant" : "referral", NotSet, category);
    }

    private static bool IsMail(string text) => text is "email" or "e-mail" or "e_mail" or "e mail";

    // Case makes no difference to these definitions.
    private static string Written(string tag) => tag.Length == 0 ? NotSet : tag.ToLowerInvariant();

    [GeneratedRegex("(?:[^a-df-z]|^)shop|shopping", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shop();
}
