using System.Text;
using Murmure.Attribution;
using Murmure.Server.Logs;
using Murmure.Server.Tests.Ingest;

namespace Murmure.Server.Tests.Analysis;

/// <summary>A log that does not record agents says nothing of who asked; one that records an empty agent says that a machine did.</summary>
public sealed class AgentFieldTests
{
    private const string HaproxyStart = "203.0.113.9:33317 [06/May/2024:07:08:09.000] web~ app/s1 10/0/30/69/109 200 512 - - ---- 1/1/1/1/0 0/0 ";
    private const string W3cStart = "#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status";
    private const string JsonStart = """{"time_iso8601":"2024-05-06T09:08:09+02:00","remote_addr":"203.0.113.9","request":"GET /news/a HTTP/1.1","status":"200" """;
    private const string CaddyStart = """{"level":"info","ts":1714979289.0,"logger":"http.log.access","msg":"handled request","status":200,"size":512,"request":{"client_ip":"203.0.113.9","method":"GET","host":"www.example.com","uri":"/news/a" """;
    private const string GoogleStart = """{"timestamp":"2024-05-06T07:08:09Z","resource":{"type":"http_load_balancer"},"httpRequest":{"remoteIp":"203.0.113.9","requestMethod":"GET","requestUrl":"https://www.example.com/news/a","status":200 """;

    [Theory]
    [InlineData("common", """203.0.113.9 - - [06/May/2024:09:08:09 +0200] "GET /news/a HTTP/1.1" 200 512""")]
    [InlineData("haproxy", HaproxyStart + "\"GET /news/a HTTP/1.1\"")]
    [InlineData("haproxy", HaproxyStart + "{www.example.com|https://t.example/p} \"GET /news/a HTTP/1.1\"")]
    [InlineData("iis", W3cStart + "\n2024-05-06 07:08:09 203.0.113.9 GET /news/a 200")]
    [InlineData("nginx-json", JsonStart + "}")]
    [InlineData("caddy", CaddyStart + "}}")]
    public void Without_a_field_for_the_agent_nobody_knows_who_asked(string format, string log) => VerdictOn(format, log).ShouldBe(Verdict.Unknown);

    [Theory]
    [InlineData("combined", """203.0.113.9 - - [06/May/2024:09:08:09 +0200] "GET /news/a HTTP/1.1" 200 512 "-" "-" """)]
    [InlineData("iis", W3cStart + " cs(User-Agent)\n2024-05-06 07:08:09 203.0.113.9 GET /news/a 200 -")]
    [InlineData("nginx-json", JsonStart + ",\"http_user_agent\":\"\"}")]
    [InlineData("nginx-json", JsonStart + ",\"http_user_agent\":\"-\"}")]
    [InlineData("nginx-json", JsonStart + ",\"http_user_agent\":null}")]
    [InlineData("caddy", CaddyStart + ",\"headers\":{}}}")]
    [InlineData("google-cloud", GoogleStart + "}}")]
    public void An_agent_field_that_is_empty_is_a_machines(string format, string log) => VerdictOn(format, log).ShouldBe(Verdict.Automated);

    [Theory]
    [InlineData("haproxy", HaproxyStart + "{" + Asked.Firefox + "} \"GET /news/a HTTP/1.1\"")]
    [InlineData("nginx-json", JsonStart + ",\"http_user_agent\":\"" + Asked.Firefox + "\"}")]
    [InlineData("caddy", CaddyStart + ",\"headers\":{\"User-Agent\":[\"" + Asked.Firefox + "\"]}}}")]
    public void With_an_agent_the_same_line_is_a_persons(string format, string log) => VerdictOn(format, log).ShouldBe(Verdict.Person);

    /// <summary>nginx writes <c>\x22</c> into JSON; the repair makes four bytes of two at worst.</summary>
    [Fact]
    public void A_json_line_of_nothing_but_broken_escapes_is_refused_and_does_not_throw()
    {
        var format = LogFormats.Find("nginx-json").ShouldNotBeNull();
        var line = Encoding.UTF8.GetBytes("{\"request\":\"" + string.Concat(Enumerable.Repeat("\\x", 20_000)));
        format.Parse(line, new LineScratch(), out _).ShouldBe(LineOutcome.BadJson);
    }

    private static Verdict? VerdictOn(string format, string log)
    {
        var named = LogFormats.Find(format).ShouldNotBeNull();
        LogReader.TryOpen(new MemoryStream(Encoding.UTF8.GetBytes(log)), "a.log", named, null, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        var (door, scratch) = (Doors.Open(""), new LineScratch());
        var verdicts = new List<Verdict?>();
        using (reader)
        {
            foreach (var chunk in reader!.Chunks())
            {
                foreach (var line in chunk.Records)
                {
                    if (chunk.Format.Parse(line, scratch, out var hit) != LineOutcome.Hit)
                        continue;
                    door.Pass(hit, out var outcome);
                    verdicts.Add(outcome.Verdict);
                }
            }
        }
        return verdicts.ShouldHaveSingleItem();
    }
}
