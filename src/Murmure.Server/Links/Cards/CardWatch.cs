using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Links;

/// <summary>A page that travels in private and whose preview lacks something.</summary>
/// <param name="Missing">What the linter says of it; null where the page could not be fetched.</param>
public sealed record BrokenCard(string Page, CardFinding? Missing);

/// <summary>
/// Looks once a day at the previews of the pages that each site's readers pass on most, as the preview tool does. What was found is kept in memory until the next day: no page that is shown
/// to anybody waits for it.
/// </summary>
internal sealed partial class CardWatch(PageTable pages, CardLooker looker, SiteDirectory sites, TimeProvider clock, ILogger<CardWatch> logger)
{
    public const int MostPages = 5;

    /// <summary>Fewer previews than this are no travelling.</summary>
    public const int FewestPreviews = 10;

    /// <summary>The days in which a page must have travelled.</summary>
    private const int Days = 28;

    // WhatsApp's fetcher has no limits of its own that anybody knows: what it lacks, every messenger does.
    private static readonly Messenger Plainest = Messenger.All[0];

    // An address of this server is none of the site's links.
    private static readonly Uri Nowhere = new("http://localhost/");

    /// <summary>How a site is asked first.</summary>
    internal string Scheme { get; init; } = "https";

    private readonly ConcurrentDictionary<SiteId, (DateOnly Day, IReadOnlyList<BrokenCard> Found)> seen = new();

    /// <summary>What was found last; nothing where nobody has looked yet.</summary>
    public IReadOnlyList<BrokenCard> Of(SiteRules site) => seen.TryGetValue(site.Id, out var last) ? last.Found : [];

    /// <summary>Looks at the sites that nobody looked at today.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var site in sites.All.Where(site => !site.Simulated))
        {
            var today = site.Today(clock);
            if (seen.TryGetValue(site.Id, out var last) && last.Day == today)
                continue;
            try
            {
                seen[site.Id] = (today, await LookAsync(site, new DayRange(today.AddDays(1 - Days), today), cancellation));
            }
            // Whatever a page that somebody else wrote leads to is no reason to leave out the other sites.
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                Log.NotSeen(logger, site.Host, fault.GetType().Name);
            }
        }
    }

    private async Task<IReadOnlyList<BrokenCard>> LookAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var travelling = (await pages.ReadAsync(site.Host, days, cancellation)).Where(page => page.PrivatePreviews >= FewestPreviews).OrderByDescending(page => page.PrivatePreviews).Take(MostPages);
        var looks = new List<(string Page, CardLook? Look)>();
        foreach (var page in travelling)
            looks.Add((page.Page, await FetchAsync(site, page.Page, cancellation)));
        // Where nothing at all can be fetched, it is this server that does not get out.
        return looks.TrueForAll(one => one.Look is null) ? []
            : [.. looks.Select(one => (one.Page, one.Look, Missing: one.Look is null ? null : MissingOf(one.Look))).Where(one => one.Look is null || one.Missing is not null).Select(one => new BrokenCard(one.Page, one.Missing))];
    }

    // A site without TLS is asked in the clear.
    private async Task<CardLook?> FetchAsync(SiteRules site, string page, CancellationToken cancellation)
    {
        var (secure, refusal) = await looker.LookAsync($"{Scheme}://{site.Host}{page}", site.Organisation ?? -1, Nowhere, cancellation);
        return secure is null && refusal == "unreachable" ? (await looker.LookAsync($"http://{site.Host}{page}", site.Organisation ?? -1, Nowhere, cancellation)).Look : secure;
    }

    /// <summary>What keeps a card from being drawn, or leaves it without its picture.</summary>
    private static CardFinding? MissingOf(CardLook look) =>
        Plainest.Judge(look).FirstOrDefault(finding => finding.Grade == CardGrade.Nothing || finding.Key is "image" or "image-missing" or "image-kind");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Previews of {Site}'s pages could not be looked at: {Fault}. It will be tried again in an hour.")]
        public static partial void NotSeen(ILogger logger, string site, string fault);
    }
}
