using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

/// <summary>The odd cases of the formats that name their fields: JSON, W3C, CEF, CSV; and of HAProxy and Amazon.</summary>
public sealed class NamedFieldFormatTests
{
    [Theory]
    [InlineData("1714979289", "2024-05-06T07:08:09.0000000Z")]
    [InlineData("1714979289.25", "2024-05-06T07:08:09.2500000Z")]
    [InlineData("1.71497928925e+09", "2024-05-06T07:08:09.2500000Z")]
    [InlineData("1714979289250", "2024-05-06T07:08:09.2500000Z")]
    [InlineData("1714979289250000", "2024-05-06T07:08:09.2500000Z")]
    [InlineData("1714979289250000000", "2024-05-06T07:08:09.2500000Z")]
    [InlineData("\"2024-05-06T09:08:09.250+02:00\"", "2024-05-06T07:08:09.2500000Z")]
    [InlineData("\"2024/05/06 07:08:09.250\"", "2024-05-06T07:08:09.2500000")]
    [InlineData("\"06/May/2024:09:08:09 +0200\"", "2024-05-06T07:08:09.0000000Z")]
    public void Caddys_time_comes_in_many_forms(string written, string time) =>
        ReadLog.Of(Samples.All["caddy"].Replace("1714979289.0", written, StringComparison.Ordinal)).Only.Time.ToString("O").ShouldBe(time);

    [Fact]
    public void Old_caddy_has_the_address_with_its_port_and_pretty_printed_records_are_joined()
    {
        const string record = """
            {
              "ts": 1714979289.5,
              "request": {
                "remote_addr": "[2001:db8::7]:1234",
                "host": "h.example", "method": "GET",
                "uri": "/a\u00e9?q=\"}",
                "headers": {
                  "Referer": ["https://a.example/", "https://b.example/"],
                  "Accept": []
                }
              },
              "status": 404, "size": 0
            }
            """;
        var read = ReadLog.Of(record + "\n\n" + record + "\n" + Samples.All["caddy"]);
        read.Hits.Count.ShouldBe(3);
        (read.Hits[0].Address, read.Hits[0].Target, read.Hits[0].Referrer, read.Hits[0].Status).ShouldBe(("2001:db8::7", "/aé?q=\"}", "https://a.example/", 404));
        read.Hits[1].ShouldBe(read.Hits[0]);
    }

    [Fact]
    public void An_array_around_the_records_is_no_part_of_them()
    {
        var record = Samples.All["google-cloud"];
        ReadLog.Of($"[\n  {record},\n  {record}\n]\n").Hits.Count.ShouldBe(2);
        ReadLog.Of($"[{record},\n{record}]").Hits.Count.ShouldBe(2);
    }

    [Fact]
    public void A_json_record_cut_short_spoils_no_other()
    {
        var record = Samples.All["nginx-json"];
        var read = ReadLog.Of(record + "\n" + record[..100] + "\n" + record + "\n{\"a\": {\n" + record + "\n" + record[..^1]);
        read.Hits.Count.ShouldBe(3);
        read.Refused.ShouldBe([(LineOutcome.BadJson, 2), (LineOutcome.BadJson, 4), (LineOutcome.BadJson, 6)]);
    }

    [Fact]
    public void Lines_are_numbered_as_in_the_file_though_records_were_joined()
    {
        var record = Samples.All["caddy"].Replace(",\"", ",\r\n\"", StringComparison.Ordinal);
        var lines = record.Split('\n').Length;
        ReadLog.Of(record + "\r\n{\"oops\r\n" + record + "\r\nnothing").Refused
            .ShouldBe([(LineOutcome.BadJson, lines + 1), (LineOutcome.NotThisFormat, 2 * lines + 2)]);
    }

    [Fact]
    public void A_servers_own_messages_are_no_requests()
    {
        var read = ReadLog.Of("""{"level":"info","ts":1714979289.0,"msg":"serving initial configuration"}""" + "\n" + Samples.All["caddy"]);
        (read.Format, read.Hits.Count).ShouldBe(("caddy", 1));
        read.Refused.ShouldBe([(LineOutcome.NotARequest, 1)]);
    }

    [Fact]
    public void Nginx_that_escapes_as_if_there_were_no_json_is_read()
    {
        var agent = ReadLog.Of(Samples.All["nginx-json"].Replace("(iPhone;", @"(\x22iPhone\x22; \\", StringComparison.Ordinal)).Only.UserAgent;
        agent.ShouldStartWith("Mozilla/5.0 (\"iPhone\"; \\ CPU");
    }

    [Theory]
    [InlineData("10.0.0.2", "198.51.100.7, 10.0.0.1", "198.51.100.7")]
    [InlineData("203.0.113.9", "198.51.100.7", "203.0.113.9")]
    [InlineData("127.0.0.1", "-", "127.0.0.1")]
    [InlineData("fd00::1", "2001:db8::5", "2001:db8::5")]
    public void A_forwarded_address_counts_only_where_the_address_is_a_proxys(string address, string forwarded, string client) =>
        ReadLog.Of(Samples.All["nginx-json"].Replace("\"203.0.113.9\"", $"\"{address}\",\"http_x_forwarded_for\":\"{forwarded}\"", StringComparison.Ordinal))
            .Only.Address.ShouldBe(client);

