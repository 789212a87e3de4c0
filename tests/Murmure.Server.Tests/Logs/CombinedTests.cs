using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

public sealed class CombinedTests
{
    private const string Line = """203.0.113.9 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "https://example.org/x" "Mozilla/5.0 (X11)" """;

    [Fact]
    public void Every_field_is_read()
    {
        var hit = ReadLog.Of(Line.TrimEnd()).Only;
        hit.Time.ShouldBe(new DateTime(2000, 10, 10, 20, 55, 36, DateTimeKind.Utc));
        (hit.Address, hit.Method, hit.Target, hit.Status, hit.Bytes).ShouldBe(("203.0.113.9", "GET", "/a?b=c", 200, 2326));
        (hit.Referrer, hit.UserAgent, hit.HasZone).ShouldBe(("https://example.org/x", "Mozilla/5.0 (X11)", true));
    }

    [Theory]
    [InlineData("203.0.113.9:5678", "203.0.113.9")]
    [InlineData("[2001:db8::1]:80", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("::FFFF:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("203.0.113.9, 10.0.0.1, 10.0.0.2", "203.0.113.9")]
    [InlineData("203.0.113.9,10.0.0.1", "203.0.113.9")]
    [InlineData("crawl-66-249.googlebot.com", "crawl-66-249.googlebot.com")]
    [InlineData("-", "")]
    public void An_address_is_bared_of_port_brackets_and_proxies(string written, string address) =>
        ReadLog.Of(Line.Replace("203.0.113.9", written, StringComparison.Ordinal), "combined").Only.Address.ShouldBe(address);

    [Theory]
    [InlineData("""Mozilla \"quoted\" agent""", "Mozilla \"quoted\" agent")]
    [InlineData("""Mozilla \x22quoted\x22 agent""", "Mozilla \"quoted\" agent")]
    [InlineData("""Mozilla "quoted\" agent""", "Mozilla \"quoted\" agent")]
    [InlineData("""Mozilla back\\slash""", """Mozilla back\slash""")]
    [InlineData("""Caf\xc3\xa9 \tx""", "Café \tx")]
    [InlineData("""ends \\""", """ends \""")]
    [InlineData("""\x2""", "x2")]
    [InlineData("-", "")]
    [InlineData("", "")]
    public void Escapes_in_a_quoted_field_are_undone(string written, string agent) =>
        ReadLog.Of(Line.Replace("Mozilla/5.0 (X11)", written, StringComparison.Ordinal)).Only.UserAgent.ShouldBe(agent);

    [Theory]
    [InlineData("GET /a b c HTTP/1.1", "GET", "/a b c")]
    [InlineData("GET /", "GET", "/")]
    [InlineData("OPTIONS * HTTP/1.0", "OPTIONS", "*")]
    [InlineData("GET http://example.net/a HTTP/1.1", "GET", "http://example.net/a")]
    [InlineData("VERSION-CONTROL /a HTTP/1.1", "VERSION-CONTROL", "/a")]
    public void A_request_line_is_split_into_method_and_target(string request, string method, string target)
    {
        var hit = ReadLog.Of(Line.Replace("GET /a?b=c HTTP/1.1", request, StringComparison.Ordinal), "combined").Only;
        (hit.Method, hit.Target).ShouldBe((method, target));
    }

    [Theory]
    [InlineData("-", "")]
    [InlineData("""\x16\x03\x01""", "\u0016\u0003\u0001")]
    public void Junk_that_the_server_refused_is_a_hit_without_method(string request, string target)
    {
        var hit = ReadLog.Of(Line.Replace("GET /a?b=c HTTP/1.1", request, StringComparison.Ordinal).Replace(" 200 ", " 400 ", StringComparison.Ordinal)).Only;
        (hit.Method, hit.Target, hit.Status).ShouldBe(("", target, 400));
    }

    [Theory]
    [InlineData("[10/Oct/2000:13:55:36 -0700]", "[31/Feb/2000:13:55:36 -0700]", LineOutcome.BadTime)]
    [InlineData("[10/Oct/2000:13:55:36 -0700]", "[10/Oct/2000:24:55:36 -0700]", LineOutcome.BadTime)]
    [InlineData("[10/Oct/2000:13:55:36 -0700]", "[10/Okt/2000:13:55:36 -0700]", LineOutcome.BadTime)]
    [InlineData("[10/Oct/2000:13:55:36 -0700]", "[10/Oct/2000:13:55:36 -07x0]", LineOutcome.BadTime)]
    [InlineData("[10/Oct/2000:13:55:36 -0700]", "[1x/Oct/2000:13:55:36 -0700]", LineOutcome.BadTime)]
    [InlineData("[10/Oct/2000:13:55:36 -0700]", "", LineOutcome.NotThisFormat)]
    [InlineData("GET /a?b=c HTTP/1.1", "-", LineOutcome.BadRequest)]
    [InlineData(" 200 ", " 20x ", LineOutcome.BadStatus)]
    [InlineData(" 200 ", " 20000 ", LineOutcome.BadStatus)]
    [InlineData("(X11)\"", "(X11)", LineOutcome.UnbalancedQuotes)]
    [InlineData("HTTP/1.1\"", "HTTP/1.1", LineOutcome.BadStatus)]
    [InlineData(" \"Mozilla/5.0 (X11)\"", "", LineOutcome.MissingField)]
    [InlineData(" \"https://example.org/x\" \"Mozilla/5.0 (X11)\"", "", LineOutcome.MissingField)]
    [InlineData("203.0.113.9 - -", "20<3 - -", LineOutcome.BadAddress)]
    [InlineData("203.0.113.9 - - [10/Oct/2000:13:55:36 -0700]", "[error] [client 203.0.113.9]", LineOutcome.NotThisFormat)]
    public void A_line_that_is_refused_says_why(string good, string bad, LineOutcome why) =>
        ReadLog.Of(Line + "\n" + Line.Replace(good, bad, StringComparison.Ordinal) + "\n" + Line, "combined").Refused.ShouldBe([(why, 2)]);

    [Theory]
    [InlineData("10/Oct/2000:13:55:36 +0530", "2000-10-10T08:25:36Z", true)]
    [InlineData("10/Oct/2000:13:55:36", "2000-10-10T13:55:36Z", false)]
    [InlineData("10/Oct/2000:13:55:36.250 +0000", "2000-10-10T13:55:36.25Z", true)]
    [InlineData("2000-10-10T13:55:36+02:00", "2000-10-10T11:55:36Z", true)]
    [InlineData("31/Dec/2016:23:59:60 +0000", "2016-12-31T23:59:59Z", true)]
    [InlineData("29/Feb/2000:00:00:00 +0000", "2000-02-29T00:00:00Z", true)]
    public void A_time_is_told_in_utc_or_without_a_zone(string written, string time, bool hasZone)
    {
        var hit = ReadLog.Of(Line.Replace("10/Oct/2000:13:55:36 -0700", written, StringComparison.Ordinal)).Only;
        (hit.Time, hit.HasZone).ShouldBe((DateTime.Parse(time, null, System.Globalization.DateTimeStyles.AdjustToUniversal), hasZone));
    }

    [Theory]
    [InlineData(""" "198.51.100.7" """)]
    [InlineData(" rt=0.012 uct=\"0.001\" \"unclosed")]
    [InlineData(" 1807")]
    [InlineData(" www.example.com")]
    public void Fields_after_the_agent_are_tolerated(string extra) =>
        ReadLog.Of(Line.TrimEnd() + extra).Only.UserAgent.ShouldBe("Mozilla/5.0 (X11)");

    [Theory]
    [InlineData("www.example.com 203.0.113.9 - - [", "combined-vhost", "www.example.com")]
    [InlineData("www.example.com:443 2001:db8::1 - jo [", "combined-vhost", "www.example.com:443")]
    [InlineData("203.0.113.9 www.example.com - [", "ovh", "www.example.com")]
    [InlineData("203.0.113.9 www.example.com - - [", "ovh", "www.example.com")]
    [InlineData("203.0.113.9 - jo smith [", "combined", "")]
    public void The_virtual_host_is_found_where_it_stands(string client, string format, string host)
    {
        var read = ReadLog.Of(Line.Replace("203.0.113.9 - - [", client, StringComparison.Ordinal));
        (read.Format, read.Only.Host).ShouldBe((format, host));
    }

    [Fact]
    public void Gandis_time_taken_is_passed_over()
    {
        var read = ReadLog.Of("www.example.com " + Line.Replace("] ", "] (0 s) ", StringComparison.Ordinal));
        (read.Format, read.Only.Target, read.Only.Host).ShouldBe(("combined-vhost", "/a?b=c", "www.example.com"));
    }

    [Fact]
    public void Varnish_names_the_host_in_every_request()
    {
        var read = ReadLog.Of(Line.Replace("GET /a?b=c", "GET http://example.net:8080/a?b=c", StringComparison.Ordinal));
        (read.Format, read.Only.Host, read.Only.Target).ShouldBe(("varnish", "example.net:8080", "/a?b=c"));
    }

    [Fact]
    public void Traefiks_common_log_is_told_by_its_end()
    {
        var read = ReadLog.Of(Line.TrimEnd() + """ 14 "web@docker" "http://10.0.0.2:80" 3ms""");
        (read.Format, read.Only.Referrer).ShouldBe(("traefik-clf", "https://example.org/x"));
    }

    [Fact]
    public void Fastlys_lines_come_behind_a_syslog_header()
    {
        var common = Line[..Line.IndexOf(" \"https", StringComparison.Ordinal)];
        var read = ReadLog.Of("<134>2016-07-04T22:37:26Z cache-sin6320 edge[65559]: " + common);
        (read.Format, read.Only.Address, read.Only.Target).ShouldBe(("common", "203.0.113.9", "/a?b=c"));
        LogFormats.Find("fastly-combined").ShouldBe(LogFormats.Find("combined"));
    }

    [Fact]
    public void One_broken_agent_among_the_first_lines_does_not_make_a_combined_log_common()
    {
        var read = ReadLog.Of(Line.TrimEnd() + "\n" + Line.TrimEnd()[..^1] + "\n");
        (read.Format, read.Only.UserAgent).ShouldBe(("combined", "Mozilla/5.0 (X11)"));
        read.Refused.ShouldBe([(LineOutcome.UnbalancedQuotes, 2)]);
    }

    [Fact]
    public void A_client_without_a_domain_does_not_hide_the_virtual_hosts_of_the_others()
    {
        var read = ReadLog.Of("a.example " + Line + "\nb.example printer - - " + Line[(Line.IndexOf('['))..]);
        (read.Format, read.Hits.Count, read.Hits[0].Host).ShouldBe(("combined-vhost", 1, "a.example"));
    }

    [Fact]
    public void An_application_that_logs_json_is_no_access_log() =>
        ReadLog.Problem("""{"time":"2024-05-06T07:08:09Z","path":"/var/lib/x","message":"opened"}"""u8.ToArray()).Kind.ShouldBe(LogProblemKind.UnknownFormat);
}
