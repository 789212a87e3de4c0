using System.Globalization;
using System.Text.Json;
using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

/// <summary>The shared logs give exactly what their own projects, or an independent count, say they hold.</summary>
public sealed class ExpectedLogsTests
{
    [Fact]
    public void Every_hit_of_the_shared_logs_is_read_as_expected()
    {
        var cases = 0;
        foreach (var expected in Cases())
        {
            if (!expected.TryGetProperty("hits", out var hits))
                continue;
            var file = expected.GetProperty("file").GetString()!;
            var read = ReadLog.OfFile(SharedData.Path(file));
            read.Refused.ShouldBeEmpty(file);
            read.Hits.Count.ShouldBe(hits.GetArrayLength(), file);
            for (var i = 0; i < read.Hits.Count; i++)
                Compare(read.Hits[i], hits[i], $"{file}, hit {i + 1}");
            cases += read.Hits.Count;
        }
        cases.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Of_the_ten_thousand_lines_one_is_malformed_and_the_statuses_add_up()
    {
        var expected = Cases().Single(one => one.TryGetProperty("expected", out _)).GetProperty("expected");
        var read = ReadLog.OfFile(SharedData.Path("logs/apache_logs"));
        read.Format.ShouldBe("combined");
        (read.Hits.Count + read.Refused.Count).ShouldBe(expected.GetProperty("lines").GetInt32());
        read.Hits.Count.ShouldBe(expected.GetProperty("parsed").GetInt32());
        read.Refused.ShouldBe([(LineOutcome.UnbalancedQuotes, 8899)]);
        var statuses = read.Hits.CountBy(hit => hit.Status.ToString(CultureInfo.InvariantCulture)).ToDictionary();
        statuses.ShouldBe(expected.GetProperty("status").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt32()), ignoreOrder: true);
        read.Hits.Count(hit => hit.Referrer.Length == 0).ShouldBe(expected.GetProperty("referrer_empty").GetInt32());
        read.Hits.DistinctBy(hit => hit.UserAgent).Count().ShouldBe(expected.GetProperty("distinct_user_agents").GetInt32());
    }

    private static List<JsonElement> Cases() =>
        [.. JsonDocument.Parse(File.ReadAllText(SharedData.Path("logs_expected.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    private static void Compare(Seen hit, JsonElement expected, string what)
    {
        string Text(string name) => expected.TryGetProperty(name, out var value) ? value.GetString()! : "";
        hit.Address.ShouldBe(Text("ip"), what);
        hit.Host.ShouldBe(Text("host"), what);
        hit.Method.ShouldBe(Text("method"), what);
        var query = hit.Target.IndexOf('?', StringComparison.Ordinal);
        (query < 0 ? hit.Target : hit.Target[..query]).ShouldBe(Text("path"), what);
        (query < 0 ? hit.Query : hit.Target[(query + 1)..]).ShouldBe(Text("query"), what);
        hit.Referrer.ShouldBe(Text("referrer"), what);
        hit.UserAgent.ShouldBe(Text("user_agent"), what);
        hit.Status.ShouldBe(expected.GetProperty("status").GetInt32(), what);
        var bytes = expected.GetProperty("bytes");
        hit.Bytes.ShouldBe(bytes.ValueKind == JsonValueKind.Null ? -1 : bytes.GetInt64(), what);
        var time = DateTimeOffset.Parse(Text("time"), CultureInfo.InvariantCulture).UtcDateTime;
        // The expected fraction comes from a binary double; ours from the decimal digits of the log.
        hit.Time.ShouldBe(time, TimeSpan.FromMicroseconds(1), what);
        hit.HasZone.ShouldBeTrue(what);
    }
}
