using System.Globalization;

namespace Murmure.Server.Campaigns;

/// <summary>Sums of money as people type and read them; kept in ten-thousandths, as revenue is.</summary>
internal static class Amounts
{
    private const decimal Most = 1_000_000_000;

    /// <summary>Reads a sum with the decimal sign of either language; an empty field is nought.</summary>
    public static bool TryRead(string text, CultureInfo culture, out long amount)
    {
        amount = 0;
        if (text.Length == 0)
            return true;
        // "1,000" is a thousand to one reader and one to the other: neither is meant to lose by it.
        if (text.Length > 4 && text[^4] is ',' or '.' && text[^3..].All(char.IsAsciiDigit))
            return false;
        if (!decimal.TryParse(text.Replace(',', '.').Replace(" ", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && !decimal.TryParse(text, NumberStyles.Number, culture, out value))
            return false;
        return TryKeep(value, out amount);
    }

    /// <summary>A sum as it is kept; false for one that nobody spends.</summary>
    public static bool TryKeep(decimal value, out long amount)
    {
        var sane = value is >= 0 and <= Most;
        amount = sane ? (long)(value * 10_000) : 0;
        return sane;
    }

    public static string Written(double amount, string currency, CultureInfo culture) => $"{(amount / 10_000).ToString("N2", culture)}\u00A0{currency}";
}
