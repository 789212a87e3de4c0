using System.Globalization;
using System.Net;
using System.Text.Json;
using Murmure.Server.Sites.Checks;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>A page of a service's links.</summary>
/// <param name="Next">The page after it; null behind the last.</param>
internal sealed record RemotePage(IReadOnlyList<ForeignLink> Links, Uri? Next);

/// <summary>Why a service's links could not be had.</summary>
internal enum RemoteProblem
{
    /// <summary>Not the address of this service's API, or not by https.</summary>
    Address,

    /// <summary>It leads to this machine or a private network, or nowhere.</summary>
    Unreachable,

    /// <summary>The service refuses the token.</summary>
    Token,

    /// <summary>The service wants fewer questions: go on later from the same page.</summary>
    Slower,

    /// <summary>What came is not what this service answers.</summary>
    Unreadable,
}

/// <summary>Asks a service's API through the guarded client. PRIVACY: the token lives in the call alone; it is neither kept nor logged, and is sent to the one host that was typed.</summary>
internal sealed class RemoteLinks(GuardedClient client)
{
    private const int MostBytes = 8 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The page at an address that a member typed or an answer named.</summary>
    public async Task<(RemotePage? Page, RemoteProblem? Problem)> ReadAsync(RemoteShape shape, string address, string token, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(address.Trim(), UriKind.Absolute, out var typed) || !client.IsSafe(typed) || token.Length is 0 or > 500 || token.Any(char.IsControl) || shape.First(typed, token) is not { } page)
            return (null, RemoteProblem.Address);
        var (answer, problem) = await AskAsync(page, shape.Headers(token), cancellation);
        using (answer)
        {
            if (answer is null)
                return (null, problem);
            IReadOnlyList<ForeignLink> links;
            try
            {
                links = JsonExport.Read(answer.RootElement);
            }
            catch (JsonException)
            {
                return (null, RemoteProblem.Unreadable);
            }
            var next = shape.Next(page, answer.RootElement, links.Count);
            // A page that sends to another host would be sent the token too.
            return (new RemotePage(links, next is not null && next.Authority == page.Authority && client.IsSafe(next) ? shape.WithoutToken(next) : null), null);
        }
    }

    /// <summary>The clicks by day of one link of a page; null where there are none to be had.</summary>
    public async Task<(IReadOnlyDictionary<DateOnly, long>? Days, RemoteProblem? Problem)> ClicksAsync(
        RemoteShape shape, string address, ForeignLink link, string token, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(address.Trim(), UriKind.Absolute, out var page) || shape.Clicks(page, link) is not { } there || there.Authority != page.Authority)
            return (null, null);
        var (answer, problem) = await AskAsync(there, shape.Headers(token), cancellation);
        using (answer)
            return answer is null ? (null, problem) : (Days(answer.RootElement), null);
    }

    private async Task<(JsonDocument? Answer, RemoteProblem? Problem)> AskAsync(Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        var (page, _) = await client.FetchAsync(address, new FetchTerms(MostBytes, Patience) { Headers = headers }, cancellation);
        switch (page?.Status)
        {
            case null:
                return (null, RemoteProblem.Unreachable);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return (null, RemoteProblem.Token);
            case HttpStatusCode.TooManyRequests:
                return (null, RemoteProblem.Slower);
        }
        try
        {
            return page.Status == HttpStatusCode.OK ? (JsonDocument.Parse(page.Text), null) : (null, RemoteProblem.Unreadable);
        }
        catch (JsonException)
        {
            return (null, RemoteProblem.Unreadable);
        }
    }

    private static Dictionary<DateOnly, long>? Days(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("link_clicks", out var list) || list.ValueKind != JsonValueKind.Array)
            return null;
        var days = new Dictionary<DateOnly, long>();
        foreach (var item in list.EnumerateArray())
        {
            // The day as the source writes it, on its clock: what follows it is that day's beginning, not a moment.
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("date", out var date) && date.ValueKind == JsonValueKind.String && date.GetString() is { Length: >= 10 } text
                && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && item.TryGetProperty("clicks", out var count) && count.TryGetInt64(out var clicks) && clicks > 0)
                days[day] = days.GetValueOrDefault(day) + clicks;
        }
        return days;
    }
}
