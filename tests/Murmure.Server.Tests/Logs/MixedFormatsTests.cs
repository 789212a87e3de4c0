using System.Text;
using CsCheck;
using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

/// <summary>A log that goes on in another format is read on in that format.</summary>
public sealed class MixedFormatsTests
{
    [Fact]
    public void Every_format_is_followed_by_every_other_without_a_line_lost()
    {
        foreach (var (first, second) in from one in Samples.All from other in Samples.All where one.Key != other.Key select (one, other))
        {
            var read = ReadLog.Of(Lines(first.Key, 30) + Lines(second.Key, 30) + Lines(first.Key, 30));
            read.Refused.ShouldBeEmpty($"{first.Key}, then {second.Key}");
            read.Hits.Count.ShouldBe(90);
        }
    }

    [Fact]
    public void A_change_is_named_with_its_line_and_the_first_format_stays_the_log_s()
    {
        var (read, changes) = Read(Encoding.UTF8.GetBytes(Lines("combined", 25) + Lines("nginx-json", 40) + Lines("combined", 25)));
        read.ShouldBe(("combined", 90));
        changes.ShouldBe([(26, "nginx-json"), (66, "combined")]);
    }

    [Fact]
    public void A_log_whose_beginning_is_another_s_end_opens_with_what_it_begins_with()
    {
        var (read, changes) = Read(Encoding.UTF8.GetBytes(Lines("combined", 25) + Lines("nginx-json", 400)));
        read.ShouldBe(("combined", 425));
        changes.ShouldBe([(26, "nginx-json")]);
    }

    [Fact]
    public void A_few_lines_of_another_format_are_refused_and_change_nothing()
    {
        var read = ReadLog.Of(Lines("combined", 30) + Lines("nginx-json", FormatWatch.Run - 1) + Lines("combined", 30));
        read.Hits.Count.ShouldBe(60);
        read.Refused.Count.ShouldBe(FormatWatch.Run - 1);
    }

    [Fact]
    public void Junk_of_any_length_changes_nothing_and_what_follows_it_is_read()
    {
        foreach (var length in (int[])[5, 20, 300, 5000])
        {
            var junk = string.Concat(Enumerable.Range(0, length).Select(i => $"kernel panic {i}, not an access log at all\n"));
            var (read, changes) = Read(Encoding.UTF8.GetBytes(Lines("combined", 300) + junk + Lines("combined", 100)));
            read.ShouldBe(("combined", 400), $"{length} lines of junk");
            changes.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_format_that_was_named_is_kept()
    {
        var read = ReadLog.Of(Lines("combined", 25) + Lines("nginx-json", 40), "combined");
        (read.Hits.Count, read.Refused.Count).ShouldBe((25, 40));
    }

    [Fact]
    public void Chunks_of_any_size_change_their_format_at_the_same_line() =>
        Gen.Select(Gen.Select(Gen.OneOf(Samples.All.Keys.ToArray()), Gen.Int[1, 70]).Array[2, 5], Gen.Int[1, 6000]).Sample((parts, size) =>
        {
            var log = Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => Lines(part.Item1, part.Item2))));
            var (whole, cut) = (Read(log), Read(log, size));
            cut.Changes.ShouldBe(whole.Changes);
            cut.Read.ShouldBe(whole.Read);
        }, iter: 300);

    [Fact]
    public void Objects_printed_over_several_lines_are_found_behind_lines()
    {
        var pretty = string.Concat(Enumerable.Repeat(Samples.All["nginx-json"].Replace(",\"", ",\n  \"", StringComparison.Ordinal) + "\n", 30));
        var read = ReadLog.Of(Lines("combined", 30) + pretty);
        (read.Hits.Count, read.Refused.Count).ShouldBe((60, 0));
    }

    /// <summary>The sample's head (a directive, a CSV header) stands once, before its lines.</summary>
    private static string Lines(string format, int count)
    {
        var sample = Samples.All[format].TrimEnd();
        var head = sample[..(sample.LastIndexOf('\n') + 1)];
        return head + string.Concat(Enumerable.Repeat(sample[head.Length..] + "\n", count));
    }

    private static ((string Format, int Hits) Read, List<(long Line, string Format)> Changes) Read(byte[] log, int chunkBytes = LogReader.ChunkBytes)
    {
        LogReader.TryOpen(new MemoryStream(log), "test.log", null, log.Length, out var reader, out var problem, chunkBytes).ShouldBeTrue(problem?.Say());
        var scratch = new LineScratch();
        var hits = 0;
        using (reader)
        {
            foreach (var chunk in reader.Chunks())
            {
                using (chunk)
                {
                    foreach (var line in chunk.Records)
                        hits += chunk.Format.Parse(line, scratch, out _) == LineOutcome.Hit ? 1 : 0;
                }
            }
            return ((reader.Format.Name, hits), [.. reader.Changes.Select(change => (change.Line, change.Format.Name))]);
        }
    }
}
