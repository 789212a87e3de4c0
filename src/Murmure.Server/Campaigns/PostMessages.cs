using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Server.Links;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>A post with its campaign and the connection that publishes it.</summary>
internal sealed record PostPlace(Post Post, Campaign Campaign, Connection? Connection);

/// <summary>What a post says, as its connector takes it: with the short address of the channel that it travels by.</summary>
internal sealed class PostMessages(LinkDirectory directory, Classifier classifier)
{
    /// <summary>The post of that number, where it is one of the site's; null for any other.</summary>
    public static async Task<PostPlace?> FindAsync(MurmureDb db, long post, CancellationToken cancellation)
    {
        if (await db.Posts.TagWith("PostMessages.Find").SingleOrDefaultAsync(one => one.Id == post, cancellation) is not { } found)
            return null;
        var campaign = await db.Campaigns.TagWith("PostMessages.Find").SingleAsync(one => one.Id == found.CampaignId, cancellation);
        var connection = await db.Connections.TagWith("PostMessages.Find").SingleOrDefaultAsync(one => one.Id == found.ConnectionId, cancellation);
        return new PostPlace(found, campaign, connection);
    }

    /// <summary>The message, but for whom it goes to.</summary>
    public async Task<OutgoingMessage> OfAsync(MurmureDb db, PostPlace place, CancellationToken cancellation)
    {
        var link = place.Campaign.LinkId is { } id ? await db.Links.TagWith("PostMessages.Of").AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellation) : null;
        var address = link is null ? null : new Uri(RootOf(directory.HostOf(link), place.Connection) + Uri.EscapeDataString(link.Slug) + EndOf(link, place.Post.Variant));
        return new OutgoingMessage(string.Create(CultureInfo.InvariantCulture, $"{place.Post.Id}"), place.Post.Text, address, place.Post.Details);
    }

    /// <summary>Links of the server's own name stand under the address by which its editors know it.</summary>
    private static string RootOf(LinkHost domain, Connection? connection) =>
        domain.Host.Length > 0 ? $"https://{domain.Host}/" : connection is null ? "/" : new Uri(connection.Root).GetLeftPart(UriPartial.Authority) + "/";

    /// <summary>What follows the slug in the address that events name so.</summary>
    private string EndOf(Link link, string variant)
    {
        if (LinkText.Placements(link).FirstOrDefault(place => place.Variant == variant) is { } placed)
            return "~" + placed.Key;
        return classifier.Catalogue.BySlug.TryGetValue(variant, out var channel) ? "~" + channel.Tag : "";
    }
}
