using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>
/// Says of a post that is out which message in a connected channel it is, where nobody knows it: because the service's answer did not come, or because a person
/// published it. From then on its reactions are counted.
/// </summary>
internal sealed class PostLinking(IDbContextFactory<MurmureDb> metadata, ConnectionDirectory directory, ConnectorSet connectors, ConnectionHealth health)
{
    public const int LongestTold = 200;

    /// <summary>A detail of a post whose message a person named: they may name another one, and it is not ours to change there.</summary>
    public const string Linked = "linked";

    /// <summary>Whether a person may name the post's message.</summary>
    public bool May(SiteRules site, Post post) => post.State == PostState.Published && (post.Remote.Length == 0 || post.Details.ContainsKey(Linked)) && Places(site, post).Any();

    /// <summary>Keeps which message it is; the key of the text that says what was wrong, null when it is known now.</summary>
    /// <param name="told">The message's address, or its number.</param>
    public async Task<string?> LinkAsync(SiteRules site, Campaign campaign, long post, string told, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Posts.TagWith("PostLinking.Link").SingleOrDefaultAsync(one => one.Id == post && one.CampaignId == campaign.Id, cancellation) is not { } found || !May(site, found) || told.Length is 0 or > LongestTold)
            return "post.message.wrong";
        string? problem = null;
        foreach (var place in Places(site, found).ToList())
        {
            var (message, wrong) = await ((IMessageFinder)connectors.Find(place.Kind)!).FindAsync(told, place.Settings!, cancellation);
            if (message is not null)
                return await KeepAsync(db, found, place, message, cancellation);
            // That somebody copied a wrong address says nothing of the connection.
            if (wrong is { Reason: not ProblemReason.Missing })
                health.Asked(place.Id, wrong);
            problem ??= wrong is { Reason: not ProblemReason.Missing } ? Connections.Pages.ConnectionWords.ProblemKey(wrong) : null;
        }
        return problem ?? "post.message.wrong";
    }

    private static async Task<string?> KeepAsync(MurmureDb db, Post found, OpenConnection place, string message, CancellationToken cancellation)
    {
        if (await db.Posts.TagWith("PostLinking.Keep").AnyAsync(other => other.Id != found.Id && other.ConnectionId == place.Id && other.Remote == message, cancellation))
            return "post.message.taken";
        (found.ConnectionId, found.Remote) = (place.Id, message);
        found.Details = new Dictionary<string, string>(found.Details, StringComparer.Ordinal) { [Linked] = "yes" };
        return await db.IsKeptAsync(cancellation) ? null : "post.message.wrong";
    }

    /// <summary>Where the message can be: in its connection's channel; of a post by hand, in any that is connected.</summary>
    private IEnumerable<OpenConnection> Places(SiteRules site, Post post) => directory.All
        .Where(one => one.Site == site.Id && one.Settings is not null && connectors.Find(one.Kind) is IMessageFinder && (post.ConnectionId is { } id ? one.Id == id : one.Kind == post.Channel))
        .OrderBy(one => one.Id);
}
