namespace Murmure.Server.Logs;

/// <summary>
/// The header that syslog and journald put before a record: RFC 3164 and 5424, files written by rsyslog, <c>journalctl -o short</c> and its kin,
/// each with a priority or without. What stands behind it is the record of whatever format the server writes.
/// </summary>
internal static class SyslogHeader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Strips the header off a record that has one.</summary>
    /// <returns>False when there is none: then the record stays as it is.</returns>
    public static bool TryStrip(scoped ref ReadOnlySpan<byte> line)
    {
        var rest = line;
        var hasPriority = TakePriority(ref rest);
        var stripped = hasPriority && rest.StartsWith("1 "u8) ? TakeStructured(ref rest) : TakeTime(ref rest) && TakeTag(ref rest);
        if (!stripped)
            return false;
        line = rest.TrimStart((byte)' ');
        return true;
    }

    /// <summary><c>&lt;134&gt;</c></summary>
    private static bool TakePriority(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest is [(byte)'<', ..] ? rest.IndexOf((byte)'>') : -1;
        if (end is < 2 or > 4 || rest[1..end].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        rest = rest[(end + 1)..];
        return true;
    }

    /// <summary><c>Nov  6 10:00:00 </c> or <c>2026-11-06T10:00:00+01:00 </c>, to the second or finer.</summary>
    private static bool TakeTime(scoped ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 20)
            return false;
        var named = char.IsAsciiLetterUpper((char)rest[0]) && char.IsAsciiLetterLower((char)rest[2]) && rest[3] == ' ' && rest[6] == ' ' && rest[9] == ':' && rest[12] == ':';
        var numbered = rest[0] == '2' && rest[4] == '-' && rest[7] == '-' && rest[10] == 'T' && rest[13] == ':' && rest[16] == ':';
        if (!named && !numbered)
            return false;
        rest = rest[(named ? 13 : 17)..];
        FieldText.TakeToken(ref rest);
        return true;
    }

    /// <summary><c>web1 nginx[12]: </c>, or the tag alone, which nginx can be told to write.</summary>
    private static bool TakeTag(scoped ref ReadOnlySpan<byte> rest)
    {
        for (var tokens = 0; tokens < 2; tokens++)
        {
            if (FieldText.TakeToken(ref rest) is [_, .., (byte)':'])
                return true;
        }
        return false;
    }

    /// <summary><c>1 2026-11-06T10:00:00Z web1 nginx 12 - [a@1 b="c"] </c>: version, time, host, application, process, message, data.</summary>
    private static bool TakeStructured(scoped ref ReadOnlySpan<byte> rest)
    {
        for (var tokens = 0; tokens < 6; tokens++)
        {
            if (FieldText.TakeToken(ref rest).IsEmpty)
                return false;
        }
        if (rest is [(byte)'-', (byte)' ', ..])
            rest = rest[2..];
        else if (!TakeData(ref rest))
            return false;
        if (rest.StartsWith(ByteOrderMark))
            rest = rest[ByteOrderMark.Length..];
        return true;
    }

    private static bool TakeData(scoped ref ReadOnlySpan<byte> rest)
    {
        var quoted = false;
        for (var at = 0; at < rest.Length; at++)
        {
            if (!quoted && rest[at] == ' ' && at > 0 && rest[at - 1] == ']')
            {
                rest = rest[(at + 1)..];
                return true;
            }
            if (rest[at] == '\\')
                at++;
            else if (rest[at] == '"')
                quoted = !quoted;
            else if (at == 0 && rest[at] != '[')
                return false;
        }
        return false;
    }
}
