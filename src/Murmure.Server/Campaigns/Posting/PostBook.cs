using Microsoft.EntityFrameworkCore;
using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>A post as somebody typed it in.</summary>
/// <param name="Connection">What publishes it; null where a person does, on a channel without a connection.</param>
/// <param name="Channel">The channel's slug; empty takes the connection's.</param>
/// <param name="Place">The name of one of the link's places; empty takes the channel's own address.</param>
/// <param name="Due">When it is to go out, UTC; null leaves it a draft.</param>
internal sealed record PostRequest(long? Connection, string Channel, string Place, string Text, DateTime? Due, IReadOnlyDictionary<string, string> Details)
{
    /// <summary>What it costs, in ten-thousandths of the campaign's currency.</summary>
    public long Cost { get; init; }

    /// <summary>What a service that does not publish for us calls it: a newsletter's number, the reference of text messages; empty where there is none.</summary>
    public string Remote { get; init; } = "";
}

/// <summary>What people decide about posts: written, scheduled, taken back, called published, called not published.</summary>
internal sealed class PostBook(IDbContextFactory<MurmureDb> metadata, Catalogue catalogue, ConnectorSet connectors, PostCheck check, TimeProvider clock)
{
    public const int Most = 100;
    public const int LongestText = 4000;

    /// <summary>More than there are.</summary>
    private const long MostPeople = 10_000_000_000;

    /// <summary>Adds a post, or changes one that has not gone out; or the field that is wrong and the key of the text that says why.</summary>
    /// <param name="id">The one to change; null for a new one.</param>
    public async Task<(Post? Kept, string Field, string Problem)> KeepAsync(SiteRules site, Campaign campaign, long? id, PostRequest asked, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var connection = asked.Connection is { } number
            ? await db.Connections.TagWith("PostBook.Keep").AsNoTracking().SingleOrDefaultAsync(one => one.Id == number && one.SiteId == site.Id.Value, cancellation) : null;
        if (asked.Connection is not null && connection is null)
            return (null, "connection", "post.connection.wrong");
        var channel = asked.Channel.Length > 0 ? asked.Channel : connection?.Channel ?? "";
        if (!catalogue.BySlug.ContainsKey(channel))
            return (null, "channel", "post.channel.wrong");
        // It would be reported under one channel and go out on another.
        if (connection is not null && channel != connection.Channel)
            return (null, "channel", "post.channel.connection");
        if (asked.Text.Length > LongestText || (asked.Text.Length == 0 && asked.Details.Count == 0))
            return (null, "text", "post.text.wrong");
        if (asked.Place.Length > 0 && !await HasPlaceAsync(db, campaign, asked.Place, cancellation))
            return (null, "place", "post.place.wrong");
        if (asked.Remote.Length > 0 && !PostReference.IsOne(asked.Remote))
            return (null, "remote", "post.remote.wrong");
        var found = id is null ? null : await db.Posts.TagWith("PostBook.Keep").SingleOrDefaultAsync(one => one.Id == id && one.CampaignId == campaign.Id, cancellation);
        if (id is not null && found?.State is not (PostState.Draft or PostState.Scheduled or PostState.Failed or PostState.Cancelled))
            return (null, "", "post.out");
        if (found is null)
        {
            if (campaign.Posts.Count >= Most)
                return (null, "text", "post.many");
            found = new Post { CampaignId = campaign.Id, Channel = channel, Variant = "" };
            db.Posts.Add(found);
        }
        (found.ConnectionId, found.Channel, found.Text, found.Cost) = (connection?.Id, channel, asked.Text, asked.Cost);
        found.Variant = asked.Place.Length > 0 ? asked.Place : channel;
        found.Details = asked.Details.ToDictionary(StringComparer.Ordinal);
        // What we publish ourselves is named by the service, once it is out.
        found.Remote = connection is not null && connectors.PublisherOf(connection.Kind) is null ? asked.Remote : "";
        (found.Due, found.NextTry, found.Tries, found.Answer) = (asked.Due, asked.Due, 0, "");
        found.State = asked.Due is null ? PostState.Draft : PostState.Scheduled;
        // What is only a draft may be finished later; what is planned would fail at its time, when nobody looks.
        if (asked.Due is not null && await check.AskAsync(found, cancellation) is [var flaw, ..])
            return (null, flaw.Flaw switch { MessageFlaw.Place => "connection", MessageFlaw.Template => "template", _ => "text" }, PostCheck.KeyOf(flaw.Flaw));
        return await db.IsKeptAsync(cancellation) ? (found, "", "") : (null, "", "post.out");
    }

