using System.Buffers.Text;

namespace Murmure.Server.Logs;

/// <summary>The time stamps of access logs. Every reading ends in UTC, or in a wall-clock time that is said to have no zone.</summary>
internal static class LogTime
{
    /// <summary>Either of the two stamps that logs put in brackets: <c>10/Oct/2000:13:55:36 -0700</c> or ISO 8601.</summary>
    public static bool TryClock(ReadOnlySpan<byte> text, out DateTime time, out bool hasZone) =>
        text.Length > 2 && text[2] == '/' ? TryClf(text, out time, out hasZone) : TryIso(text, out time, out hasZone);

    private static bool TryClf(ReadOnlySpan<byte> text, out DateTime time, out bool hasZone)
    {
        time = default;
        hasZone = false;
        if (text.Length < 20 || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':')
            return false;
        var year = TwoDigits(text, 7) * 100 + TwoDigits(text, 9);
        return TryBuild(year, Month(text.Slice(3, 3)), TwoDigits(text, 0), TwoDigits(text, 12), TwoDigits(text, 15), TwoDigits(text, 18), out time)
            && TryTail(text[20..], ref time, out hasZone);
    }

    /// <summary><c>2000-10-10T13:55:36</c> with <c>T</c>, a blank or a tab between, then a fraction and a zone if there are any.</summary>
    private static bool TryIso(ReadOnlySpan<byte> text, out DateTime time, out bool hasZone)
    {
        time = default;
        hasZone = false;
        if (text.Length < 19 || text[4] is not ((byte)'-' or (byte)'/') || text[7] != text[4] || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ' or (byte)'\t')
            || text[13] != ':' || text[16] != ':')
            return false;
        var year = TwoDigits(text, 0) * 100 + TwoDigits(text, 2);
        return TryBuild(year, TwoDigits(text, 5), TwoDigits(text, 8), TwoDigits(text, 11), TwoDigits(text, 14), TwoDigits(text, 17), out time)
            && TryTail(text[19..], ref time, out hasZone);
    }

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds since 1970, told by magnitude; a decimal fraction is kept to 100 ns.</summary>
    /// <remarks>Bunny, Cloudflare and Caddy each use another unit. Seconds reach the year 5138 before they could be taken for milliseconds,
    /// and milliseconds below 1973 before they could be taken for seconds.</remarks>
    public static bool TryEpoch(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (!Utf8Parser.TryParse(text, out decimal value, out var used) || used != text.Length || value < 0)
        {
            // Caddy and Go write large floats as 1.7067943216563592e+09.
            if (!Utf8Parser.TryParse(text, out double real, out used, 'E') || used != text.Length || !(real is >= 0 and < 1e20))
                return false;
            value = (decimal)real;
        }
        var ticks = value switch
        {
            < 100_000_000_000m => value * TimeSpan.TicksPerSecond,
            < 100_000_000_000_000m => value * TimeSpan.TicksPerMillisecond,
            < 100_000_000_000_000_000m => value * TimeSpan.TicksPerMicrosecond,
            < 100_000_000_000_000_000_000m => value / 100,
            _ => -1,
        };
        if (ticks < 0)
            return false;
        time = DateTime.UnixEpoch.AddTicks((long)decimal.Round(ticks));
        return true;
    }

    private static bool TryBuild(int year, int month, int day, int hour, int minute, int second, out DateTime time)
    {
        time = default;
        // A wrong digit makes its part negative. A leap second is told as the second before it.
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
            return false;
        time = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>What follows the seconds: a fraction, then <c>Z</c>, <c>+hhmm</c>, <c>+hh:mm</c> or nothing.</summary>
    private static bool TryTail(ReadOnlySpan<byte> tail, ref DateTime time, out bool hasZone)
    {
        hasZone = false;
        if (tail is [(byte)'.' or (byte)',', ..])
        {
            var digits = 1;
            for (var unit = TimeSpan.TicksPerSecond / 10; digits < tail.Length && char.IsAsciiDigit((char)tail[digits]); digits++, unit /= 10)
                time = time.AddTicks((tail[digits] - '0') * unit);
            tail = tail[digits..];
        }
        if (tail is [(byte)' ', ..])
            tail = tail[1..];
        if (tail.IsEmpty)
            return true;
        hasZone = true;
        if (tail is [(byte)'Z' or (byte)'z'] || tail.SequenceEqual("UTC"u8) || tail.SequenceEqual("GMT"u8))
        {
            time = DateTime.SpecifyKind(time, DateTimeKind.Utc);
            return true;
        }
        if (tail.Length is not (5 or 6) || tail[0] is not ((byte)'+' or (byte)'-') || (tail.Length == 6 && tail[3] != ':'))
            return false;
        var (hours, minutes) = (TwoDigits(tail, 1), TwoDigits(tail, tail.Length - 2));
        if (hours is < 0 or > 15 || minutes is < 0 or > 59)
            return false;
        var offset = (hours * 60L + minutes) * TimeSpan.TicksPerMinute;
        var ticks = time.Ticks - (tail[0] == '-' ? -offset : offset);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    /// <summary>A number of two digits, or a large negative number.</summary>
    private static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        uint tens = (uint)text[at] - '0', ones = (uint)text[at + 1] - '0';
        return tens <= 9 && ones <= 9 ? (int)(tens * 10 + ones) : -1_000_000;
    }

    private static int Month(ReadOnlySpan<byte> name) => (name[0] | 0x20, name[1] | 0x20, name[2] | 0x20) switch
    {
        ('j', 'a', 'n') => 1,
        ('f', 'e', 'b') => 2,
        ('m', 'a', 'r') => 3,
        ('a', 'p', 'r') => 4,
        ('m', 'a', 'y') => 5,
        ('j', 'u', 'n') => 6,
        ('j', 'u', 'l') => 7,
        ('a', 'u', 'g') => 8,
        ('s', 'e', 'p') => 9,
        ('o', 'c', 't') => 10,
        ('n', 'o', 'v') => 11,
        ('d', 'e', 'c') => 12,
        _ => 0,
    };
}
