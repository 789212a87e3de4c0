namespace Murmure.Statistics.Simulation;

/// <summary>A world to simulate: every number that shapes it. Rates are per hour at the rhythm's mean; shares are fractions of 1.</summary>
public sealed record Scenario
{
    /// <summary>The short name, <c>S1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Other names by which it is found.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What is special about it, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Whole days simulated.</summary>
    public int Days { get; init; } = 14;

    public SiteShape Site { get; init; } = new();

    public Rhythm Rhythm { get; init; } = Rhythm.Newspaper;

    public PublicTraffic Public { get; init; } = new();

    public TypedTraffic Typed { get; init; } = new();

    public Sharing Sharing { get; init; } = new();

    public OwnCampaigns Campaigns { get; init; } = new();

    /// <summary>Visits per page and hour by machines that no rule recognises: about 1.6 % of direct visits on the base site.</summary>
    public double StealthPerHour { get; init; } = .007;

    public FeatureLaws Features { get; init; } = new();

    public Stress Stress { get; init; } = new();

    public Survey Survey { get; init; } = new();

    /// <summary>A rise of desktop in office hours and of applications outside them; null where devices are the same all day.</summary>
    public DeviceRhythm? Devices { get; init; }

    /// <summary>Two days in the middle of the run when stealthy machines visit every article; null without.</summary>
    public BotFlood? Flood { get; init; }

    /// <summary>Hours without some of the messengers; null without.</summary>
    public Outage? Outage { get; init; }

    /// <summary>Previews that no private share caused.</summary>
    public StrayPreviews Strays { get; init; } = new();

    /// <summary>What is measured on this site.</summary>
    public Measured Collected { get; init; } = new();

    /// <summary>The highest rung that is right here without a survey: a number above it claims what the data cannot carry.</summary>
    public Rung Highest { get; init; } = Rung.Model;

    /// <summary>Whether the failure is known and reported as one: hardly anything in the data could have told.</summary>
    public bool KnownMiss { get; init; }

    /// <summary>All scenarios that may be looked at while something is tuned. A new one is one entry that says in what it differs from the base.</summary>
    public static IReadOnlyList<Scenario> All => Scenarios.All;

    /// <summary>
    /// Worlds for the last run only: no constant of an estimator may be chosen with an eye on them. They have laws that stand in no other scenario,
    /// and their runs take seeds from <see cref="FirstHeldOutSeed"/> on.
    /// </summary>
    public static IReadOnlyList<Scenario> HeldOut => Scenarios.HeldOut;

    /// <summary>Seeds from here on are for the last run only.</summary>
    public const ulong FirstHeldOutSeed = 1_000_000;

    /// <summary>
    /// The departures from what the estimator's model assumes: laws of delay, audience, timing, referrer loss and typed traffic that it has no form for.
    /// </summary>
    public IReadOnlyList<Departure> Departures
    {
        get
        {
            (bool Departs, Departure From)[] laws =
            [
                (Sharing.Delay is not ClickDelay, Departure.Delay),
                (Devices is not null || Features.Colleagues is not null, Departure.Audience),
                (Sharing.Forwards > 0 || Sharing.EveningShare > 0 || Outage is not null, Departure.ShareTiming),
                (Public.NightLoss != 0 || Public.LossShape < 4 || Public.Policy is not null, Departure.ReferrerLoss),
                (Typed.ArticleRhythm is not null, Departure.TypedRhythm),
                (Strays.PerVisible > 0 || Strays.SpoofedPerHour > 0, Departure.Previews),
            ];
            return [.. laws.Where(law => law.Departs).Select(law => law.From)];
        }
    }

    /// <summary>The scenario of that name or alias, without regard to case; null where there is none.</summary>
    public static Scenario? Find(string name) => All.Concat(HeldOut).FirstOrDefault(s =>
        s.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || s.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase));
}

/// <summary>In what a world differs from the model that is fitted to it.</summary>
public enum Departure
{
    Delay,
    Audience,
    ShareTiming,
    ReferrerLoss,
    TypedRhythm,
    Previews,
}
