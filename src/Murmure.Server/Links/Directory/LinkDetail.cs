using System.Collections.Frozen;

namespace Murmure.Server.Links;

/// <summary>What some links have beside an address: checked before they redirect. Immutable but for its count.</summary>
internal sealed class LinkDetail
{
    private long people;

    public DateTime? ValidFrom { get; init; }

    public DateTime? ValidUntil { get; init; }

    /// <summary>Clicks of people after which the link is over; null is without end.</summary>
    public long? MaxClicks { get; init; }

    public string? PasswordHash { get; init; }

    /// <summary>Where the link leads when it is over or not begun, or null.</summary>
    public string? FallbackUrl { get; init; }

    /// <summary>Why the link shows a page instead; empty while it works.</summary>
    public string Disabled { get; init; } = "";

    public IReadOnlyList<RedirectRule> Rules { get; init; } = [];

    public LinkPreview? Preview { get; init; }

    /// <summary>The tags that the destination gets, or null.</summary>
    public Utm? Utm { get; init; }

    /// <summary>Named placements, by what follows <c>~</c> in the address.</summary>
    public FrozenDictionary<string, Placement> Placements { get; init; } = FrozenDictionary<string, Placement>.Empty;

    /// <summary>Clicks of people so far; counted only where <see cref="MaxClicks"/> asks for it.</summary>
    public long People => Interlocked.Read(ref people);

    public bool IsOpen(DateTime now) => !(now < ValidFrom) && !(now >= ValidUntil) && !(People >= MaxClicks);

    /// <summary>Counts one more person; false when all clicks are used, of which the last may just have gone to somebody else.</summary>
    public bool TryCount()
    {
        if (MaxClicks is not { } most)
            return true;
        if (Interlocked.Increment(ref people) <= most)
            return true;
        Interlocked.Decrement(ref people);
        return false;
    }

    /// <summary>Takes over what was counted before: of an earlier version of the link, or by the store.</summary>
    public LinkDetail Counting(long before)
    {
        Interlocked.Add(ref people, before);
        return this;
    }
}
