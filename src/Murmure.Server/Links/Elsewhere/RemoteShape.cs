using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>How one service's API is asked for its links, page by page.</summary>
internal abstract class RemoteShape
{
    public static RemoteShape Bitly { get; } = new BitlyShape();
    public static RemoteShape Shlink { get; } = new ShlinkShape();
    public static RemoteShape Kutt { get; } = new KuttShape();
    public static RemoteShape Yourls { get; } = new YourlsShape();

    /// <summary>The first page of what a member typed; null when it cannot be one.</summary>
    public abstract Uri? First(Uri typed, string token);

    /// <summary>What proves who asks; sent to the address typed and to no other.</summary>
    public abstract IReadOnlyDictionary<string, string> Headers(string token);

    /// <summary>The page after this one; null behind the last.</summary>
    public abstract Uri? Next(Uri page, JsonElement answer, int links);

    /// <summary>Where one link's clicks by day are; null where the service tells totals only.</summary>
    public virtual Uri? Clicks(Uri page, ForeignLink link) => null;

    /// <summary>An address without what proves who asks, to go on from later.</summary>
    public virtual Uri WithoutToken(Uri page) => page;

    private static Uri Under(Uri typed, string path, string end) => typed.AbsolutePath.EndsWith(end, StringComparison.Ordinal)
        ? new Uri(typed.GetLeftPart(UriPartial.Path))
        : new Uri(typed.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + path);

    private static int Number(Uri page, string name) =>
        QueryHelpers.ParseQuery(page.Query).TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Uri With(Uri page, params (string Name, string Value)[] query)
    {
        var all = QueryHelpers.ParseQuery(page.Query).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.Ordinal);
        foreach (var (name, value) in query)
            all[name] = value;
        return new Uri(QueryHelpers.AddQueryString(page.GetLeftPart(UriPartial.Path), all));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // https://dev.bitly.com/api-reference: GET /v4/groups/{guid}/bitlinks, /v4/bitlinks/{id}/clicks
    private sealed class BitlyShape : RemoteShape
    {
        public override Uri? First(Uri typed, string token) =>
            typed.AbsolutePath.Contains("/groups/", StringComparison.Ordinal) && typed.AbsolutePath.EndsWith("/bitlinks", StringComparison.Ordinal) ? With(typed, ("size", "100")) : null;

        public override IReadOnlyDictionary<string, string> Headers(string token) => new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer " + token };

        public override Uri? Next(Uri page, JsonElement answer, int links) =>
            answer.TryGetProperty("pagination", out var pages) && pages.ValueKind == JsonValueKind.Object && pages.TryGetProperty("next", out var next)
                && next.ValueKind == JsonValueKind.String && next.GetString() is { Length: > 0 } text && Uri.TryCreate(page, text, out var there)
                ? there
                : null;

        public override Uri? Clicks(Uri page, ForeignLink link) =>
            link.Address.Length == 0 ? null : new Uri($"{page.GetLeftPart(UriPartial.Authority)}/v4/bitlinks/{link.Address.Split("://")[^1]}/clicks?unit=day&units=-1");
    }

    // https://shlink.io/documentation/api-docs: GET /rest/v3/short-urls
    private sealed class ShlinkShape : RemoteShape
    {
        public override Uri? First(Uri typed, string token) => With(Under(typed, "rest/v3/short-urls", "/short-urls"), ("page", Text(Math.Max(1, Number(typed, "page")))), ("itemsPerPage", "200"));

        public override IReadOnlyDictionary<string, string> Headers(string token) => new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Api-Key"] = token };

        public override Uri? Next(Uri page, JsonElement answer, int links) =>
            answer.TryGetProperty("shortUrls", out var list) && list.TryGetProperty("pagination", out var pages) && pages.TryGetProperty("pagesCount", out var count)
                && count.TryGetInt32(out var last) && Number(page, "page") < last
                ? With(page, ("page", Text(Number(page, "page") + 1)))
                : null;
    }

    // https://docs.kutt.it: GET /api/v2/links
    private sealed class KuttShape : RemoteShape
    {
        public override Uri? First(Uri typed, string token) => With(Under(typed, "api/v2/links", "/links"), ("skip", Text(Number(typed, "skip"))), ("limit", "50"));

        public override IReadOnlyDictionary<string, string> Headers(string token) => new Dictionary<string, string>(StringComparer.Ordinal) { ["X-API-KEY"] = token };

        public override Uri? Next(Uri page, JsonElement answer, int links) =>
            links > 0 && answer.TryGetProperty("total", out var total) && total.TryGetInt32(out var all) && Number(page, "skip") + links < all
                ? With(page, ("skip", Text(Number(page, "skip") + links)))
                : null;
    }

    // https://yourls.org/docs/guide/advanced/api: action=stats
    private sealed class YourlsShape : RemoteShape
    {
        private const int Most = 100;

        public override Uri? First(Uri typed, string token) => With(
            Under(typed, "yourls-api.php", ".php"), ("action", "stats"), ("filter", "last"), ("limit", Text(Most)), ("start", Text(Number(typed, "start"))), ("format", "json"), ("signature", token));

        public override IReadOnlyDictionary<string, string> Headers(string token) => new Dictionary<string, string>(StringComparer.Ordinal);

        public override Uri? Next(Uri page, JsonElement answer, int links) => links < Most ? null : With(page, ("start", Text(Number(page, "start") + links)));

        public override Uri WithoutToken(Uri page)
        {
            var query = QueryHelpers.ParseQuery(page.Query);
            query.Remove("signature");
            return new Uri(QueryHelpers.AddQueryString(page.GetLeftPart(UriPartial.Path), query));
        }
    }
}
