using System.Text.RegularExpressions;

namespace Murmure.Attribution.Tests;

/// <summary>Nothing stands in the catalogue that no row of the corpus exercises.</summary>
public sealed class CorpusCoverageTests
{
    private static readonly Catalogue Catalogue = Catalogue.Load();
    private static readonly IReadOnlyList<CorpusRow> Agents = CorpusRow.Read("agents.jsonl");
    private static readonly IReadOnlyList<CorpusRow> Apps = CorpusRow.Read("apps.jsonl");
    private static readonly IReadOnlyList<CorpusRow> Campaigns = CorpusRow.Read("campaigns.jsonl");
    private static readonly IReadOnlyList<CorpusRow> Referrers = CorpusRow.Read("referrers.jsonl");

    [Fact]
    public void Every_row_has_an_id_of_its_own() =>
        Agents.Concat(Apps).Concat(Campaigns).Concat(Referrers).GroupBy(row => row.Id).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();

    [Fact]
    public void Every_host_pattern_decides_at_least_one_row()
    {
        var met = WebReferrers().Select(row => Find(row.Uri)?.Pattern).ToHashSet();
        Catalogue.Channels.SelectMany(channel => channel.Hosts).Where(pattern => !met.Contains(pattern)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_referrer_leads_to_the_channel_that_its_row_names()
    {
        var wrong = WebReferrers()
            .Where(row => row.Row.Expected("family") is not ("referral" or "internal"))
            .Where(row => Find(row.Uri) is not { } match
                || match.Channel.Slug != row.Row.Expected("channel")
                || match.Paid != row.Row.Expect.TryGetProperty("paid", out var paid) && paid.GetBoolean() != match.Paid);
        wrong.Select(row => row.Row.Id).ShouldBeEmpty();
    }

    [Fact]
    public void No_host_that_only_looks_like_a_known_one_is_found() =>
        WebReferrers().Where(row => row.Row.Expected("family") == "referral" && row.Row.Expected("channel") is null && Find(row.Uri) is not null)
            .Select(row => row.Row.Referrer).ShouldBeEmpty();

    [Fact]
    public void Every_package_stands_in_a_row_as_referrer_and_as_header()
    {
        var referrers = Referrers.Where(row => row.Referrer?.StartsWith("android-app://", StringComparison.Ordinal) == true)
            .Select(row => row.Referrer!["android-app://".Length..].Split('/')[0].ToLowerInvariant()).ToHashSet();
        var headers = Apps.Select(row => row.RequestedWith).ToHashSet();
        Catalogue.Channels.SelectMany(channel => channel.Packages).Where(package => !referrers.Contains(package) || !headers.Contains(package)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_app_mark_matches_a_row_that_names_its_app()
    {
        var marks = Catalogue.Channels.SelectMany(channel => channel.Apps);
        marks.Where(mark => !Apps.Any(row => row.Expected("app") == mark.App && row.UserAgent is { } agent && Matches(mark.Literal, mark.Regex, agent)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_row_of_an_app_without_package_finds_that_app_and_no_other()
    {
        var wrong = Apps.Where(row => row.RequestedWith is null && Catalogue.FindApp(row.UserAgent!)?.App != row.Expected("app"));
        wrong.Select(row => $"{row.Id} {row.Expected("app")} {Catalogue.FindApp(row.UserAgent!)?.App}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_fetcher_decides_at_least_one_row()
    {
        var met = Agents.Select(row => Catalogue.FindFetcher(row.UserAgent!)).ToHashSet();
        Catalogue.Fetchers.Where(fetcher => !met.Contains(fetcher)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_agent_leads_to_the_operator_and_verdict_that_its_row_names()
    {
        var wrong = Agents.Where(row =>
        {
            var fetcher = Catalogue.FindFetcher(row.UserAgent!);
            var counts = fetcher is { Share: true } && (fetcher.Methods.Count == 0 || fetcher.Methods.Contains(row.Method ?? "GET"));
            return fetcher?.Platform != row.Expected("platform") || row.Expected("verdict") != (fetcher is null ? "person" : counts ? "preview" : "automated");
        });
        wrong.Select(row => $"{row.Id} {row.UserAgent}").ShouldBeEmpty();
    }

    [Fact]
    public void No_agent_of_a_person_inside_an_app_is_a_fetcher() =>
        Apps.Where(row => row.Expected("verdict") == "person" && Catalogue.FindFetcher(row.UserAgent!) is not null).Select(row => row.Id).ShouldBeEmpty();

    [Fact]
    public void Every_spelling_and_every_click_id_decides_a_row()
    {
        var parameters = Campaigns.Select(row => row.Url!.Split('?')[1].Split('&')[0].Split('=')).ToArray();
        var spellings = parameters.Where(parameter => parameter[0] == "utm_source").Select(parameter => Bare(parameter[1])).ToHashSet();
        var names = parameters.Select(parameter => parameter[0]).ToHashSet();
        Catalogue.Channels.SelectMany(channel => channel.UtmSources).Where(source => !spellings.Contains(source)).ShouldBeEmpty();
        Catalogue.Channels.SelectMany(channel => channel.ClickIds).Where(id => !names.Contains(id.Parameter)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_campaign_leads_to_the_channel_that_its_row_names()
    {
        var wrong = Campaigns.Where(row =>
        {
            var parameter = row.Url!.Split('?')[1].Split('&')[0].Split('=');
            var value = Uri.UnescapeDataString(parameter[1]);
            var found = parameter[0] == "utm_source" ? Catalogue.FindUtmSource(value)?.Slug : Catalogue.FindClickId(parameter[0])?.Channel.Slug;
            return found != row.Expected("channel");
        });
        wrong.Select(row => $"{row.Id} {row.Url}").ShouldBeEmpty();
    }

    private static IEnumerable<(CorpusRow Row, Uri Uri)> WebReferrers() => Referrers
        .Where(row => row.Referrer?.StartsWith("http", StringComparison.Ordinal) == true)
        .Select(row => (row, new Uri(row.Referrer!)));

    private static HostMatch? Find(Uri uri) => Catalogue.FindHost(uri.Host, uri.AbsolutePath);

    private static bool Matches(string literal, string? pattern, string agent) =>
        agent.Contains(literal, StringComparison.OrdinalIgnoreCase)
        && (pattern is null || Regex.IsMatch(agent, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    private static string Bare(string value) => Uri.UnescapeDataString(value).Replace("_", "").Replace("-", "").Replace(" ", "").ToLowerInvariant();
}
