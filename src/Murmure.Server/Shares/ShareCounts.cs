using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Memory;
using Murmure.Attribution;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Shares;

/// <summary>How often a page was shared, for everybody. PRIVACY: of days that are over, in tens, rounded up, and nothing below the threshold.</summary>
internal sealed class ShareCounts(IEventStore store, ShareBook book, SiteDirectory sites, Classifier classifier, Erasures erasures, TimeProvider clock) : IDisposable
{
    /// <summary>Counts below it are not told; it is the step of those that are.</summary>
    public const int Threshold = Reports.SmallCells.Threshold;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly MemoryCache answers = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary><c>GET /e/shares?s=HOST&amp;u=ADDRESS</c>: channels' slugs with their counts; without any where the site tells nothing.</summary>
    public async Task<JsonHttpResult<IReadOnlyDictionary<string, long>>> AnswerAsync(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "public, max-age=3600";
        IReadOnlyDictionary<string, long> counts = new Dictionary<string, long>();
        var asked = http.Request.Query["u"].ToString();
        if (sites.Find(http.Request.Query["s"].ToString()) is { } site && book.Tells(site.Id) && Uri.TryCreate(asked, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            counts = await CountsAsync(site, PagePath.Of(address), http.RequestAborted);
        return TypedResults.Json(counts);
    }

    public void Dispose() => answers.Dispose();

    private async Task<IReadOnlyDictionary<string, long>> CountsAsync(SiteRules site, string page, CancellationToken cancellation)
    {
        var yesterday = site.Today(clock).AddDays(-1);
        var key = (site.Id, page, yesterday, erasures.Count);
        if (answers.TryGetValue(key, out IReadOnlyDictionary<string, long>? known) && known is not null)
            return known;
        var query = new ReportQuery(site.Host, new DayRange(DateOnly.MinValue, yesterday), [Metric.Shares])
        {
            Dimensions = [Dimension.Channel], Filters = [Filter.Is(Dimension.Page, page)], Caller = "ShareCounts",
        };
        var counts = (await store.QueryAsync(query, cancellation)).Rows
            .Where(row => row[Metric.Shares] >= Threshold && classifier.Catalogue.BySlug.ContainsKey(row.Text(Dimension.Channel)))
            .ToDictionary(row => row.Text(Dimension.Channel), row => (row[Metric.Shares] + Threshold - 1) / Threshold * Threshold, StringComparer.Ordinal);
        return answers.Set(key, counts, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
    }
}
