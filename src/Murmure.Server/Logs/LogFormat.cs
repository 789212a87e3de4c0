using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>How the bytes of a log fall into records.</summary>
public enum RecordShape : byte
{
    /// <summary>A record is a line.</summary>
    Line,

    /// <summary>A record is a JSON object, on one line or printed over several.</summary>
    Json,

    /// <summary>A record is a CSV row, whose quoted fields may hold line breaks.</summary>
    Csv,
}

/// <summary>One way of writing an access log. Immutable: one instance serves every thread.</summary>
public abstract class LogFormat
{
    /// <summary>A record longer than this is refused as <see cref="LineOutcome.TooLong"/>; servers stop a request line at 8 to 32 KB.</summary>
    public const int MaxRecordBytes = 64 * 1024;

    /// <summary>The stable lower-case name, as <c>--format</c> takes it.</summary>
    public required string Name { get; init; }

    public virtual RecordShape Shape => RecordShape.Line;

    /// <summary>True when records can change the meaning of those that follow (W3C's <c>#Fields</c>).</summary>
    internal virtual bool HasDirectives => false;

    /// <summary>How a line that may be a directive follows the line before it.</summary>
    internal virtual ReadOnlySpan<byte> DirectiveMark => "\n#"u8;

    /// <summary>The format of the records after <paramref name="directive"/>: this one, unless the directive says otherwise.</summary>
    internal virtual LogFormat After(ReadOnlySpan<byte> directive) => this;

    /// <summary>Reads one record (without its line feed, behind a syslog header or not) into <paramref name="hit"/>, whose spans point into the record or the scratch.</summary>
    /// <returns><see cref="LineOutcome.Hit"/>, or why there is none; then nothing of <paramref name="hit"/> may be used.</returns>
    public LineOutcome Parse(ReadOnlySpan<byte> line, LineScratch scratch, out RawHit hit)
    {
        hit = default;
        hit.Bytes = -1;
        hit.HasZone = true;
        hit.HasAgent = true;
        if (line.Length > MaxRecordBytes)
            return LineOutcome.TooLong;
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        // A comment or a directive: no format's record begins so.
        if (line.IsEmpty || line[0] == '#' || (line[0] <= ' ' && line.Trim(Blanks).IsEmpty))
            return LineOutcome.Aside;
        SyslogHeader.TryStrip(ref line);
        scratch.Reset();
        return Read(line, scratch, ref hit);
    }

    protected abstract LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit);

    private static ReadOnlySpan<byte> Blanks => " \t\r\0"u8;

    public override string ToString() => Name;
}
