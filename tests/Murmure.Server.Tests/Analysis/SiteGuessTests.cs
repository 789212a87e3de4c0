using Murmure.Server.Analysis;
using Murmure.Server.Reports;
using Murmure.Server.Tests.Ingest;

namespace Murmure.Server.Tests.Analysis;

public sealed class SiteGuessTests
{
    [Fact]
    public async Task The_commonest_virtual_host_is_the_site()
    {
        var report = await Analysed.TextAsync(
            Vhost("www.example.org:443", "/a") + Vhost("WWW.example.org.", "/b") + Vhost("other.example", "/c") + Vhost("203.0.113.1", "/d") + Vhost("203.0.113.1", "/e") + Vhost("203.0.113.1", "/f"));
        (report.Site, report.SiteFrom).ShouldBe(("www.example.org", SiteSource.VirtualHost));
        report.Log!.Skipped["other-site"].ShouldBe(4);
        report.PageViews.ShouldBe(2);
    }

    [Fact]
    public async Task Without_virtual_hosts_it_is_the_host_that_loads_its_own_files()
    {
        var report = await Analysed.TextAsync(
            Line("/a", "https://www.google.com/") + Line("/b", "https://www.google.com/") + Line("/site.css", "https://example.org:443/a?q=1") + Line("/c", "https://example.org/a"));
        (report.Site, report.SiteFrom).ShouldBe(("example.org", SiteSource.OwnReferrers));
        report.VisitsByFamily.ShouldNotContainKey(Attribution.Family.Referral);
    }

    [Theory]
    [InlineData("http://203.0.113.7/a")]
    [InlineData("https://[2001:db8::1]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://<b>x</b>.example/")]
    [InlineData("-")]
    public async Task What_is_no_name_is_never_the_site(string referrer)
    {
        var report = await Analysed.TextAsync(Line("/site.css", referrer) + Line("/a", "-"));
        (report.Site, report.SiteFrom).ShouldBe(("unknown-site", SiteSource.Unknown));
        report.PageViews.ShouldBe(1);
    }

    [Fact]
    public async Task A_site_that_is_given_is_taken_as_it_is()
    {
        var report = await Analysed.TextAsync(Vhost("www.example.org", "/a"), new LogAnalysisOptions("blog.example"));
        (report.Site, report.SiteFrom, report.PageViews).ShouldBe(("blog.example", SiteSource.Given, 0));
    }

    private static string Line(string target, string referrer) =>
        $"203.0.113.9 - - [09/Nov/2026:08:00:00 +0000] \"GET {target} HTTP/1.1\" 200 512 \"{referrer}\" \"{Asked.Firefox}\"\n";

    private static string Vhost(string host, string target) => $"{host} {Line(target, "-")}";
}
