using System.Collections.Frozen;
using System.Net;
using Murmure.Server.Privacy;

namespace Murmure.Server.Sites;

/// <summary>A site's number in the metadata.</summary>
public readonly record struct SiteId(long Value);

/// <summary>A page or an event that counts as reached.</summary>
/// <param name="Name">As reports show it.</param>
/// <param name="Path">A path in which <c>*</c> stands for any text, or null when an event of that name is the goal.</param>
public sealed record SiteGoal(string Name, string? Path);

/// <summary>What the intake must know of a site, as it was when the snapshot was taken. Immutable: a change makes a new one.</summary>
public sealed record SiteRules
{
    public required SiteId Id { get; init; }

    /// <summary>Whose site it is; null until the server is set up.</summary>
    public long? Organisation { get; init; }

    /// <summary>The site's name everywhere: its main host, lower case, without port and without <c>www.</c></summary>
    public required string Host { get; init; }

    /// <summary>Further hosts whose pages belong to the site, spelt as <see cref="Host"/>.</summary>
    public FrozenSet<string> OtherHosts { get; init; } = FrozenSet<string>.Empty;

    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The last day that is over, and whose late events have come: the one that closes next, or closed last.</summary>
    public DateOnly LastOver(TimeProvider clock) => LastOver(Zone, clock);

    /// <summary>As <see cref="LastOver(TimeProvider)"/>, of a site in that zone.</summary>
    public static DateOnly LastOver(TimeZoneInfo zone, TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow() - DayClosing.Grace, zone).DateTime).AddDays(-1);

    /// <summary>The day on the site's calendar of a moment in UTC.</summary>
    public DateOnly DayOf(DateTime moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(moment, DateTimeKind.Utc), Zone));

    /// <summary>The day that it is where the site's readers are.</summary>
    public DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone).DateTime);

    /// <summary>Language of the site's reports and public pages, <c>en</c> or <c>fr</c>.</summary>
    public string Language { get; init; } = "en";

    public ComplianceProfile Profile { get; init; } = ComplianceProfile.EuConsent;

    /// <summary>Whether the browser's Global Privacy Control limits what is kept of a visit.</summary>
    public bool HonourGpc { get; init; } = true;

    public IReadOnlyList<IPNetwork> ExcludedNetworks { get; init; } = [];

    /// <summary>Paths that are not measured; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> ExcludedPaths { get; init; } = [];

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public FrozenSet<string> ExcludedCountries { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether regions and cities are kept, where the server has a database of them.</summary>
    public bool Cities { get; init; }

    /// <summary>Whether the profile lets them be kept: where no country is, there is no city.</summary>
    public bool MayKeepCities => Cities && Profile != ComplianceProfile.FrExempt;

    /// <summary>The day on which it was last changed what is kept of readers; null where it never was.</summary>
    public DateOnly? RulesSince { get; init; }

    /// <summary>Query parameters that are part of a page's address; all others are dropped at the door.</summary>
    public FrozenSet<string> AllowedQuery { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Slugs of the rules whose finds reports count as people (<see cref="Murmure.Attribution.Suspicions.Suspicion"/>).</summary>
    public FrozenSet<string> CountedSuspicions { get; init; } = FrozenSet<string>.Empty;

    public IReadOnlyList<SiteGoal> Goals { get; init; } = [];

    /// <summary>Whether search engines may list the site's public transparency page.</summary>
    public bool Indexed { get; init; }

    /// <summary>True for the demonstration.</summary>
    public bool Simulated { get; init; }
}
