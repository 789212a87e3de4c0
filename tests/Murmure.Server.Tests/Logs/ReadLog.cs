using System.Text;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

/// <summary>A hit as text that outlives its line, for comparing.</summary>
internal sealed record Seen(
    DateTime Time, bool HasZone, string Address, string Host, string Method, string Target, string Query, string Referrer, string UserAgent,
    string RequestedWith, string SecFetchSite, string SecFetchDest, string SecPurpose, string ContentType, int Status, long Bytes)
{
    public static Seen Of(RawHit hit) => new(
        hit.Time, hit.HasZone, Text(hit.Address), Text(hit.Host), Text(hit.Method), Text(hit.Target), Text(hit.Query), Text(hit.Referrer),
        Text(hit.UserAgent), Text(hit.RequestedWith), Text(hit.SecFetchSite), Text(hit.SecFetchDest), Text(hit.SecPurpose), Text(hit.ContentType),
        hit.Status, hit.Bytes);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}

/// <summary>Everything that reading one log gave.</summary>
internal sealed record ReadLog(
    string Format, IReadOnlyList<Seen> Hits, IReadOnlyList<(LineOutcome Outcome, long Line)> Refused, int Chunks, LogProblem? Trouble)
{
    public Seen Only => Hits.ShouldHaveSingleItem();

    public static ReadLog Of(string text, string? format = null, int chunkBytes = LogReader.ChunkBytes) =>
        Of(Encoding.UTF8.GetBytes(text), format, chunkBytes);

    public static ReadLog Of(byte[] bytes, string? format = null, int chunkBytes = LogReader.ChunkBytes)
    {
        var named = format is null ? null : LogFormats.Find(format).ShouldNotBeNull();
        LogReader.TryOpen(new MemoryStream(bytes), "test.log", named, bytes.Length, out var reader, out var problem, chunkBytes)
            .ShouldBeTrue(problem?.Say());
        using (reader)
            return Through(reader!);
    }

    public static ReadLog OfFile(string path)
    {
        LogReader.TryOpen(path, null, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        using (reader)
            return Through(reader!);
    }

    public static LogProblem Problem(byte[] bytes, string? format = null)
    {
        var named = format is null ? null : LogFormats.Find(format).ShouldNotBeNull();
        LogReader.TryOpen(new MemoryStream(bytes), "test.log", named, bytes.Length, out var reader, out var problem).ShouldBeFalse(reader?.Format.Name);
        return problem!;
    }

    private static ReadLog Through(LogReader reader)
    {
        var (hits, refused, chunks) = (new List<Seen>(), new List<(LineOutcome, long)>(), 0);
        var scratch = new LineScratch();
        foreach (var chunk in reader.Chunks())
        {
            using (chunk)
            {
                chunks++;
                var records = chunk.Records;
                while (records.MoveNext())
                {
                    var outcome = chunk.Format.Parse(records.Current, scratch, out var hit);
                    if (outcome == LineOutcome.Hit)
                        hits.Add(Seen.Of(hit));
                    else if (outcome != LineOutcome.Aside)
                        refused.Add((outcome, records.Line));
                }
            }
        }
        return new ReadLog(reader.Format.Name, hits, refused, chunks, reader.Trouble);
    }
}
