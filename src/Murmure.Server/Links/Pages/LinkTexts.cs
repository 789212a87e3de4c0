using Murmure.Server.Campaigns;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Links.Abuse;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Pages;

/// <summary>What the pages say of a link's problems and addresses.</summary>
internal static class LinkTexts
{
    /// <summary>The text for a problem; one for all where a newer problem has none of its own.</summary>
    public static string KeyOf(LinkProblem problem, Texts texts)
    {
        var key = "links.wrong." + problem.Slug + (problem.Why is { } why ? "." + why : "");
        return texts.Find(key) is null ? "links.wrong.other" : key;
    }

    /// <summary>Why a link is out of service.</summary>
    public static string WhyDisabled(Link link, Texts texts) => texts.Find("abuse.by." + link.Disabled) ?? Displayed.Foreign(link.Disabled, LinkModeration.LongestReason);

    /// <summary>A figure, or a dash where nobody knows it.</summary>
    public static string Known(long? count, Texts texts) => count is { } known ? texts.Number(known) : CampaignWords.Unknown;

    /// <summary>A domain's name where somebody chooses one.</summary>
    public static string NameOf(LinkHost domain, Texts texts) => domain.Host.Length > 0 ? Displayed.Foreign(domain.Host) : texts["links.domain.own"];
}
