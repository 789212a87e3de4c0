namespace Murmure.Server.Logs;

/// <summary>From which line on a log is read as which format.</summary>
/// <param name="Line">The line's number in the file, from 1.</param>
/// <param name="Format">How it is read from there.</param>
public readonly record struct FormatChange(long Line, LogFormat Format);

/// <summary>
/// Notices where a log goes on in another format (two logs in one file, a server whose configuration changed): a run of records that the
/// format refuses and another one reads. Only one record in <see cref="Stride"/> is parsed for this, so that a sound log costs next to nothing.
/// </summary>
internal sealed class FormatWatch
{
    /// <summary>So many records in a row that the format refuses are a run.</summary>
    public const int Run = 20;

    /// <summary>Shorter than a run, so that none passes between two probes.</summary>
    private const int Stride = 16;

    /// <summary>After a run that no format reads so many records pass unlooked at: junk must not cost more than a log.</summary>
    private const int Rest = 500;

    /// <summary>What the other formats are tried on, where there is as much: twenty JSON objects printed over several lines.</summary>
    private const int SampleBytes = 64 * 1024;

    private readonly LineScratch scratch = new();
    private int untilProbe;
    private bool resting;

    /// <param name="Sound">How many bytes stand before the run, to be handed out first; the whole text where there is none.</param>
    /// <param name="Next">The format that reads the run.</param>
    /// <param name="NeedsMore">True when what follows must be known before anything can be said of the run.</param>
    public readonly record struct Finding(int Sound, LogFormat? Next = null, bool NeedsMore = false);

    /// <summary>Looks for a run in the records that come next.</summary>
    /// <param name="records">Whole records, joined for <paramref name="current"/>.</param>
    /// <param name="text">The same place with everything that has been read behind it.</param>
    /// <param name="current">The format that they are read by.</param>
    /// <param name="ends">Whether a run that reaches the records' end cannot go on behind it.</param>
    /// <param name="full">Whether no more text can be had than there is.</param>
    public Finding Look(ReadOnlySpan<byte> records, ReadOnlySpan<byte> text, LogFormat current, bool ends, bool full)
    {
        for (var at = 0; at < records.Length;)
        {
            var end = EndOf(records, at);
            // The last record too: a run must not be handed out in halves.
            if (untilProbe-- <= 0 || (end == records.Length && !resting))
            {
                (untilProbe, resting) = (Stride - 1, false);
                if (!IsSound(records[at..end], current) && Judge(records, text, at, current, ends, full) is { } finding)
                {
                    untilProbe = 0;
                    return finding;
                }
            }
            at = end;
        }
        return new Finding(records.Length);
    }

    /// <summary>What to do about the run that holds the record; null when it is none, or nobody's.</summary>
    private Finding? Judge(ReadOnlySpan<byte> records, ReadOnlySpan<byte> text, int at, LogFormat current, bool ends, bool full)
    {
        var begin = Begin(records, at, current);
        var (refused, ended) = Length(records[begin..], current);
        if (refused < Run && ended)
            return null;
        if (refused < Run)
            return ends ? null : new Finding(begin, NeedsMore: true);
        if (!full && text.Length - begin < SampleBytes)
            return new Finding(begin, NeedsMore: true);
        if (LogFormatDetector.DetectNext(text[begin..][..Math.Min(SampleBytes, text.Length - begin)], current, Run) is { } next)
            return new Finding(begin, next);
        (untilProbe, resting) = (Rest, true);
        return null;
    }

    /// <summary>Where the run begins: with the comments and directives before it, which may say how to read it.</summary>
    private int Begin(ReadOnlySpan<byte> records, int at, LogFormat current)
    {
        for (var step = 0; at > 0 && step < 2 * Run; step++)
        {
            var before = records[..(at - 1)].LastIndexOf((byte)'\n') + 1;
            if (IsSound(records[before..at], current))
                break;
            at = before;
        }
        return at;
    }

    /// <summary>How many records are refused, counted to <see cref="Run"/> at most, and whether a sound one ends them.</summary>
    private (int Refused, bool Ended) Length(ReadOnlySpan<byte> records, LogFormat current)
    {
        var refused = 0;
        for (var at = 0; at < records.Length && refused < Run; at = EndOf(records, at))
        {
            var outcome = Outcome(records[at..EndOf(records, at)], current);
            if (outcome == LineOutcome.Hit)
                return (refused, true);
            refused += outcome == LineOutcome.Aside ? 0 : 1;
        }
        return (refused, refused == Run);
    }

    // To one JSON format the records of another are messages, no requests: so those prove nothing.
    private bool IsSound(ReadOnlySpan<byte> record, LogFormat current) => Outcome(record, current) == LineOutcome.Hit;

    private LineOutcome Outcome(ReadOnlySpan<byte> record, LogFormat current) =>
        current.Parse(record is [.., (byte)'\n'] ? record[..^1] : record, scratch, out _);

    private static int EndOf(ReadOnlySpan<byte> records, int at)
    {
        var end = records[at..].IndexOf((byte)'\n');
        return end < 0 ? records.Length : at + end + 1;
    }
}
