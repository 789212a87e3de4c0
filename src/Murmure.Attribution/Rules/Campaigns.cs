using System.Collections.Frozen;

namespace Murmure.Attribution.Rules;

/// <summary>What a campaign tag says. A tag is the organisation's own unless its medium says that a reader shared.</summary>
internal static class Campaigns
{
    private static readonly FrozenDictionary<string, Family> Mediums = new Dictionary<string, Family>(StringComparer.Ordinal)
    {
        ["email"] = Family.Email, ["mail"] = Family.Email, ["newsletter"] = Family.Email, ["newsletters"] = Family.Email, ["nl"] = Family.Email,
        ["emailing"] = Family.Email, ["mailing"] = Family.Email, ["courriel"] = Family.Email, ["crm"] = Family.Email, ["infolettre"] = Family.Email,
        ["sms"] = Family.Sms, ["text"] = Family.Sms, ["textmessage"] = Family.Sms, ["mms"] = Family.Sms, ["rcs"] = Family.Sms, ["texto"] = Family.Sms,
        ["messaging"] = Family.Messaging, ["messagerie"] = Family.Messaging, ["message"] = Family.Messaging, ["im"] = Family.Messaging, ["chat"] = Family.Messaging,
        ["dm"] = Family.Messaging, ["darksocial"] = Family.Messaging, ["private"] = Family.Messaging, ["prive"] = Family.Messaging,
        ["social"] = Family.Social, ["socialmedia"] = Family.Social, ["socialnetwork"] = Family.Social, ["sm"] = Family.Social, ["organicsocial"] = Family.Social,
        ["paidsocial"] = Family.Social, ["socialpaid"] = Family.Social, ["rs"] = Family.Social, ["reseauxsociaux"] = Family.Social, ["cpcsocial"] = Family.Social,
        ["organic"] = Family.Search, ["search"] = Family.Search, ["seo"] = Family.Search, ["sea"] = Family.Search, ["sem"] = Family.Search, ["paidsearch"] = Family.Search,
        ["video"] = Family.Video, ["paidvideo"] = Family.Video,
        ["referral"] = Family.Referral, ["partner"] = Family.Referral, ["partenaire"] = Family.Referral,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> PaidMediums = FrozenSet.ToFrozenSet(
        ["cpc", "ppc", "cpm", "cpv", "cpa", "cpp", "cpl", "display", "banner", "banners", "ad", "ads", "retargeting", "remarketing", "sponsored", "sponsorise",
            "sea", "sem", "programmatic", "native", "affiliate", "affiliation", "cpcsocial", "socialpaid"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> ShareMediums = FrozenSet.ToFrozenSet(
        ["share", "shared", "sharing", "partage", "sharebutton", "sharelink", "socialshare", "copy", "copylink", "copiedlink", "copyurl", "copie", "viral", "wordofmouth"],
        StringComparer.Ordinal);

    public static Origin Read(QueryReading query, Catalogue catalogue)
    {
        var medium = Fold(query.UtmMedium);
        var paid = PaidMediums.Contains(medium) || medium.StartsWith("paid", StringComparison.Ordinal);
        var channel = catalogue.FindUtmSource(query.UtmSource) ?? (query.UtmSource.Length == 0 ? catalogue.FindUtmSource(query.UtmMedium) : null);
        var source = query.UtmSource.Length > 0 ? query.UtmSource : query.UtmMedium.Length > 0 ? query.UtmMedium : query.UtmCampaign;
        var evidence = new Evidence("campaign.tag", query.UtmSource.Length > 0 ? "utm_source" : query.UtmMedium.Length > 0 ? "utm_medium" : "utm_campaign");
        if (channel is { Family: Family.Ai } && query.UtmMedium.Length + query.UtmCampaign.Length == 0)
        {
            // Assistants append a bare utm_source=chatgpt.com themselves: their mark, not ours.
            return Origins.Of(channel, Grade.Observed, evidence with { Rule = "campaign.assistant" });
        }
        var sender = ShareMediums.Contains(medium) ? Sender.Readers : Sender.Ours;
        if (channel is not null)
            return new Origin(channel.Family, channel.Slug, channel.Name, paid, Grade.Measured, sender, evidence);
        var family = Mediums.TryGetValue(medium, out var known) ? known : Family.Campaign;
        return new Origin(family, Slugs.Of(family), source, paid, Grade.Measured, sender, evidence);
    }

    private static string Fold(string value) => string.Concat(value.Where(char.IsAsciiLetterOrDigit));
}
