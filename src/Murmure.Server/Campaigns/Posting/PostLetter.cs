using Microsoft.EntityFrameworkCore;
using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Connectors.Telegram;
using Murmure.Server.Ingest;
using Murmure.Server.Links;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>Makes of a post what is handed over: its text, and the short address by which its channel's clicks are told from all others.</summary>
internal sealed class PostLetter(IDbContextFactory<MurmureDb> metadata, LinkDirectory directory, Catalogue catalogue, OwnFetches own)
{
    /// <summary>The detail of a post below which a card is to be.</summary>
    private const string Card = TelegramConnector.Preview;

    /// <param name="root">The server's address, for links that stand under its own name.</param>
    /// <param name="goesOut">Whether it is handed over now, to a channel.</param>
    public async Task<OutgoingMessage> WriteAsync(Post post, string root, CancellationToken cancellation, bool goesOut = false)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var link = await (from campaign in db.Campaigns join one in db.Links on campaign.LinkId equals one.Id where campaign.Id == post.CampaignId select one)
            .TagWith("PostLetter.Write").AsNoTracking().SingleOrDefaultAsync(cancellation);
        // The service makes its card now. WhatsApp fetches for messages of ours by a name of its own.
        if (goesOut && link is not null && post.Details.GetValueOrDefault(Card) == "yes")
            own.Expect(link.Id, post.Variant, post.Channel);
        return new OutgoingMessage(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"post-{post.Id}"), post.Text, link is null ? null : AddressOf(post, link, root), post.Details);
    }

    /// <summary>The post's own address of the link.</summary>
    public Uri AddressOf(Post post, Link link, string root)
    {
        var domain = directory.HostOf(link);
        var under = domain.Host.Length == 0 ? root.TrimEnd('/') : "https://" + domain.Host;
        return new Uri($"{under}/{Uri.EscapeDataString(link.Slug)}~{KeyOf(post, link)}");
    }

    /// <summary>What follows <c>~</c>: a place's own key, else the channel's tag.</summary>
    private string KeyOf(Post post, Link link) =>
        LinkText.Placements(link).FirstOrDefault(place => place.Variant == post.Variant)?.Key ?? catalogue.BySlug[post.Channel].Tag;
}
