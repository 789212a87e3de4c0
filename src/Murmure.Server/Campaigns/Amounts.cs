using System.Globalization;
using Murmure.Server.Dashboard.Text;

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

    /// <summary>As people read it; a sum whose currency nobody named stands alone.</summary>
    public static string Written(double amount, string currency, CultureInfo culture) => (amount / 10_000).ToString("N2", culture) + (currency.Length > 0 ? "\u00A0" + currency : "");

    /// <summary>Sums in several currencies, the largest number first; a dash where there is none.</summary>
    public static string Written(IReadOnlyDictionary<string, long> sums, CultureInfo culture) =>
        sums.Count == 0 ? CampaignWords.Unknown : string.Join(" · ", sums.OrderByDescending(pair => pair.Value).Select(pair => Written(pair.Value, pair.Key, culture)));

    /// <summary>As a field shows it; null, which is an empty field, where none is kept.</summary>
    public static string? Field(long? amount, CultureInfo culture) => amount is > 0 and var kept ? (kept / 10_000m).ToString("0.##", culture) : null;

    /// <summary>In which currency a field is meant; null where nobody named one.</summary>
    public static string? Hint(string currency, Texts texts) => currency.Length > 0 ? texts.Say("campaign.amount.in", currency) : null;
}