    [Fact]
    public void Fields_that_change_in_the_middle_of_a_w3c_log_are_followed()
    {
        const string log = """
            #Software: Microsoft Internet Information Services 10.0
            #Date: 2024-05-06 00:00:00
            #Fields: date time c-ip cs-method cs-uri-stem sc-status
            2024-05-06 07:08:09 203.0.113.1 GET /one 200
            #Software: Microsoft Internet Information Services 10.0
            #Fields: sc-status cs-uri-stem cs-uri-query date time c-ip cs-method cs(User-Agent)
            404 /two a=b 2024-05-06 07:08:10 203.0.113.2 POST (compatible;+bot/1.0;++https://b.example)
            200 /three - 2024-05-06 07:08:11 203.0.113.3 GET -
            #Fields: date time c-ip cs-method cs-uri-stem sc-status
            2024-05-06 07:08:12 203.0.113.4 GET /four 200
            2024-05-06 07:08:12 203.0.113.4 GET
            """;
        var read = ReadLog.Of(log);
        read.Hits.Select(hit => (hit.Target, hit.Query, hit.Status, hit.Address)).ShouldBe([
            ("/one", "", 200, "203.0.113.1"), ("/two", "a=b", 404, "203.0.113.2"), ("/three", "", 200, "203.0.113.3"), ("/four", "", 200, "203.0.113.4")]);
        read.Hits[1].UserAgent.ShouldBe("(compatible; bot/1.0; +https://b.example)");
        read.Hits[1].Time.ShouldBe(new DateTime(2024, 5, 6, 7, 8, 10, DateTimeKind.Utc));
        read.Refused.ShouldBe([(LineOutcome.MissingField, 11)]);
        read.Chunks.ShouldBe(3);
    }

    [Fact]
    public void A_w3c_time_that_is_local_has_no_zone() =>
        ReadLog.Of("#Fields: date-local time-local c-ip cs-method cs-uri-stem sc-status\n2024-05-06 07:08:09.5 203.0.113.1 GET /one 200")
            .Only.HasZone.ShouldBeFalse();

    [Fact]
    public void Cloudfront_writes_blanks_in_agents_once_or_twice_encoded()
    {
        var once = Samples.All["cloudfront"].Replace("%2520", "%20", StringComparison.Ordinal);
        ReadLog.Of(once).Only.UserAgent.ShouldBe(Samples.Agent);
        ReadLog.Of(Samples.All["cloudfront"]).Only.Host.ShouldBe("www.example.com");
    }

    [Fact]
    public void A_custom_event_of_goatcounter_is_no_page_and_a_title_may_hold_a_line_break()
    {
        var export = Samples.All["goatcounter"];
        var row = export[(export.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var read = ReadLog.Of(export + "\n" + row.Replace(",0,\"Moz", ",1,\"Moz", StringComparison.Ordinal) + "\n" + row.Replace(", long", ",\nlong", StringComparison.Ordinal) + "\n" + row);
        read.Hits.Count.ShouldBe(3);
        read.Hits[1].ShouldBe(read.Hits[0]);
        read.Refused.ShouldBe([(LineOutcome.NotARequest, 3)]);
    }

    [Fact]
    public void The_shared_export_gives_its_pages_and_tells_its_event()
    {
        var read = ReadLog.OfFile(SharedData.Path("logs/goatcounter/export.csv"));
        read.Format.ShouldBe("goatcounter");
        read.Hits.Select(hit => (hit.Target, hit.Referrer)).ShouldBe([("/stupid-light.html", ""), ("/static-go.html", "https://www.reddit.com")]);
        read.Refused.ShouldBe([(LineOutcome.NotARequest, 2)]);
    }

    [Fact]
    public void The_shared_caddy_log_of_one_line_records_is_read()
    {
        var read = ReadLog.OfFile(SharedData.Path("logs/goatcounter/caddy/2.json"));
        (read.Format, read.Hits.Count, read.Refused.Count).ShouldBe(("caddy", 5, 0));
        read.Hits.ShouldAllBe(hit => hit.Address == "1.2.3.4" && hit.SecFetchSite == "same-origin" && hit.Status == 304);
    }

    [Fact]
    public void Sessions_and_jobs_without_a_request_are_told_apart()
    {
        ReadLog.Of(Samples.All["elb"] + "\n2024-05-06T07:08:09.000000Z web 203.0.113.9:2817 10.0.0.1:80 0.001 0.0 0.0 - - 82 305 \"- - - \" \"-\" - -")
            .Refused.ShouldBe([(LineOutcome.NotARequest, 2)]);
        ReadLog.Of(Samples.All["s3"] + "\n79a5 b [06/May/2024:07:08:09 +0000] - AmazonS3 3E57 S3.EXPIRE.OBJECT news/a - - - - - - - - - -")
            .Refused.ShouldBe([(LineOutcome.NotARequest, 2)]);
        ReadLog.Of(Samples.All["haproxy"] + "\nMay  6 09:08:09 lb haproxy[12]: 203.0.113.9:33317 [06/May/2024:07:08:09.000] tcp app/s1 0/0/5007 212 -- 0/0/0/0/3 0/0")
            .Refused.ShouldBe([(LineOutcome.NotARequest, 2)]);
    }

    [Fact]
    public void Haproxy_without_captures_has_no_agent_and_needs_no_syslog_header()
    {
        var line = Samples.All["haproxy"];
        var bare = line[line.IndexOf("203.0", StringComparison.Ordinal)..].Replace(line[line.IndexOf('{', StringComparison.Ordinal)..(line.LastIndexOf('}') + 2)], "", StringComparison.Ordinal);
        var hit = ReadLog.Of(bare).Only;
        (hit.UserAgent, hit.Target, hit.Address).ShouldBe(("", "/news/a?utm_source=x", "203.0.113.9"));
    }
}
