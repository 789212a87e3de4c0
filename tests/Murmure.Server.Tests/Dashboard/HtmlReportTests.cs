using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Reports;

namespace Murmure.Server.Tests.Dashboard;

public sealed partial class HtmlReportTests
{
    [Theory]
    [InlineData(Language.English, "rich.en.html")]
    [InlineData(Language.French, "rich.fr.html")]
    public async Task A_rich_report_reads_as_agreed(Language language, string golden) =>
        WithoutSheet(await HtmlReport.RenderAsync(SampleReports.Rich, language)).ShouldBeGolden(golden);

    [Theory]
    [InlineData(Language.English, "empty.en.html")]
    [InlineData(Language.French, "empty.fr.html")]
    public async Task An_empty_report_says_what_to_do(Language language, string golden) =>
        WithoutSheet(await HtmlReport.RenderAsync(SampleReports.Empty, language)).ShouldBeGolden(golden);

    [Fact]
    public async Task The_sentence_gives_both_ends_and_no_point_between()
    {
        var english = Plain(await HtmlReport.RenderAsync(SampleReports.Rich, Language.English));
        english.ShouldContain("Between 8 % and 41 % of your visits come from private sharing: 8 % carry evidence, 33 % stay unexplained.");
        english.ShouldContain("A classic tool would say: 40 % Direct");
        var french = Plain(await HtmlReport.RenderAsync(SampleReports.Rich, Language.French));
        french.ShouldContain("Entre 8 % et 41 % de vos visites viennent d’un partage privé : 8 % ont une preuve, 33 % restent sans explication.");
        french.ShouldContain("Un outil classique dirait : 40 % Direct");
    }

    [Fact]
    public async Task Of_few_visits_no_share_is_said_or_drawn_and_pages_without_evidence_do_not_travel()
    {
        var few = SampleReports.Rich with { Visits = 99, Pages = [.. SampleReports.Rich.Pages.Select(page => page with { Evidence = 0 })] };
        var english = await HtmlReport.RenderAsync(few, Language.English);
        english.ShouldContain("<h1>Too few visits yet to say how many come from private sharing.</h1>");
        english.ShouldNotContain("class=\"range\"");
        english.ShouldContain("No page has evidence of private sharing yet.");
        Plain(await HtmlReport.RenderAsync(few, Language.French)).ShouldContain("Encore trop peu de visites pour dire combien viennent d’un partage privé.");
        (await HtmlReport.RenderAsync(few with { Visits = 100 }, Language.English)).ShouldContain("class=\"range\"");
    }

    [Fact]
    public async Task What_the_script_did_not_see_is_said_in_words_and_by_day()
    {
        var report = SampleReports.Rich with { Seen = [new(new(2026, 11, 22), 200, 150), new(new(2026, 11, 23), 100, 120)] };
        var english = Plain(await HtmlReport.RenderAsync(report, Language.English));
        english.ShouldContain("Visits the script did not see");
        english.ShouldContain("On 2 days both your server’s log and your script saw people. The log has 300 page views, machines and previews left out; the script told of 270.");
        english.ShouldContain("It did not see 50, or 17 %.");
        english.ShouldContain("blocks measuring scripts");
        english.ShouldContain("pages came from a cache");
        var french = Plain(await HtmlReport.RenderAsync(report, Language.French));
        french.ShouldContain("Visites que le script n’a pas vues");
        french.ShouldContain("Il en manque 50 au script, soit 17 %.");
        Plain(await HtmlReport.RenderAsync(SampleReports.Rich, Language.English)).ShouldNotContain("did not see");
    }

