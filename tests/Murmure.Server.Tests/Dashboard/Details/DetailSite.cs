using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Murmure.Attribution;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard.Details;

/// <summary>A newspaper on a Wednesday morning, with four weeks of visits behind it, and how a test reads its pages and asks its API.</summary>
internal static partial class DetailSite
{
    public const string Host = "www.example.org";
    public const string Page = "/app/sites/" + Host;
    public const string Days = "from=2026-10-28&to=2026-11-24";
    public const string Article = "/culture/2026/11/un-concert-au-port-qui-a-fait-venir-du-monde-123456";
    public const string Other = "/sport/2026/11/la-regate-de-novembre-aura-bien-lieu-dimanche-654321";

    public static readonly DayRange FourWeeks = new(new(2026, 10, 28), new(2026, 11, 24));

    public static HastyClock Clock => new(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));

    public static StoredEvent WhatsApp => PagesHost.Visit with { Page = Article };

    public static StoredEvent Direct => WhatsApp with { Family = Family.Direct, Channel = "direct", Source = "", Private = false, Grade = Grade.Unknown, Sender = Sender.Unknown, Rule = "none", Clue = "" };

    public static StoredEvent FromGoogle => Direct with { Family = Family.Search, Channel = "google", Source = "Google", Grade = Grade.Observed, ReferrerHost = "www.google.com", Rule = "referrer.host", Clue = "www.google.com" };

    public static StoredEvent Preview => WhatsApp with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp", Rule = "fetcher" };

    /// <summary>The share button, pressed by somebody whose visit came from elsewhere.</summary>
    public static StoredEvent Share => WhatsApp with { Kind = EventKind.Share, Rule = StoredEvent.ShareRule, Detail = new EventDetail() };

    /// <summary>The same event at an hour of a day, on the site's clock.</summary>
    public static StoredEvent At(this StoredEvent one, DateOnly day, int hour) => one with
    {
        Day = day, Hour = (byte)hour, Time = TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(hour, 30)), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")),
    };

    /// <summary>Starts the server with these events, each visit by a reader of its own.</summary>
    public static Task<PagesHost> StartAsync(IEnumerable<StoredEvent> events)
    {
        var visitor = 0UL;
        return PagesHost.StartAtAsync(Clock, Host, [.. events.Select(one => one.Kind == EventKind.Preview ? one : one with { Visitor = ++visitor })]);
    }

    /// <summary>A page as a person reads it: entities and white space are gone.</summary>
    public static async Task<string> ReadAsync(this PagesHost host, string below) => Spaces().Replace(WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + below)), " ");

    public static async Task<JsonElement> AskAsync(this PagesHost host, string question)
    {
        using var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("reports:read"));
        return JsonDocument.Parse(await client.GetStringAsync($"/api/v1/{question}")).RootElement;
    }

    /// <summary>What the API answers by one dimension.</summary>
    public static async Task<Dictionary<string, long>> RowsAsync(this PagesHost host, string metric, string dimension, string filters = "", string days = Days) =>
        (await host.AskAsync($"reports?site={Host}&metrics={metric}&dimensions={dimension}&filters={Uri.EscapeDataString(filters)}&{days}")).GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row[0].ToString(), row => row[1].GetInt64());

    public static async Task<long> TotalAsync(this PagesHost host, string metric, string filters = "", string days = Days) =>
        (await host.AskAsync($"reports?site={Host}&metrics={metric}&filters={Uri.EscapeDataString(filters)}&{days}")).GetProperty("totals").GetProperty(metric).GetInt64();

    /// <summary>The figure under a name, as a list of definitions has it.</summary>
    public static string Figure(string page, string name) =>
        Regex.Match(page, $"<dt>{Regex.Escape(name)}</dt> ?<dd[^>]*>(?<value>[^<]+)</dd>", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["value"].Value;

    /// <summary>The cell of a table with that label, the first after a text of the page.</summary>
    public static string Cell(string page, string after, string label)
    {
        var from = page.IndexOf(after, StringComparison.Ordinal);
        from.ShouldBeGreaterThanOrEqualTo(0, after);
        var at = page.IndexOf($"data-label=\"{label}\">", from, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, label);
        return page[(page.IndexOf('>', at) + 1)..page.IndexOf('<', at)];
    }

    [GeneratedRegex("[ \\r\\n]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
