using Murmure.Attribution;
using Murmure.Server.Reports;

namespace Murmure.Server.Dashboard.Details.Channels;

/// <summary>Everything that is told of a channel over some days. Figures are exact counts of the store; what it deleted is null.</summary>
/// <param name="Known">What the catalogue says of it; null for a family that stands for channels unknown, and for copied links.</param>
public sealed record ChannelDetail(string Slug, string Name, Family Family, bool Private, Channel? Known)
{
    public long Visits { get; init; }

    /// <summary>Visits that readers sent.</summary>
    public long Readers { get; init; }

    /// <summary>Visits from our own posts.</summary>
    public long Ours { get; init; }

    /// <summary>Acts of sharing by its button; of copied links, copies.</summary>
    public long Shares { get; init; }

    public long Previews { get; init; }

    /// <summary>Clicks by people on short links.</summary>
    public long Clicks { get; init; }

    /// <summary>Goals reached in its visits.</summary>
    public long Goals { get; init; }

    public IReadOnlyList<RuleRow>? Rules { get; init; }

    public IReadOnlyList<ChannelArticle> Pages { get; init; } = [];

    /// <summary>Visits in each of the 24 hours of the clock.</summary>
    public IReadOnlyList<long>? ByHour { get; init; }

    public IReadOnlyList<(DateOnly Day, long Visits)> ByDay { get; init; } = [];

    /// <summary>Agents that ask for previews in its name: what a count of them is worth hangs on whose machine asks.</summary>
    public IReadOnlyList<Fetcher> Fetchers => [.. (Known?.Fetchers ?? []).Where(fetcher => fetcher.Share && fetcher.Platform == Slug)];

    /// <summary>Whether each share asks anew; else a shared cache makes previews a lower bound.</summary>
    public bool AskedEachTime => Fetchers.Count > 0 && Fetchers.All(fetcher => fetcher.By == FetchedBy.Device);

    /// <summary>Whether public posts cause previews too.</summary>
    public bool PublicToo => Fetchers.Any(fetcher => fetcher.PublicToo);

    /// <summary>Readers' visits for each share by the button; null where there is no share.</summary>
    public double? VisitsPerShare => ChannelRow.For(Readers, Shares);

    /// <summary>Readers' visits for each preview; null where there is no preview.</summary>
    public double? VisitsPerPreview => ChannelRow.For(Readers, Previews);

    /// <summary>Visits by the days of a week, from Monday.</summary>
    public IReadOnlyList<long> ByWeekday => [.. Enumerable.Range(0, 7).Select(at => ByDay.Where(one => ((int)one.Day.DayOfWeek + 6) % 7 == at).Sum(one => one.Visits))];
}

/// <summary>A page that visits of a channel landed on.</summary>
public sealed record ChannelArticle(string Page, string? Title, long Visits, long Previews, long Shares);
