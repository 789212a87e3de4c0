using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Live;

/// <summary>A page and how often something happened on it.</summary>
/// <param name="Title">Null where nobody told one.</param>
/// <param name="Name">By what: the channel or the fetcher, by its catalogue's name.</param>
public sealed record LiveRow(string Page, string? Title, long Count, string Slug = "", string Name = "");

/// <summary>A channel or a goal, and how often.</summary>
public sealed record LiveName(string Slug, string Name, long Count);

/// <summary>What happened on a site in the last half hour. Counts by page, channel and goal: exact, and nothing that tells readers apart.</summary>
/// <param name="Recent">Visitors of the last five minutes.</param>
/// <param name="Known">Whether the site ever had an event.</param>
public sealed record LivePicture(long Recent, long Visitors, bool Known)
{
    /// <summary>Pages opened, by minute; the last one is under way.</summary>
    public IReadOnlyList<long> Minutes { get; init; } = new long[LiveWindow.Minutes];

    public IReadOnlyList<LiveRow> Pages { get; init; } = [];

    public IReadOnlyList<LiveName> Channels { get; init; } = [];

    public IReadOnlyList<LiveRow> Previews { get; init; } = [];

    public IReadOnlyList<LiveRow> Shares { get; init; } = [];

    public IReadOnlyList<LiveRow> Copies { get; init; } = [];

    public IReadOnlyList<LiveName> Goals { get; init; } = [];

    public bool Quiet => Visitors == 0 && Previews.Count == 0;

    /// <summary>Puts counts together.</summary>
    /// <param name="cards">What pages are called.</param>
    public static LivePicture Of(IReadOnlyList<LiveCount> counts, IReadOnlyDictionary<string, PageCard> cards, Catalogue catalogue, bool known)
    {
        long One(LiveKind kind) => counts.Where(count => count.Kind == kind).Sum(count => count.Count);
        string Called(string slug) => catalogue.BySlug.GetValueOrDefault(slug)?.Name ?? slug;
        List<LiveRow> Pages(LiveKind kind) => [.. counts.Where(count => count.Kind == kind).Select(count => new LiveRow(count.Page, cards.GetValueOrDefault(count.Page)?.Title, count.Count, count.Name, Called(count.Name)))];
        List<LiveName> Names(LiveKind kind) => [.. counts.Where(count => count.Kind == kind).Select(count => new LiveName(count.Name, Called(count.Name), count.Count))];
        var minutes = new long[LiveWindow.Minutes];
        foreach (var count in counts.Where(count => count.Kind == LiveKind.Minute))
            minutes[count.Minute] = count.Count;
        return new LivePicture(One(LiveKind.Recent), One(LiveKind.Visitors), known)
        {
            Minutes = minutes, Pages = Pages(LiveKind.Page), Channels = Names(LiveKind.Channel), Previews = Pages(LiveKind.Preview),
            Shares = Pages(LiveKind.Share), Copies = Pages(LiveKind.Copy), Goals = Names(LiveKind.Goal),
        };
    }
}
