using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Sites;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>What a send needs at every turn.</summary>
/// <param name="Message">To nobody yet.</param>
internal sealed record SendPlan(long Post, OpenConnection Connection, SiteRules Site, ConnectorSettings Settings, IMessagePublisher Publisher, OutgoingMessage Message);

/// <summary>Looks up what a send needs, as it is now: a changed token or link counts from the next turn on.</summary>
internal sealed class SendPlans(ConnectionDirectory directory, ConnectorSet connectors, SiteDirectory sites, PostLetter letters)
{
    /// <summary>Null where the connection's keys are gone, or it cannot publish.</summary>
    public async Task<SendPlan?> OfAsync(PostPlace place, CancellationToken cancellation)
    {
        // A post that was given to another connection meanwhile: a list of people is nothing for a channel.
        if (place.Connection is not { Kind: SendBook.Kind } kept || directory.Find(kept.Id) is not { Settings: { } settings } connection || connectors.PublisherOf(kept.Kind) is not { } publisher || sites.Find(connection.Site) is not { } site)
            return null;
        return new SendPlan(place.Post.Id, connection, site, settings, publisher, await letters.WriteAsync(place.Post, kept.Root, cancellation));
    }
}
