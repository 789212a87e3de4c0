namespace Murmure.Server.Logs;

/// <summary>
/// Finds where whole records end, and makes each record one line: in place, because joining replaces line breaks and never moves text.
/// A record that would pass the length limit, or never ends, is not joined: its first line is refused by itself and the next one has its chance.
/// </summary>
internal static class RecordJoiner
{
    /// <summary>Stands for a line break inside a record; blank in JSON and in a CSV field, and still there to count lines by.</summary>
    public const byte InnerLineBreak = (byte)'\r';

    /// <summary>Joins the records of <paramref name="block"/>.</summary>
    /// <param name="last">True when nothing follows the block: then an open end is a record too.</param>
    /// <returns>The length of the part that holds whole records only.</returns>
    public static int Join(Span<byte> block, RecordShape shape, bool last) => shape switch
    {
        RecordShape.Json => JoinRecords(block, last, JsonEnd),
        RecordShape.Csv => JoinRecords(block, last, CsvEnd),
        _ => last ? block.Length : block.LastIndexOf((byte)'\n') + 1,
    };

    /// <summary>The length of the record at the front of <paramref name="text"/> up to a line feed or the end; 0 when it goes on after the text.</summary>
    private delegate int RecordEnd(Span<byte> text, int firstLineEnd);

    private static int JoinRecords(Span<byte> block, bool last, RecordEnd endOf)
    {
        for (var start = 0; start < block.Length;)
        {
            var text = block[start..];
            var line = text.IndexOf((byte)'\n');
            if (line < 0 && !last)
                return start;
            if (line < 0)
                line = text.Length;
            var end = endOf(text, line);
            if ((end == 0 || end == text.Length) && !last && text.Length <= LogFormat.MaxRecordBytes)
                return start;
            if (end <= line || end > LogFormat.MaxRecordBytes)
                end = line;
            else
                Unbreak(text[..end]);
            start += end + 1;
        }
        return block.Length;
    }

    private static void Unbreak(Span<byte> record)
    {
        record.Replace(InnerLineBreak, (byte)' ');
        record.Replace((byte)'\n', InnerLineBreak);
    }

    private static int CsvEnd(Span<byte> text, int firstLineEnd)
    {
        var (start, end) = (0, firstLineEnd);
        for (var quotes = 0; ;)
        {
            quotes += text[start..end].Count((byte)'"');
            if (quotes % 2 == 0)
                return end;
            if (end == text.Length || end > LogFormat.MaxRecordBytes)
                return 0;
            start = end + 1;
            var next = text[start..].IndexOf((byte)'\n');
            end = next < 0 ? text.Length : start + next;
        }
    }

    private static int JsonEnd(Span<byte> text, int firstLineEnd)
    {
        var line = text[..firstLineEnd];
        // The brackets and commas of an array around the records are no part of them.
        var first = line.IndexOfAnyExcept(" \t\r[,"u8);
        if (first < 0 || line[first] == ']')
        {
            line.Fill((byte)' ');
            return firstLineEnd;
        }
        if (line[first] != '{')
            return firstLineEnd;
        line[..first].Fill((byte)' ');
        var end = ObjectEnd(text);
        if (end == 0)
            return 0;
        var next = text[end..].IndexOf((byte)'\n');
        var tail = next < 0 ? text[end..] : text.Slice(end, next);
        if (tail.IndexOfAnyExcept(" \t\r,]"u8) < 0)
            tail.Replace((byte)',', (byte)' ');
        tail.Replace((byte)']', (byte)' ');
        return next < 0 ? text.Length : end + next;
    }

    /// <summary>
    /// The length up to the brace that closes the object; 0 when it is open at the end. A line break inside a string, or a line that starts with
    /// a brace inside an object, means that the object was cut short: its first line then ends it.
    /// </summary>
    private static int ObjectEnd(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        for (var at = 0; at < text.Length && at <= LogFormat.MaxRecordBytes; at++)
        {
            var found = text[at..].IndexOfAny("{}\"\n"u8);
            if (found < 0)
                return 0;
            at += found;
            switch (text[at])
            {
                case (byte)'{':
                    depth++;
                    break;
                case (byte)'}' when --depth == 0:
                    return at + 1;
                case (byte)'\n' when at + 1 < text.Length && text[at + 1] == '{':
                    return text.IndexOf((byte)'\n');
                case (byte)'"':
                    var close = StringEnd(text, at + 1);
                    if (close < 0)
                        return 0;
                    if (text[close] == '\n')
                        return text.IndexOf((byte)'\n');
                    at = close;
                    break;
            }
        }
        return 0;
    }

    /// <summary>The quote that closes a string, or the line break that breaks it off; -1 when neither comes.</summary>
    private static int StringEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            var found = text[at..].IndexOfAny((byte)'"', (byte)'\\', (byte)'\n');
            if (found < 0)
                return -1;
            at += found;
            if (text[at] != '\\')
                return at;
            at += 2;
        }
        return -1;
    }
}
