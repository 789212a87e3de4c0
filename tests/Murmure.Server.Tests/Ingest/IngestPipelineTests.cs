using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Ingest;

public sealed class IngestPipelineTests
{
    private readonly IngestPipeline door = Doors.Open();

    [Fact]
    public void The_steps_are_these_in_this_order() =>
        door.Steps.ShouldBe(["prefetch", "site", "consent", "blocked", "address", "answer", "agent", "spam", "place", "suspicion", "visitor", "origin", "limits", "burst", "survey"]);

    [Fact]
    public void A_page_opened_by_a_person_is_kept()
    {
        var outcome = new Asked { Target = "/news/a/?utm_source=whatsapp&secret=1", Referrer = "https://www.google.com/search?q=private" }.Through(door);
        outcome.Dropped.ShouldBeNull();
        outcome.Verdict.ShouldBe(Verdict.Person);
        var kept = outcome.Event;
        (kept.Kind, kept.Page, kept.UtmSource, kept.Channel).ShouldBe((EventKind.Pageview, "/news/a", "whatsapp", "whatsapp"));
        (kept.Browser, kept.BrowserMajor).ShouldBe(("Firefox", (short)140));
        kept.Visitor.ShouldNotBe(0UL);
    }

    [Theory]
    [InlineData("prefetch")]
    [InlineData("prefetch;prerender")]
    [InlineData("prefetch;anonymous-client-ip")]
    public void A_page_fetched_ahead_is_no_visit(string purpose) =>
        new Asked { SecPurpose = purpose }.Through(door).Dropped.ShouldBe(DropReason.Prefetch);

    [Theory]
    [InlineData("other.example")]
    [InlineData("blog.example.org")]
    [InlineData("example.org.evil.example")]
    [InlineData("wwwexample.org")]
    public void Another_virtual_host_is_another_site(string host) =>
        new Asked { Host = host }.Through(door).Dropped.ShouldBe(DropReason.OtherSite);

    [Theory]
    [InlineData("example.org")]
    [InlineData("www.example.org")]
    [InlineData("EXAMPLE.org:443")]
    [InlineData("www.example.org:8080")]
    [InlineData("example.org.")]
    [InlineData("example.org.:443")]
    [InlineData("")]
    public void The_site_is_the_same_with_and_without_www_and_port(string host)
    {
        new Asked { Host = host }.Through(door).Dropped.ShouldBeNull();
        new Asked { Host = host }.Through(Doors.Open("www.example.org")).Dropped.ShouldBeNull();
    }

    [Fact]
    public void Other_hosts_belong_to_a_site_that_says_so() =>
        new Asked { Host = "blog.example.org" }.Through(Doors.Open(otherHosts: "blog.example.org")).Dropped.ShouldBeNull();

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/ping/")]
    public void A_load_balancers_question_is_a_health_check(string target) =>
        new Asked { Target = target }.Through(door).Dropped.ShouldBe(DropReason.HealthCheck);

    [Theory]
    [InlineData("/theme/site.css?v=3")]
    [InlineData("/images/Photo.JPG")]
    [InlineData("/favicon.ico")]
    [InlineData("/app.js;jsessionid=1")]
    public void Parts_of_a_page_are_static_files(string target) =>
        new Asked { Target = target }.Through(door).Dropped.ShouldBe(DropReason.StaticFile);

    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/sitemap-1.xml")]
    [InlineData("/news/feed/")]
    [InlineData("/wp-json/wp/v2/posts")]
    [InlineData("/api/items")]
    public void Files_for_machines_are_no_pages(string target) =>
        new Asked { Target = target }.Through(door).Dropped.ShouldBe(DropReason.MachineFile);

    [Theory]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    [InlineData("get")]
    public void Another_method_than_get_reads_no_page(string method) =>
        new Asked { Method = method }.Through(door).Dropped.ShouldBe(DropReason.Method);