    /// <summary>Lets a post go out now.</summary>
    public Task<bool> SendNowAsync(Campaign campaign, long id, CancellationToken cancellation) => ChangeAsync(campaign, id, [PostState.Draft, PostState.Scheduled, PostState.Failed], post =>
    {
        var now = clock.GetUtcNow().UtcDateTime;
        (post.State, post.Due, post.NextTry, post.Tries, post.Answer) = (PostState.Scheduled, now, now, 0, "");
    }, cancellation);

    /// <summary>Takes a post back that has not gone out.</summary>
    public Task<bool> CancelAsync(Campaign campaign, long id, CancellationToken cancellation) =>
        ChangeAsync(campaign, id, [PostState.Draft, PostState.Scheduled, PostState.Failed], post => (post.State, post.NextTry) = (PostState.Cancelled, null), cancellation);

    /// <summary>A person says that it is out: of a post that is published by hand, or one of which nobody knew.</summary>
    public Task<bool> CallPublishedAsync(Campaign campaign, long id, CancellationToken cancellation) => ChangeAsync(campaign, id, [PostState.Draft, PostState.Scheduled, PostState.Unsure, PostState.Failed],
        post =>
        {
            // Whoever says it late says it of the time for which it was planned.
            var now = clock.GetUtcNow().UtcDateTime;
            (post.State, post.PublishedAt, post.NextTry) = (PostState.Published, post.Due < now ? post.Due : now, null);
        }, cancellation);

    /// <summary>A person looked, and it is not out: it may go out again.</summary>
    public Task<bool> CallUnpublishedAsync(Campaign campaign, long id, CancellationToken cancellation) =>
        ChangeAsync(campaign, id, [PostState.Unsure], post => (post.State, post.Due, post.NextTry) = (PostState.Draft, null, null), cancellation);

    /// <summary>What a person read off the channel, shown as declared and never as counted; and what the post cost, which is often known only afterwards.</summary>
    /// <param name="cost">In ten-thousandths of the campaign's currency.</param>
    public Task<bool> DeclareAsync(Campaign campaign, long id, long? audience, long? reactions, long cost, CancellationToken cancellation) =>
        ChangeAsync(campaign, id, [PostState.Published], post => (post.DeclaredAudience, post.DeclaredReactions, post.Cost) = (Sane(audience), Sane(reactions), cost), cancellation);

    private static long? Sane(long? count) => count is >= 0 and <= MostPeople ? count : null;

    private static async Task<bool> HasPlaceAsync(MurmureDb db, Campaign campaign, string place, CancellationToken cancellation) =>
        await db.Links.TagWith("PostBook.HasPlace").AsNoTracking().SingleOrDefaultAsync(link => link.Id == campaign.LinkId, cancellation) is { } link && LinkText.Placements(link).Any(one => one.Name == place);

    private async Task<bool> ChangeAsync(Campaign campaign, long id, PostState[] from, Action<Post> change, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Posts.TagWith("PostBook.Change").SingleOrDefaultAsync(one => one.Id == id && one.CampaignId == campaign.Id, cancellation) is not { } found || !from.Contains(found.State))
            return false;
        change(found);
        // What was decided of the post as it was does not hold where it was handed over, or decided on, since it was read.
        return await db.IsKeptAsync(cancellation);
    }
}
