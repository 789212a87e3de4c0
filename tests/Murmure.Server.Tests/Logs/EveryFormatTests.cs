using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

/// <summary>What holds for every format, on the same request as each of them writes it.</summary>
public sealed class EveryFormatTests
{
    public static TheoryData<string> Formats => [.. LogFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_format_is_recognised_and_gives_the_request(string format)
    {
        var read = ReadLog.Of(Samples.All[format].TrimEnd());
        read.Format.ShouldBe(format);
        read.Refused.ShouldBeEmpty();
        var hit = read.Only;
        hit.Time.ShouldBe(new DateTime(2024, 5, 6, 7, 8, 9));
        hit.HasZone.ShouldBe(format != "haproxy");
        (hit.Query.Length > 0 ? $"{hit.Target}?{hit.Query}" : hit.Target).ShouldBe("/news/a?utm_source=x");
        hit.Address.ShouldBe(format == "goatcounter" ? "" : "203.0.113.9");
        hit.Method.ShouldBe(format is "goatcounter" or "bunny" or "bunny-extended" ? "" : "GET");
        (hit.Status, hit.Bytes).ShouldBe(format == "goatcounter" ? (0, -1) : (200, 512));
        if (!format.StartsWith("common", StringComparison.Ordinal))
            hit.UserAgent.ShouldBe(Samples.Agent);
        if (hit.UserAgent.Length > 0 && format is not ("elb" or "alb"))
            hit.Referrer.ShouldBe("https://t.example/p");
        if (hit.Host.Length > 0)
            hit.Host.Split(':')[0].ShouldBe("www.example.com");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Its_name_finds_it_and_the_same_lines_are_read_with_it(string format)
    {
        LogFormats.Find(format.ToUpperInvariant())!.Name.ShouldBe(format);
        ReadLog.Of(Samples.All[format], format).Hits.ShouldBe(ReadLog.Of(Samples.All[format]).Hits);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_carriage_return_at_the_end_of_each_line_changes_nothing(string format)
    {
        var text = Samples.All[format].TrimEnd() + "\n";
        ReadLog.Of(text.Replace("\n", "\r\n", StringComparison.Ordinal)).Hits.ShouldBe(ReadLog.Of(text).Hits);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Blank_lines_and_comments_are_no_lines_of_the_log(string format)
    {
        var read = ReadLog.Of("\n \r\n" + Samples.All[format] + "\n\n# the end\n\0\0\n");
        read.Hits.Count.ShouldBe(1);
        read.Refused.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_line_cut_anywhere_never_throws_and_never_gives_another_time(string format)
    {
        var sample = Samples.All[format];
        var first = sample.LastIndexOf('\n') + 1;
        for (var length = first; length < sample.Length; length++)
        {
            var read = ReadLog.Of(sample + "\n" + sample[first..length]);
            read.Hits.ShouldAllBe(hit => hit.Time == new DateTime(2024, 5, 6, 7, 8, 9) || format == "bunny", $"cut at {length}");
        }
    }

    public static TheoryData<string> SyslogHeaders =>
    [
        "<190>May  6 07:08:09 web1 nginx: ",
        "<190>May  6 07:08:09 nginx: ",
        "<134>2024-05-06T07:08:09Z cache-par-1 access[42]: ",
        "May  6 07:08:09 web1 nginx[12]: ",
        "May 06 07:08:09.123456 web1 nginx[12]: ",
        "2024-05-06T09:08:09+0200 web1 nginx[12]: ",
        "2024-05-06T09:08:09.123456+02:00 web1 nginx:  ",
        "<134>1 2024-05-06T07:08:09.003Z web1 nginx 12 ID47 - ",
        "<134>1 2024-05-06T07:08:09Z web1 nginx - - [a@1 b=\"] c\\\"\"][d@2] \uFEFF",
    ];

    [Theory]
    [MemberData(nameof(SyslogHeaders))]
    public void A_syslog_or_journald_header_before_a_record_changes_nothing(string header)
    {
        foreach (var (format, sample) in Samples.All.Where(pair => LogFormats.Find(pair.Key) is { Shape: not RecordShape.Csv, HasDirectives: false }))
        {
            var read = ReadLog.Of(header + sample);
            (read.Format, read.Refused.Count).ShouldBe((format, 0), header + format);
            read.Hits.ShouldBe(ReadLog.Of(sample).Hits);
        }
    }

    [Theory]
    [InlineData("May")]
    [InlineData("<134>1 2024-05-06T07:08:09Z web1 nginx - - [a@1 b=\"")]
    [InlineData("<134>May  6 07:08:09 web1")]
    [InlineData("<99999>May  6 07:08:09 web1 nginx: ")]
    public void Half_a_header_is_none(string header) => ReadLog.Of(header + "\n" + Samples.All["combined"]).Hits.Count.ShouldBe(1);

    [Fact]
    public void Headers_that_tell_an_apps_browser_are_read_where_a_format_has_them()
    {
        var hit = ReadLog.Of(Samples.All["caddy"]).Only;
        (hit.RequestedWith, hit.SecFetchSite, hit.SecFetchDest, hit.SecPurpose, hit.ContentType)
            .ShouldBe(("com.whatsapp", "none", "document", "prefetch", "text/html"));
        ReadLog.Of(Samples.All["traefik"]).Only.RequestedWith.ShouldBe("com.whatsapp");
        ReadLog.Of(Samples.All["nginx-json"]).Only.RequestedWith.ShouldBe("com.whatsapp");
        ReadLog.Of(Samples.All["cloudfront-realtime"]).Only.ContentType.ShouldBe("text/html");
    }

    [Fact]
    public void Formats_have_distinct_names_and_an_unknown_name_finds_none()
    {
        LogFormats.All.Select(format => format.Name).ShouldBeUnique();
        LogFormats.Find("apache-error").ShouldBeNull();
        LogFormats.Find("gandi")!.Name.ShouldBe("combined-vhost");
        Samples.All.Keys.ShouldBe(LogFormats.All.Select(format => format.Name), ignoreOrder: true);
    }
}
