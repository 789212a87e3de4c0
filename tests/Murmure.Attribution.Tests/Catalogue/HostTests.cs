using CsCheck;

namespace Murmure.Attribution.Tests;

public sealed class HostTests
{
    private static readonly Catalogue Catalogue = Catalogue.Load();

    [Theory]
    [InlineData("mail.google.com", "/", "gmail")]
    [InlineData("gemini.google.com", "/app", "gemini")]
    [InlineData("chat.google.com", "/", "google-chat")]
    [InlineData("news.google.com", "/", "google-news")]
    [InlineData("www.google.co.uk", "/", "google")]
    [InlineData("WWW.GOOGLE.FR.", "/search", "google")]
    [InlineData("google.com", "/maps/place/Paris", "google-apps")]
    [InlineData("mail.yahoo.com", "/", "yahoo-mail")]
    [InlineData("36ohk6-c.c.yom.mail.yahoo.net", "/", "yahoo-mail")]
    [InlineData("fr.search.yahoo.com", "/", "yahoo")]
    [InlineData("search.yahoo.co.jp", "/", "yahoo-japan")]
    [InlineData("co106w.col106.mail.live.com", "/default.aspx", "outlook")]
    [InlineData("eur03.safelinks.protection.outlook.com", "/", "outlook")]
    [InlineData("statics.teams.cdn.office.net", "/evergreen-assets/safelinks/1/atp-safelinks.html", "teams")]
    [InlineData("t.co", "/abc", "x")]
    [InlineData("lm.facebook.com", "/", "facebook")]
    [InlineData("facebook.com", "/messages/t/1", "messenger")]
    [InlineData("l.messenger.com", "/", "messenger")]
    [InlineData("zimbra.free.fr", "/", "free")]
    [InlineData("webmail.numericable.fr", "/", "sfr")]
    [InlineData("suche.web.de", "/web", "webde-search")]
    [InlineData("3c-bap.web.de", "/mail", "webde")]
    public void A_host_leads_to_its_channel(string host, string path, string slug) =>
        (Catalogue.FindHost(host, path)?.Channel.Slug).ShouldBe(slug);

    [Theory]
    [InlineData("walmart.com")]
    [InlineData("xxt.co")]
    [InlineData("notgoogle.com")]
    [InlineData("google.com.evil.example")]
    [InlineData("google.github.io")]
    [InlineData("google")]
    [InlineData("live.com")]
    [InlineData("wayn.example")]
    [InlineData("evilslack.com")]
    [InlineData("mymail.google.example.com")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("...")]
    [InlineData("www.")]
    [InlineData("[2001:db8::1]")]
    public void A_host_that_only_looks_alike_leads_nowhere(string host) => Catalogue.FindHost(host, "/").ShouldBeNull();

    [Theory]
    [InlineData("tdsf.doubleclick.net")]
    [InlineData("pagead2.googlesyndication.com")]
    [InlineData("syndicatedsearch.goog")]
    [InlineData("www.adsensecustomsearchads.com")]
    public void Googles_advertising_hosts_are_paid_search(string host)
    {
        var match = Catalogue.FindHost(host, "/").ShouldNotBeNull();
        match.Channel.Slug.ShouldBe("google");
        match.Paid.ShouldBeTrue();
    }

    [Fact]
    public void An_exact_host_comes_before_a_suffix_and_a_longer_path_before_a_shorter_one()
    {
        var catalogue = Read("""
            a: {tag: a, name: A, color: "#000000", hosts: ["*.example.com"]}
            b: {tag: b, name: B, color: "#000000", hosts: ["m.example.com", "*.deep.example.com"]}
            c: {tag: c, name: C, color: "#000000", hosts: ["m.example.com/x", "example.*", "two.example.*"]}
            d: {tag: d, name: D, color: "#000000", hosts: ["m.example.com/x/y"]}
            """);
        Slug(catalogue, "m.example.com", "/").ShouldBe("b");
        Slug(catalogue, "m.example.com", "/x/z").ShouldBe("c");
        Slug(catalogue, "m.example.com", "/x/y/z").ShouldBe("d");
        Slug(catalogue, "q.deep.example.com", "/").ShouldBe("b");
        Slug(catalogue, "q.example.com", "/").ShouldBe("a");
        Slug(catalogue, "example.co.uk", "/").ShouldBe("c");
        Slug(catalogue, "two.example.co.uk", "/").ShouldBe("c");
        Slug(catalogue, "three.example.co.uk", "/").ShouldBeNull();
    }

    [Fact]
    public void Hostile_text_never_throws() => Gen.String.Select(Gen.String).Sample((host, path) =>
    {
        _ = Catalogue.FindHost(host, path);
        _ = Catalogue.FindHost(host + ".google.com", path);
        _ = Catalogue.FindPackage(host);
        _ = Catalogue.FindUtmSource(host);
        _ = Catalogue.FindClickId(host);
        _ = Catalogue.FindApp(host + " WhatsApp/ FBAV/" + path);
        _ = Catalogue.FindFetcher(host + "Mastodon/ facebookexternalhit" + path);
        _ = PublicSuffixes.Default.RegistrableDomain(host);
    });

    [Fact]
    public void A_thousand_labels_and_a_megabyte_are_refused_and_not_walked()
    {
        Catalogue.FindHost(string.Concat(Enumerable.Repeat("a.", 1_000)) + "google.com", "/").ShouldBeNull();
        Catalogue.FindFetcher(new string('a', 1 << 20) + "Twitterbot/1.0").ShouldBeNull();
        Catalogue.FindUtmSource(new string('a', 1 << 20)).ShouldBeNull();
    }

    private static string? Slug(Catalogue catalogue, string host, string path) => catalogue.FindHost(host, path)?.Channel.Slug;

    private static Catalogue Read(string channels) => Catalogue.Read([("test.yaml", new StringReader(
        "family: referral\nchecked: 2026-11-23\nsources: {hosts: a test}\nchannels:\n" + string.Join('\n', channels.Split('\n').Select(line => "  " + line))))]);
}
