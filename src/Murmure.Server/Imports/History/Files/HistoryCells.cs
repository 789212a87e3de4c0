using System.Globalization;

namespace Murmure.Server.Imports.History;

/// <summary>Reads days and counts, and nothing that could be either of two.</summary>
internal static class HistoryCells
{
    /// <summary>No site had so many in a day.</summary>
    private const long MostVisits = 10_000_000_000;

    private static readonly DateOnly Oldest = new(2000, 1, 1);

    /// <summary><c>20260131</c> or <c>2026-01-31</c>. What is written 01/02/2026 is the first of February or the second of January.</summary>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= Oldest ? day : null;

    /// <summary>A whole number, with thousands set apart or not.</summary>
    public static long? Count(string text)
    {
        var digits = string.Concat(text.Where(letter => letter is not (' ' or '\u00A0' or '\u202F')));
        if (digits.Contains(',', StringComparison.Ordinal))
        {
            var parts = digits.Split(',');
            if (parts[0].Length is 0 or > 3 || parts[1..].Any(part => part.Length != 3))
                return null;
            digits = string.Concat(parts);
        }
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MostVisits ? count : null;
    }
}
