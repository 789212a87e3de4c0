using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>When a post may be handed over.</summary>
internal sealed class PostTerms(SiteDirectory sites, TimeProvider clock)
{
    /// <summary>What could not go out for that long is no news any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>The channel of the one kind of connection that writes to single people (<c>Sends</c>).</summary>
    public const string ToPeople = Sends.SendBook.Kind;

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Whether the connection is to be left alone just now: the service said so, or its hours are quiet.</summary>
    public bool Waits(Connection connection) =>
        connection.RestsUntil > Now || (sites.Find(new SiteId(connection.SiteId)) is { } site && QuietHours.Has(connection, site, clock.GetUtcNow()));

    /// <summary>Whether a post that did not go out is tried again.</summary>
    public bool IsPatient(Post post) => Now < (post.Due ?? Now) + Patience;
}