    [Fact]
    public async Task Simulated_figures_say_so()
    {
        var simulated = SampleReports.Rich with { Simulated = true };
        Plain(await HtmlReport.RenderAsync(simulated, Language.French))
            .ShouldContain("Données simulées : remplacez-les par votre journal d’accès");
        Plain(await HtmlReport.RenderAsync(simulated, Language.English)).ShouldContain("Simulated data: replace it with your own access log");
        Plain(await HtmlReport.RenderAsync(SampleReports.Rich, Language.English)).ShouldNotContain("Simulated data");
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.French)]
    public async Task Text_from_a_hostile_log_stays_text(Language language)
    {
        var page = Parse(await HtmlReport.RenderAsync(SampleReports.Hostile, language));
        page.Descendants().Select(e => e.Name.LocalName).Distinct().ShouldBeSubsetOf(
        [
            "html", "head", "meta", "link", "title", "style", "body", "main", "header", "footer", "section", "div", "p", "h1", "h2", "h3", "b", "a",
            "bdi", "span", "ul", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "code", "details", "summary",
            "figure", "figcaption", "svg", "defs", "pattern", "rect", "line", "text", "circle",
        ]);
        page.Descendants().Attributes().ShouldAllBe(a => !a.Name.LocalName.StartsWith("on") && a.Name.LocalName != "style" && a.Name.LocalName != "src");
        page.ToString().ShouldNotContain("\u202E");
        page.ToString().ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task The_page_asks_for_nothing_and_its_policy_admits_its_own_sheet_only()
    {
        var html = await HtmlReport.RenderAsync(SampleReports.Rich, Language.English);
        var page = Parse(html);
        page.Descendants().Attributes().Where(a => a.Name.LocalName is "href").ShouldAllBe(a => a.Value.StartsWith('#') || a.Value == "data:,");
        var style = Sheet().Match(html).Groups["sheet"].Value;
        style.ShouldNotContain("@import");
        style.ShouldNotContain("url(");
        var policy = page.Descendants("meta").Single(m => m.Attribute("http-equiv")?.Value == "Content-Security-Policy").Attribute("content")?.Value;
        policy.ShouldBe(
            $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; img-src data:; base-uri 'none'; form-action 'none'");
    }

    [Fact]
    public async Task Every_chart_has_words_for_those_who_cannot_see_it()
    {
        var page = Parse(await HtmlReport.RenderAsync(SampleReports.Rich, Language.English));
        var charts = page.Descendants("svg").ToList();
        charts.Count(c => c.Attribute("role")?.Value == "img").ShouldBeGreaterThan(3);
        charts.ShouldAllBe(c => c.Attribute("aria-hidden") != null || !string.IsNullOrWhiteSpace((string?)c.Attribute("aria-label")));
        page.Descendants().Attributes("id").Select(a => a.Value).ShouldBeUnique();
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToHashSet();
        page.Descendants().Attributes("aria-labelledby").ShouldAllBe(a => ids.Contains(a.Value));
        page.Descendants("th").ShouldAllBe(th => th.Attribute("scope") != null);
        page.Descendants("h1").Count().ShouldBe(1);
    }

    [Fact]
    public async Task Few_readers_of_a_country_are_not_counted_out_loud()
    {
        var plain = Plain(await HtmlReport.RenderAsync(SampleReports.Rich, Language.English));
        plain.ShouldContain("United States < 10");
        plain.ShouldContain("Countries, devices and apps: below 10 the exact number is not shown");
    }

    /// <summary>Text as read: tags gone, every kind of space one space.</summary>
    private static string Plain(string html) => Spaces().Replace(Parse(html).Descendants("body").Single().Descendants().Where(e => !e.HasElements)
        .Aggregate(new StringBuilder(), (text, e) => text.Append(e.Value).Append(' ')).ToString(), " ");

    // The page is written so that it is XML too, but for its void elements, its doctype and the style element's text.
    private static XElement Parse(string html) => XElement.Parse(
        Void().Replace(Sheet().Replace(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<style></style>"), "<${name}${rest}></${name}>"));

    private static string WithoutSheet(string html) => Hash().Replace(Sheet().Replace(html, "<style></style>"), "sha256-…");

    [GeneratedRegex("<style>(?<sheet>.*?)</style>", RegexOptions.Singleline, 1000)]
    private static partial Regex Sheet();

    [GeneratedRegex("sha256-(?:[A-Za-z0-9+/=]|&#x2B;)+", RegexOptions.None, 1000)]
    private static partial Regex Hash();

    [GeneratedRegex(@"<(?<name>meta|link|input)\b(?<rest>[^>]*?)/?>", RegexOptions.None, 1000)]
    private static partial Regex Void();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
