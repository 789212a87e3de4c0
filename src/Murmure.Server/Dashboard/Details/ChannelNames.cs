using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details;

/// <summary>What the slugs in a store's channel column stand for: a channel of the catalogue, an operator, a family that stands for channels unknown, or copied links.</summary>
internal static class ChannelNames
{
    /// <summary>What a share tag without a channel's letter says: somebody copied the address, or handed it to the system's own dialogue.</summary>
    public const string CopiedLink = "copied-link";

    /// <summary>Null for what is none of these.</summary>
    public static (string Name, Family Family, bool Private)? Find(Catalogue catalogue, string slug)
    {
        if (catalogue.BySlug.TryGetValue(slug, out var known))
            return (known.Name, known.Family, known.Private);
        if (slug == CopiedLink)
            return (slug, Family.Messaging, true);
        if (catalogue.Operators.FirstOrDefault(one => one.Slug == slug) is { } machine)
            return (machine.Name, Family.Referral, false);
        return Enum.GetValues<Family>().Where(family => slug == Slug(family)).Select(family => ((string, Family, bool)?)(slug, family, catalogue.IsPrivate(slug, family))).FirstOrDefault();
    }

    /// <summary>Whether a preview or a share by that channel is private: its fetcher is not one that public posts cause as well.</summary>
    public static bool IsPrivateShare(Catalogue catalogue, string slug) => Find(catalogue, slug) is { Private: true } && !catalogue.PublicFetchers.Contains(slug);

    /// <summary>Whether each share by it asks for a preview anew.</summary>
    public static bool AsksEachTime(string slug) => Dimension.FetchedOnDevices.Contains(slug);

    private static string Slug(Family family) => family.ToString().ToLowerInvariant();
}
