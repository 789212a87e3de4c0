namespace Murmure.Storage.Metadata;

/// <summary>An account, a bot or a number of an organisation's at a service outside, connected to one of its sites.</summary>
public sealed class Connection
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    /// <summary>The connector's name, such as <c>whatsapp</c>; <c>manual</c> where there is none and people publish by hand.</summary>
    public required string Kind { get; set; }

    /// <summary>What its editors call it.</summary>
    public required string Name { get; set; }

    /// <summary>What ends its webhook's address: random, so that nobody can count connections or guess one.</summary>
    public required string Address { get; set; }

    /// <summary>The slug of the channel that its messages travel by.</summary>
    public required string Channel { get; set; }

    /// <summary>Tokens, keys and numbers, encrypted; empty where there are none.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>The server's address as services know it: some sign it.</summary>
    public required string Root { get; set; }

    /// <summary>Rooms and channels of a community in which an administrator ticked that reactions and forwards are counted; none by default.</summary>
    public List<string> Watched { get; set; } = [];

    /// <summary>The hour, on the site's clock, from which on nothing is published; null is never.</summary>
    public int? QuietFrom { get; set; }

    /// <summary>The hour from which on it is again.</summary>
    public int? QuietTo { get; set; }

    /// <summary>Where polling goes on; empty before the first time.</summary>
    public string Cursor { get; set; } = "";

    public DateTime Created { get; set; }

    /// <summary>When the service last told something that was taken; to the minute.</summary>
    public DateTime? LastEvent { get; set; }

    /// <summary>What went wrong last, as a slug and the service's own number; empty since it last went well.</summary>
    public string Problem { get; set; } = "";

    public DateTime? ProblemAt { get; set; }

    /// <summary>Until when the service wants to be left alone.</summary>
    public DateTime? RestsUntil { get; set; }
}

/// <summary>A person who wants no messages. PRIVACY: a hash under a key of its own, kept so that the wish is kept; nothing else of them is.</summary>
public sealed class Refusal
{
    public long OrganisationId { get; set; }

    /// <summary>Sixteen bytes.</summary>
    public required byte[] Hash { get; set; }

    public DateOnly Day { get; set; }
}

/// <summary>Something that is said on several channels at once, to see what comes of it.</summary>
public sealed class Campaign
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public required string Name { get; set; }

    /// <summary>What it is for, in its makers' words.</summary>
    public string Brief { get; set; } = "";

    /// <summary>The short link that its posts lead to, each by its channel's own address; null without one.</summary>
    public long? LinkId { get; set; }

    /// <summary>The name of the goal that it is to reach; empty for any.</summary>
    public string Goal { get; set; } = "";

    /// <summary>What it may cost, in ten-thousandths of the currency; 0 is unknown.</summary>
    public long Budget { get; set; }

    /// <summary>ISO 4217, of the budget and of what posts cost; empty where nobody named one.</summary>
    public string Currency { get; set; } = "";

    public DateTime Created { get; set; }

    public List<Post> Posts { get; set; } = [];
}

/// <summary>An invitation to a community that was made for one campaign.</summary>
public sealed class Invitation
{
    public long Id { get; set; }

    public long CampaignId { get; set; }

    public long ConnectionId { get; set; }

    /// <summary>What joins by it say.</summary>
    public required string Detail { get; set; }

    public required string Address { get; set; }

    public DateTime Created { get; set; }
}

/// <summary>How far a post has come.</summary>
public enum PostState
{
    /// <summary>Written, and nobody said when.</summary>
    Draft,

    /// <summary>It goes out at its time.</summary>
    Scheduled,

    /// <summary>It was handed over, and the answer is not there: after a crash this becomes <see cref="Unsure"/>.</summary>
    Sending,

    /// <summary>It is out.</summary>
    Published,

    /// <summary>Whether it is out, nobody knows; a person looks and says.</summary>
    Unsure,

    /// <summary>It is not out, and is not tried again.</summary>
    Failed,

    /// <summary>A person took it back before its time.</summary>
    Cancelled,
}

/// <summary>One message of a campaign, on one channel.</summary>
public sealed class Post
{
    public long Id { get; set; }

    public long CampaignId { get; set; }

    /// <summary>What publishes it; null once the connection is gone.</summary>
    public long? ConnectionId { get; set; }

    /// <summary>The slug of the channel that it travels by.</summary>
    public required string Channel { get; set; }

    /// <summary>Which of the link's addresses it carries, as events name it; the channel's own by default.</summary>
    public required string Variant { get; set; }

    /// <summary>What it says, without the link.</summary>
    public string Text { get; set; } = "";

    /// <summary>What its connector asks for besides: a channel, a template, a language.</summary>
    public Dictionary<string, string> Details { get; set; } = [];

    public PostState State { get; set; }

    /// <summary>When it is to go out, UTC; null is when somebody says so.</summary>
    public DateTime? Due { get; set; }

    /// <summary>When it went out, or a person said that it did.</summary>
    public DateTime? PublishedAt { get; set; }

    /// <summary>The name of our own message at the service, in a channel or group; empty where it went to single people.</summary>
    public string Remote { get; set; } = "";

    public int Tries { get; set; }

    /// <summary>When it is tried again; null where it is not.</summary>
    public DateTime? NextTry { get; set; }

    /// <summary>What the last try got, as a slug and the service's own number.</summary>
    public string Answer { get; set; } = "";

    /// <summary>People who could see it, as a person typed it in; null where nobody did.</summary>
    public long? DeclaredAudience { get; set; }

    /// <summary>Reactions, as a person typed them in; null where nobody did.</summary>
    public long? DeclaredReactions { get; set; }

    /// <summary>What it cost, in ten-thousandths of the campaign's currency.</summary>
    public long Cost { get; set; }
}
