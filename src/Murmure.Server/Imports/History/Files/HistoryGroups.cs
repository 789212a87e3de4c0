using System.Collections.Frozen;
using Murmure.Server.Dashboard.Details.Google;

namespace Murmure.Server.Imports.History;

/// <summary>What programs file visits under. Google's default channel groups stand for all of them; Matomo's campaigns, which say nothing of where they ran, are a group of their own.</summary>
internal static class HistoryGroups
{
    public const string Direct = "direct";

    public const string Campaign = "campaign";

    public const string Unassigned = "unassigned";

    // As English exports write them and, where they are translated, French ones.
    private static readonly FrozenDictionary<string, string> Google = new (Ga4Group Group, string Names)[]
    {
        (Ga4Group.Direct, "direct|acces direct"), (Ga4Group.CrossNetwork, "cross network|multi reseaux|multireseau"), (Ga4Group.PaidShopping, "paid shopping|shopping payant|achats payants"),
        (Ga4Group.PaidSearch, "paid search|recherche payante|referencement payant"), (Ga4Group.PaidSocial, "paid social|reseaux sociaux payants|social payant"), (Ga4Group.PaidVideo, "paid video|video payante|video payant"),
        (Ga4Group.Display, "display"), (Ga4Group.PaidOther, "paid other|autres payants|autre payant"), (Ga4Group.OrganicShopping, "organic shopping|shopping organique|achats naturels"),
        (Ga4Group.OrganicSocial, "organic social|reseaux sociaux organiques|social organique|reseaux sociaux naturels"), (Ga4Group.OrganicVideo, "organic video|video organique|video naturelle"),
        (Ga4Group.OrganicSearch, "organic search|recherche naturelle|recherche organique|referencement naturel"), (Ga4Group.AiAssistant, "ai assistant|ai assistants|assistant ia|assistants ia"),
        (Ga4Group.Email, "email|e mail|emails|e mails"), (Ga4Group.Affiliates, "affiliates|affilies|affiliation"), (Ga4Group.Referral, "referral|sites referents|site referent|parrainage"),
        (Ga4Group.Audio, "audio"), (Ga4Group.Sms, "sms"), (Ga4Group.MobilePush, "mobile push notifications|mobile push|notifications push mobiles|notifications push sur mobile"),
        (Ga4Group.Unassigned, "unassigned|non attribue|non attribuee|non attribues|not set|other|data not available"),
    }.SelectMany(row => row.Names.Split('|').Select(name => (name, Slug(row.Group)))).ToFrozenDictionary(row => row.name, row => row.Item2, StringComparer.Ordinal);

    /// <summary>Matomo's numbers of kinds of referrers (plugins/Referrers of its source: Common::REFERRER_TYPE_*), and how its exports call them.</summary>
    private static readonly FrozenDictionary<string, string> Matomo = new (string Group, string Names)[]
    {
        (Direct, "1|direct entry|entree directe|entrees directes|acces direct"), (Slug(Ga4Group.OrganicSearch), "2|search engines|search engine|moteurs de recherche|moteur de recherche"),
        (Slug(Ga4Group.Referral), "3|websites|website|sites web|site web|sites internet"), (Campaign, "6|campaigns|campaign|campagnes|campagne"),
        (Slug(Ga4Group.OrganicSocial), "7|social networks|social network|reseaux sociaux|reseau social"), (Slug(Ga4Group.AiAssistant), "8|ai assistants|ai assistant|assistants ia|assistant ia"),
    }.SelectMany(row => row.Names.Split('|').Select(name => (name, row.Group))).ToFrozenDictionary(row => row.name, row => row.Group, StringComparer.Ordinal);

    public static string Slug(Ga4Group group) => group.ToString().ToLowerInvariant();

    /// <summary>Google's group of that name; null for one that somebody made themselves.</summary>
    public static string? OfGoogle(string name) => Google.GetValueOrDefault(ColumnNames.Plain(name));

    /// <summary>The group of Matomo's number or name; null for anything else.</summary>
    public static string? OfMatomo(string name) => Matomo.GetValueOrDefault(ColumnNames.Plain(name));
}
