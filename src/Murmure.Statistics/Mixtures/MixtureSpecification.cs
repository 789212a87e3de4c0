namespace Murmure.Statistics.Mixtures;

/// <summary>
/// One way to set up the mixture: what it looks at, and what it assumes. The defaults are the point model; the others are for the envelope and the placebo
/// tests.
/// </summary>
public sealed record MixtureSpecification
{
    /// <summary>The point model.</summary>
    public static MixtureSpecification Default { get; } = new();

    /// <summary>Whether hours tell: without them every component is even in time from a page's first hour on.</summary>
    public bool UseTime { get; init; } = true;

    /// <summary>Whether cells tell.</summary>
    public bool UseFeatures { get; init; } = true;

    /// <summary>Whether the navigation axis of the cells tells; it never does where nobody collected it.</summary>
    public bool UseNavigation { get; init; } = true;

    /// <summary>Whether laws, the yields of preview families and public sources, and the hours of machines are learned beyond their anchors.</summary>
    public bool Learn { get; init; } = true;

    /// <summary>Share of private clicks that a preview announced; null to take it from tagged clicks, else the default.</summary>
    public double? Coverage { get; init; }

    /// <summary>Visits that lost their referrer per visit that shows it, before the data say.</summary>
    public double LostShare { get; init; } = Assumptions.LostShare;

    /// <summary>Gamma shape of private visits per preview over pages.</summary>
    public double DarkShape { get; init; } = Assumptions.Shapes[(int)Component.Dark];

    /// <summary>What a visit counts where laws are learned: 0 leaves each law at its anchor.</summary>
    public double LawWeight { get; init; } = Assumptions.LawDamping;

    /// <summary>Steps of the EM.</summary>
    public int Iterations { get; init; } = 60;

    /// <summary>Takes tagged clicks for the course of private visits although there are previews.</summary>
    internal bool ByTags { get; init; }

    /// <summary>Lets clicks come before their previews: a world in which previews announce nothing.</summary>
    internal bool Backwards { get; init; }

    /// <summary>Gives each page the hours of another page's previews.</summary>
    internal bool Exchanged { get; init; }
}

/// <summary>What a direct visit may be.</summary>
internal enum Component
{
    /// <summary>From memory: typed, bookmarked, from the history.</summary>
    Typed,

    /// <summary>From a public place, its referrer lost.</summary>
    Lost,

    /// <summary>By a private message.</summary>
    Dark,

    /// <summary>A machine that no rule recognised.</summary>
    Machine,

    /// <summary>By a mailing that the owner declared.</summary>
    Owned,
}
