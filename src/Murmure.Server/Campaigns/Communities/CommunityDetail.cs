using Murmure.Connectors;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns.Communities;

/// <summary>What a connected account, channel or community told within some days, and what was published there.</summary>
/// <param name="Told">What happened within the days, by kind; a kind that it never told of is absent.</param>
/// <param name="Levels">How many there are, members and those present, by kind.</param>
/// <param name="Members">Of each day on which they were counted.</param>
/// <param name="Campaigns">Campaigns with a post that went out there within the days, the newest first.</param>
internal sealed record CommunityDetail(
    IReadOnlyList<(ObservationKind Kind, long Count)> Told,
    IReadOnlyList<CommunityLevel> Levels,
    IReadOnlyList<(DateOnly Day, long Count)> Members,
    IReadOnlyList<CommunityCampaign> Campaigns)
{
    public bool IsEmpty => Told.Count == 0 && Levels.Count == 0 && Campaigns.Count == 0;
}

/// <summary>A number that stands, as it was last told within the days or before.</summary>
/// <param name="Before">As it stood when the days began; null where nobody had told it yet.</param>
internal sealed record CommunityLevel(ObservationKind Kind, long Count, long? Before);

/// <summary>What a campaign published there, and what came of it.</summary>
/// <param name="Reactions">Null where the service never told of any.</param>
/// <param name="Joined">By the campaign's invitations to this place; null without one.</param>
/// <param name="Clicks">Within the days, under the addresses that these posts carry; null without a link, or where the events are gone.</param>
internal sealed record CommunityCampaign(Campaign Campaign, IReadOnlyList<Post> Posts, long? Reactions, long? Joined, long? Clicks, long? Visits)
{
    public DateTime Last => Posts.Max(post => post.PublishedAt) ?? DateTime.MinValue;
}
