using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>The figures of a private link: none of fewer than ten readers, and none that gives such a one away.</summary>
[WholeServer]
public sealed partial class SharedFiguresTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));
    private ulong visitor = 1;

    [Fact]
    public async Task A_part_of_direct_with_few_readers_is_kept_back_and_so_is_the_part_that_the_total_would_give_it_away_with()
    {
        var html = await SharedAsync([.. Readers(60, Direct), .. Readers(30, Recognised), .. Readers(6, Proven), .. Readers(25, Search)]);
        Parts(html).ShouldBe(["< 10", "< 10", "–", "60"], "proven, recognised, estimated, unknown: 36 of 96 are left for the first two");
        html.ShouldContain("96 visits");
        html.ShouldNotContain("class=\"chart stacked\"", customMessage: "its lengths would tell");
        html.ShouldNotContain("<h1>Fewer than 10");
    }

    [Fact]
    public async Task Where_one_part_of_few_readers_is_left_nothing_is_said_of_direct_at_all()
    {
        var html = await SharedAsync([.. Readers(60, Direct), .. Readers(6, Recognised), .. Readers(25, Search), .. Readers(20, NextDay(Direct))]);
        Parts(html).ShouldBeEmpty();
        html[html.IndexOf("<body", StringComparison.Ordinal)..].ShouldNotContain("86", customMessage: "files in the head have hashes for names");
        html.ShouldContain("<h1>Fewer than 10 readers: details are hidden to protect them.</h1>", customMessage: "six readers prove what there is to say");
        html.ShouldNotContain("class=\"classic\"");
        html.ShouldContain("data-series=\"visits\"");
        html.ShouldNotContain("data-series=\"evidence\"", customMessage: "nor does the trend");
    }

    [Fact]
    public async Task Parts_that_enough_readers_stand_behind_are_as_members_see_them()
    {
        StoredEvent[] events = [.. Readers(60, Direct), .. Readers(30, Recognised), .. Readers(12, Proven), .. Readers(25, Search)];
        events = [.. events, .. events.Select(NextDay)];
        await using var host = await StartAsync(events);
        using var holder = host.Browser();
        var (own, shared) = (await host.Client.GetStringAsync(Page), await holder.GetStringAsync(await MakeAsync(host)));
        Parts(shared).ShouldBe(["24", "60", "–", "120"]);
        Parts(own).ShouldBe(Parts(shared));
        Title().Match(shared).Value.ShouldBe(Title().Match(own).Value.Replace("of your visits", "of visits to this site", StringComparison.Ordinal));
        own.ShouldContain("of your visits");
        shared.ShouldNotContain("your visits");
        shared.ShouldContain("data-series=\"evidence\"");
    }

    [Fact]
    public async Task Many_visits_of_few_readers_are_of_few_readers()
    {
        var few = Readers(3, Proven).SelectMany(reader => Enumerable.Range(0, 8).Select(hour => reader with { Time = reader.Time.AddHours(hour), Hour = (byte)(reader.Hour + hour) }));
        var html = await SharedAsync([.. Readers(60, Direct), .. Readers(30, Recognised), .. few]);
        Parts(html).ShouldBe(["< 10", "< 10", "–", "60"]);
    }

    [Fact]
    public async Task Sums_and_previews_of_few_are_kept_back_as_well()
    {
        var goals = Readers(4, Search).SelectMany(reader => new[] { reader, reader with { Kind = EventKind.Goal, Time = reader.Time.AddSeconds(9), Detail = new EventDetail { Name = "subscribe" } } });
        static StoredEvent[] Previews(int count, string platform) => [.. Enumerable.Range(0, count).Select(second => PagesHost.Visit with
        {
            Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = platform, Channel = platform, Time = PagesHost.Visit.Time.AddSeconds(second),
        })];
        var html = await SharedAsync([.. Readers(60, Direct), .. goals, .. Previews(25, "whatsapp"), .. Previews(3, "signal"), .. Previews(12, "telegram")]);
        Figure(html, "Goals").ShouldBe("< 10");
        Figure(html, "Links prepared for sharing").ShouldBe("40");
        var rows = PreviewRows().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["n"].Value)).ToList();
        rows.Count.ShouldBe(3);
        rows[0].ShouldEndWith("25");
        rows[1..].ShouldBe(["< 10", "< 10"], "the total less the other would tell");
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(4, false)]
    public async Task Earlier_days_stand_beside_where_each_has_enough_readers(int readers, bool beside)
    {
        StoredEvent Later(StoredEvent visit, int days) => visit with { Day = visit.Day.AddDays(days), Time = visit.Time.AddDays(days) };
        await using var host = await StartAsync(
        [
            .. Readers(24, Search), .. Readers(readers, Search).Select(visit => Later(visit, 1)), .. Readers(30, Search).Select(visit => Later(visit, 7)), .. Readers(31, Search).Select(visit => Later(visit, 8)),
        ]);
        using var kept = await PagesHost.SendAsync(host.Client, Page + "?from=2026-11-09&to=2026-11-10&compare=previous", "keep-view", ("name", "Compared"));
        using var holder = host.Browser();
        var html = await holder.GetStringAsync(await MakeAsync(host, ("view", "1")));
        html.ShouldContain("data-value=\"31\"");
        html.Contains("data-value=\"24\"", StringComparison.Ordinal).ShouldBe(beside);
        html.Contains($"data-value=\"{readers}\"", StringComparison.Ordinal).ShouldBe(beside);
        html.Contains("The earlier days do not stand beside", StringComparison.Ordinal).ShouldBe(!beside);
        html.ShouldNotContain("n change", customMessage: "what a row had earlier may be few");
    }

    private static StoredEvent Direct => PagesHost.Visit with { Family = Family.Direct, Channel = "direct", Source = "", Private = false, Grade = Grade.Unknown, Sender = Sender.Unknown, Rule = "none", Clue = "" };

    private static StoredEvent Recognised => PagesHost.Visit;

    private static StoredEvent Proven => PagesHost.Visit with { Grade = Grade.Measured, Rule = "share.tag" };

    private static StoredEvent Search => PagesHost.Visit with
    {
        Family = Family.Search, Channel = "google", Source = "Google", Private = false, Sender = Sender.Unknown, ReferrerHost = "www.google.com", Rule = "referrer", Clue = "google",
    };

    private static StoredEvent NextDay(StoredEvent visit) => visit with { Day = visit.Day.AddDays(1), Time = visit.Time.AddDays(1) };

    private List<StoredEvent> Readers(int count, StoredEvent like) => [.. Enumerable.Range(0, count).Select(_ => like with { Visitor = visitor++ })];

    private Task<PagesHost> StartAsync(StoredEvent[] events) => PagesHost.StartAtAsync(clock, Site, events);

    private async Task<string> SharedAsync(StoredEvent[] events)
    {
        await using var host = await StartAsync(events);
        using var holder = host.Browser();
        return await holder.GetStringAsync(await MakeAsync(host));
    }

    private static async Task<string> MakeAsync(PagesHost host, params (string, string)[] more)
    {
        using var made = await PagesHost.SendAsync(host.Client, Page + "/private-links", "make", [("name", "A client"), ("days", "30"), .. more]);
        return Secret().Match(await made.Content.ReadAsStringAsync()).Value;
    }

    /// <summary>The visits of the parts of Direct.</summary>
    private static List<string> Parts(string html) =>
        [.. Part().Matches(Legend().Match(html).Value).Select(match => WebUtility.HtmlDecode(match.Groups["n"].Value))];

    private static string Figure(string html, string name) =>
        WebUtility.HtmlDecode(Regex.Match(html, $"<dt>{name}</dt>\\s*<dd class=\"figure\">(?<n>[^<]*)</dd>", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["n"].Value);

    [GeneratedRegex("<table class=\"legend-table parts\">.*?</table>", RegexOptions.Singleline, 1000)]
    private static partial Regex Legend();

    [GeneratedRegex("<tr>\\s*<th scope=\"row\">.*?</th>\\s*<td class=\"n\">(?<n>[^<]*)</td>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("<td class=\"n strong\">(?<n>[^<]*)</td>\\s*<td class=\"how\">", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PreviewRows();

    [GeneratedRegex("<h1>.*?</h1>", RegexOptions.Singleline, 1000)]
    private static partial Regex Title();

    [GeneratedRegex("/-/shared/[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Secret();
}
