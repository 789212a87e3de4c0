namespace Murmure.Storage.Metadata;

/// <summary>A member who wants to be told something of a site by e-mail. The address is the account's own and stands nowhere else.</summary>
public sealed class NoticeSubscription
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public long AccountId { get; set; }

    /// <summary>What they want to be told.</summary>
    public required string Kind { get; set; }

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public required string Language { get; set; }

    /// <summary>The server's address as the member's browser knew it, for links in what is sent.</summary>
    public required string Root { get; set; }

    public DateTime Created { get; set; }
}

/// <summary>A place outside that a site tells: a room in a chat, or a program.</summary>
public sealed class NoticeOutlet
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    /// <summary><c>slack</c>, <c>discord</c>, <c>telegram</c> or <c>webhook</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>What its editors call it.</summary>
    public required string Name { get; set; }

    /// <summary>Addresses, tokens and keys, encrypted: whoever has one of them can write there.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>What it is told.</summary>
    public List<string> Tells { get; set; } = [];

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public required string Language { get; set; }

    /// <summary>The server's address as the editor's browser knew it.</summary>
    public required string Root { get; set; }

    public DateTime Created { get; set; }
}

/// <summary>Something that a site had to tell: the record that keeps it from being told twice.</summary>
public sealed class SiteNotice
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public required string Kind { get; set; }

    /// <summary>What it is of: the day of a digest, the page and time of an alert. Once a site and kind.</summary>
    public required string Key { get; set; }

    /// <summary>The page or the figure that an alert speaks of; empty for a digest.</summary>
    public string Subject { get; set; } = "";

    /// <summary>How many, where an alert counts something.</summary>
    public long Count { get; set; }

    public DateTime Made { get; set; }
}

/// <summary>A notice on its way to one member or one outlet. What it said is forgotten once it was taken or given up.</summary>
public sealed class NoticeDelivery : Delivery
{
    public long NoticeId { get; set; }

    /// <summary>Whom by e-mail; null for an outlet.</summary>
    public long? SubscriptionId { get; set; }

    /// <summary>Which outlet; null for a member.</summary>
    public long? OutletId { get; set; }
}
