using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>A post with its campaign and the connection that publishes it.</summary>
internal sealed record PostPlace(Post Post, Campaign Campaign, Connection? Connection)
{
    /// <summary>The post of that number, with what belongs to it; null when there is none.</summary>
    public static async Task<PostPlace?> FindAsync(MurmureDb db, long post, CancellationToken cancellation)
    {
        if (await db.Posts.TagWith("PostPlace.Find").SingleOrDefaultAsync(one => one.Id == post, cancellation) is not { } found)
            return null;
        var campaign = await db.Campaigns.TagWith("PostPlace.Find").SingleAsync(one => one.Id == found.CampaignId, cancellation);
        var connection = await db.Connections.TagWith("PostPlace.Find").SingleOrDefaultAsync(one => one.Id == found.ConnectionId, cancellation);
        return new PostPlace(found, campaign, connection);
    }
}