    [Fact]
    public void A_head_request_reads_no_page() => new Asked { Method = "HEAD" }.Through(door).Dropped.ShouldBe(DropReason.HeadRequest);

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(308)]
    public void A_redirect_is_counted_where_it_leads(int status) => new Asked { Status = status }.Through(door).Dropped.ShouldBe(DropReason.Redirect);

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(503)]
    public void An_error_was_not_read(int status) => new Asked { Status = status }.Through(door).Dropped.ShouldBe(DropReason.Error);

    [Theory]
    [InlineData(200)]
    [InlineData(206)]
    [InlineData(304)]
    [InlineData(0)]
    public void A_page_that_was_answered_was_read(int status) => new Asked { Status = status }.Through(door).Dropped.ShouldBeNull();

    [Theory]
    [InlineData("empty")]
    [InlineData("iframe")]
    [InlineData("image")]
    public void What_a_page_asked_for_by_itself_is_a_sub_request(string destination)
    {
        new Asked { SecFetchDest = destination }.Through(door).Dropped.ShouldBe(DropReason.SubRequest);
        new Asked { SecFetchDest = "document" }.Through(door).Dropped.ShouldBeNull();
    }

    [Fact]
    public void Known_referrer_spam_is_dropped() =>
        new Asked { Referrer = "http://semalt.com/crawler.php?u=http://example.org" }.Through(door).Dropped.ShouldBe(DropReason.SpamReferrer);

    [Fact]
    public void A_referrer_that_no_browser_sends_is_dropped() =>
        new Asked { Referrer = "<script>alert(1)</script>" }.Through(door).Dropped.ShouldBe(DropReason.ForgedReferrer);

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("news/a")]
    [InlineData("?q=1")]
    [InlineData("\u0016\u0003\u0001")]
    public void A_target_without_a_path_is_unreadable(string target) =>
        new Asked { Target = target }.Through(door).Dropped.ShouldBe(DropReason.BadTarget);

    [Fact]
    public void A_machine_is_counted_by_reason_and_day_and_not_kept()
    {
        var outcome = new Asked { Agent = Asked.Crawler }.Through(door);
        (outcome.Dropped, outcome.Verdict, outcome.Bare).ShouldBe((DropReason.Machine, Verdict.Automated, true));
        outcome.MachineReason.ShouldNotBeNullOrEmpty();
        outcome.Day.ShouldBe(new DateOnly(2026, 11, 9));
        outcome.Event.ShouldBe(default);
    }

    [Fact]
    public void The_image_of_a_preview_is_a_part_of_it_and_anybody_elses_is_a_file()
    {
        var page = new Asked { Agent = Asked.WhatsApp }.Through(door);
        var image = new Asked { Agent = Asked.WhatsApp, Target = "/photo.jpg" }.Through(door);
        page.Event.Kind.ShouldBe(EventKind.Preview);
        (image.Dropped, image.FoldKey).ShouldBe((DropReason.PreviewPart, page.FoldKey));
        new Asked { Target = "/photo.jpg" }.Through(door).Dropped.ShouldBe(DropReason.StaticFile);
        new Asked { Agent = Asked.WhatsApp, Target = "/photo.jpg", Status = 404 }.Through(door).Dropped.ShouldBe(DropReason.StaticFile);
    }

    [Fact]
    public void Every_reason_has_a_sentence_here_and_a_name_of_its_own()
    {
        var slugs = Enum.GetValues<DropReason>().Select(reason => reason.Slug()).ToArray();
        slugs.ShouldBeUnique();
        slugs.ShouldAllBe(slug => slug.All(c => char.IsAsciiLetterLower(c) || c == '-'));
        slugs.Length.ShouldBe(26, "a new reason needs its sentence in this file, in Live/ or Campaigns/ when only a live site has it, or in Analysis/ when only a log");
    }

    [Theory]
    [InlineData("http://example.org/news/a?utm_source=x", "/news/a")]
    [InlineData("https://example.org:8443/news/a/", "/news/a")]
    [InlineData("http://example.org", "/")]
    [InlineData("/news/a?u=https://x.example/b", "/news/a")]
    [InlineData("/", "/")]
    public void An_absolute_target_loses_its_host_and_any_target_its_query(string target, string page) =>
        new Asked { Target = target }.Through(door).Event.Page.ShouldBe(page);

    [Fact]
    public void A_query_that_the_format_keeps_apart_is_read_too() =>
        new Asked { Query = "utm_source=newsletter&utm_medium=email" }.Through(door).Event.UtmSource.ShouldBe("newsletter");

    [Theory]
    [InlineData("utm_source=reader%40example.com&utm_medium=email")]
    [InlineData("utm_source=newsletter&utm_campaign=reader%2540example.com")]
    [InlineData("UTM_Medium=reader@example.com")]
    [InlineData("utm_campaign=%2B33612345678")]
    [InlineData("utm_campaign=0612345678")]
    public void A_tag_that_names_a_reader_is_not_kept(string query)
    {
        var kept = new Asked { Target = "/news/a?" + query }.Through(door).Event;
        string.Concat(kept.UtmSource, kept.UtmMedium, kept.UtmCampaign, kept.Source, kept.Clue).ShouldNotContain("example.com");
        string.Concat(kept.UtmSource, kept.UtmMedium, kept.UtmCampaign, kept.Source, kept.Clue).ShouldNotContain("612345678");
    }

    [Theory]
    [InlineData("http://192.0.2.77/a")]
    [InlineData("http://192.0.2.77:8080/")]
    [InlineData("https://[2001:db8::7]/a")]
    [InlineData("http://3221226061/")]
    public void A_referrer_that_is_an_address_is_kept_as_a_word(string referrer)
    {
        var kept = new Asked { Referrer = referrer }.Through(door).Event;
        kept.ReferrerHost.ShouldBeOneOf("ip-address", "private-host");
        string.Concat(kept.ReferrerHost, kept.ReferrerPath, kept.Source, kept.Clue).ShouldNotContain("192.0.2");
    }

    [Fact]
    public void A_page_of_the_site_itself_is_an_internal_referrer() =>
        new Asked { Referrer = "https://www.example.org/" }.Through(door).Event.Family.ShouldBe(Family.Internal);

    /// <summary>The address is one that the shipped table places: without the check on the visit this test could not fail.</summary>
    [Fact]
    public void A_previews_country_is_never_read()
    {
        if (!File.Exists(Place.ShippedFile))
            Assert.Skip("the build left the country table out");
        const string inFrance = "80.10.0.1";
        new Asked { Address = inFrance }.Through(door).Event.Country.ShouldBe("FR");
        var preview = new Asked { Address = inFrance, Agent = Asked.WhatsApp }.Through(door).Event;
        (preview.Country, preview.Visitor).ShouldBe(("", 0UL));
    }

    [Fact]
    public void Without_an_agent_field_nobody_can_tell_and_with_an_empty_one_it_is_a_machine()
    {
        new Asked { Agent = null }.Through(door).Verdict.ShouldBe(Verdict.Unknown);
        new Asked { Agent = "" }.Through(door).Dropped.ShouldBe(DropReason.Machine);
    }

    [Fact]
    public void A_time_without_zone_is_the_sites()
    {
        var paris = Doors.Open(zone: TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
        var kept = new Asked { Time = new DateTime(2026, 11, 9, 0, 30, 0), HasZone = false }.Through(paris).Event;
        (kept.Time, kept.Day, kept.Hour).ShouldBe((new DateTime(2026, 11, 8, 23, 30, 0, DateTimeKind.Utc), new DateOnly(2026, 11, 9), (byte)0));
    }
}
