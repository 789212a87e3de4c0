using System.Buffers;
using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>Recognises a log's format by reading its first records with every format there is.</summary>
internal static class LogFormatDetector
{
    private const int SampleLines = 200;
    private const int SampleBytes = 256 * 1024;

    /// <summary>
    /// The format that reads most of the first records, ties by the order of <see cref="LogFormats.All"/>; null when none reads one in five.
    /// When a format was <paramref name="asked"/> for, it is the only candidate, and one record is enough.
    /// </summary>
    public static LogFormat? Detect(ReadOnlySpan<byte> start, LogFormat? asked = null)
    {
        var sample = Sample(start);
        var scratch = new LineScratch();
        LogFormat? best = null;
        var most = 0;
        // JSON and CSV before lines: as lines, their records are other formats' junk at best.
        foreach (var shape in (ReadOnlySpan<RecordShape>)[RecordShape.Json, RecordShape.Csv, RecordShape.Line])
        {
            var joined = sample.ToArray();
            RecordJoiner.Join(joined, shape, last: true);
            foreach (var candidate in asked is null ? LogFormats.All : [asked])
            {
                if (candidate.Shape != shape)
                    continue;
                var (format, hits, records, _) = Try(candidate, joined, scratch);
                if (hits > most && (hits * 5 >= records || asked is not null))
                    (best, most) = (format, hits);
            }
        }
        return best;
    }

    /// <summary>
    /// The format, other than <paramref name="current"/>, that reads most of the records from the front of <paramref name="text"/> on, and half
    /// of them at least; null when there is none. A directive in it has taken effect.
    /// </summary>
    /// <param name="records">How many records each format is tried on.</param>
    public static LogFormat? DetectNext(ReadOnlySpan<byte> text, LogFormat current, int records)
    {
        var scratch = new LineScratch();
        LogFormat? best = null;
        var most = 0;
        foreach (var shape in (ReadOnlySpan<RecordShape>)[RecordShape.Json, RecordShape.Csv, RecordShape.Line])
        {
            var joined = text.ToArray();
            var whole = joined.AsSpan(0, RecordJoiner.Join(joined, shape, last: false));
            foreach (var candidate in LogFormats.All)
            {
                if (candidate.Shape != shape || candidate.Name == current.Name)
                    continue;
                var (format, hits, tried, messages) = Try(candidate, whole, scratch, records);
                if (hits > most && hits * 2 >= tried + messages)
                    (best, most) = (format, hits);
            }
        }
        return best;
    }

    /// <summary>True when there are comments and headers only: a server that started and was asked for nothing.</summary>
    public static bool HoldsNoRecord(ReadOnlySpan<byte> start)
    {
        foreach (var line in new LogRecords(start, RecordShape.Line, 1))
        {
            if (!line.Trim(" \t\r"u8).IsEmpty && line[0] != '#')
                return false;
        }
        return true;
    }

    /// <summary>True for data with more control bytes than any text encoding of a log would have.</summary>
    public static bool LooksBinary(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, 8192)];
        var control = 0;
        foreach (var value in start)
            control += value < ' ' && value is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x1B) ? 1 : 0;
        return control * 50 > start.Length;
    }

    private static ReadOnlySpan<byte> Sample(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, SampleBytes)];
        var end = 0;
        for (var lines = 0; lines < SampleLines; lines++)
        {
            var next = start[end..].IndexOf((byte)'\n');
            if (next < 0)
                return start;
            end += next + 1;
        }
        return start[..end];
    }

    private static (LogFormat Format, int Hits, int Records, int Messages) Try(
        LogFormat format, ReadOnlySpan<byte> sample, LineScratch scratch, int most = int.MaxValue)
    {
        // What the log opens with is what its first records were read by; later directives are met again by the reader.
        var (begun, current, hits, records, messages) = (format, format, 0, 0, 0);
        foreach (var line in new LogRecords(sample, format.Shape, 1))
        {
            current = current.After(line);
            var outcome = current.Parse(line, scratch, out _);
            if (hits == 0)
                begun = current;
            hits += outcome == LineOutcome.Hit ? 1 : 0;
            records += outcome is LineOutcome.Aside or LineOutcome.NotARequest ? 0 : 1;
            messages += outcome == LineOutcome.NotARequest ? 1 : 0;
            if (records + messages == most)
                break;
        }
        return (begun, hits, records, messages);
    }
}
