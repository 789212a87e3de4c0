using System.Globalization;
using System.Text;
using System.Text.Json;
using Murmure.Attribution;
using Murmure.Attribution.Tests.Reference;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Sites;

namespace Murmure.Benchmarks;

/// <summary>Scores the log reader on the labelled logs. The tests of the server compare the same hits field by field and say what differs.</summary>
internal sealed class LogScores(string folder, Classifier classifier)
{
    public IReadOnlyList<ReferenceScore> All() => [Hits(), Counts(), Paths()];

    private ReferenceScore Hits()
    {
        var (rows, misses) = (0, new List<Miss>());
        foreach (var log in Cases().Where(log => log.TryGetProperty("hits", out _)))
        {
            var file = log.GetProperty("file").GetString()!;
            var expected = log.GetProperty("hits").EnumerateArray().Select(Expected).ToList();
            var read = Read(Path.Combine(folder, file)).Hits;
            rows += expected.Count;
            for (var i = 0; i < Math.Max(expected.Count, read.Count); i++)
            {
                var (label, answer) = (expected.ElementAtOrDefault(i) ?? "no hit", read.ElementAtOrDefault(i) ?? "no hit");
                if (label != answer)
                    misses.Add(new Miss($"{file}, hit {i + 1}", label, answer, "goatcounter"));
            }
        }
        return new("log hits (GoatCounter)", rows, misses, 0);
    }

    private ReferenceScore Counts()
    {
        var log = Cases().Single(one => one.TryGetProperty("expected", out _));
        var expected = log.GetProperty("expected");
        var read = Read(Path.Combine(folder, log.GetProperty("file").GetString()!));
        (string What, int Label, int Answer)[] counts =
        [
            ("parsed", expected.GetProperty("parsed").GetInt32(), read.Hits.Count),
            ("malformed", expected.GetProperty("malformed").GetInt32(), read.Malformed),
            .. expected.GetProperty("status").EnumerateObject().Select(one =>
                ($"status {one.Name}", one.Value.GetInt32(), read.Status.GetValueOrDefault(int.Parse(one.Name, CultureInfo.InvariantCulture)))),
        ];
        Miss[] misses = [.. counts.Where(count => count.Label != count.Answer).Select(count => new Miss(count.What, $"{count.Label}", $"{count.Answer}", "apache_logs"))];
        return new("log counts (apache_logs)", counts.Length, misses, 0);
    }

    /// <summary>GoatCounter's canonical paths: information, because it drops parameters that a page may need and this pipeline drops all.</summary>
    private ReferenceScore Paths()
    {
        var rows = ReferenceRow.Read(folder, "referrers.jsonl").Where(row => row.Source == "goatcounter-path").ToList();
        using var pseudonyms = new Pseudonyms("site.test");
        var pipeline = new IngestPipeline(
            classifier, pseudonyms, null, new SiteRules { Id = default, Host = "site.test", Zone = TimeZoneInfo.Utc, Profile = ComplianceProfile.LogOnly },
            new ReadingCache(classifier));
        var misses = new List<Miss>();
        foreach (var row in rows)
        {
            var target = Encoding.UTF8.GetBytes(row.In("url") ?? "/");
            pipeline.Pass(new RawHit { Target = target, Method = "GET"u8, Status = 200, HasZone = true }, out var outcome);
            var page = outcome.Dropped is null ? outcome.Event.Page : outcome.Dropped.Value.Slug();
            if (page != row.Expected("path"))
                misses.Add(new Miss(row.In("url") ?? "", row.Expected("path") ?? "", page, row.Source));
        }
        return new("page paths (GoatCounter)", rows.Count, misses, null);
    }

    private List<JsonElement> Cases() =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "logs_expected.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    private static string Expected(JsonElement hit)
    {
        string Text(string name) => hit.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var time = DateTimeOffset.Parse(Text("time"), CultureInfo.InvariantCulture).UtcDateTime;
        var bytes = hit.GetProperty("bytes") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : -1;
        return Say(
            time, Text("ip"), Text("host"), Text("method"), Text("path"), Text("query"), hit.GetProperty("status").GetInt32(), bytes,
            Text("referrer"), Text("user_agent"));
    }

    private static (List<string> Hits, int Malformed, Dictionary<int, int> Status) Read(string path)
    {
        var (hits, malformed, statuses) = (new List<string>(), 0, new Dictionary<int, int>());
        if (!LogReader.TryOpen(path, null, out var reader, out var problem))
            return ([problem.Say()], 0, statuses);
        using (reader)
        {
            var scratch = new LineScratch();
            foreach (var chunk in reader.Chunks())
            {
                foreach (var line in chunk.Records)
                {
                    var outcome = chunk.Format.Parse(line, scratch, out var hit);
                    if (outcome == LineOutcome.Hit)
                    {
                        hits.Add(Say(hit));
                        statuses[hit.Status] = statuses.GetValueOrDefault(hit.Status) + 1;
                    }
                    malformed += outcome is LineOutcome.Hit or LineOutcome.Aside ? 0 : 1;
                }
                chunk.Dispose();
            }
        }
        return (hits, malformed, statuses);
    }

    private static string Say(in RawHit hit)
    {
        var target = Encoding.UTF8.GetString(hit.Target);
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return Say(
            hit.Time, Encoding.UTF8.GetString(hit.Address), Encoding.UTF8.GetString(hit.Host), Encoding.UTF8.GetString(hit.Method),
            mark < 0 ? target : target[..mark], mark < 0 ? Encoding.UTF8.GetString(hit.Query) : target[(mark + 1)..], hit.Status, hit.Bytes,
            Encoding.UTF8.GetString(hit.Referrer), Encoding.UTF8.GetString(hit.UserAgent));
    }

    /// <summary>One line of text for a hit, to compare and to show; to the millisecond, since the labels' fractions went through a double.</summary>
    private static string Say(
        DateTime time, string address, string host, string method, string path, string query, int status, long bytes, string referrer, string agent) =>
        string.Join(' ', time.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture), address, host, method, path, query, $"{status}", $"{bytes}", referrer, agent);
}
