namespace Murmure.Server.Logs;

/// <summary>The header that syslog puts before a record, in either of its two forms (RFC 3164 and 5424), with or without priority.</summary>
internal static class SyslogHeader
{
    /// <summary>Strips up to and including the <c>tag: </c> or <c>tag[123]: </c> before the record.</summary>
    /// <returns>False when there is none in the first 200 bytes.</returns>
    public static bool TryStrip(scoped ref ReadOnlySpan<byte> line)
    {
        var head = line[..Math.Min(line.Length, 200)];
        var end = head.IndexOf(": "u8);
        if (end <= 0 || head[..end].Contains((byte)'"'))
            return false;
        line = line[(end + 2)..];
        return true;
    }
}
