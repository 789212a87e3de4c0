using Murmure.Server.Dashboard.Text;
using Murmure.Statistics;

namespace Murmure.Server.Dashboard.Details;

/// <summary>How figures with an interval are written.</summary>
public static class DetailWords
{
    /// <summary>A rate with its interval: 12.3 (8.1 to 17.9).</summary>
    public static string PerThousand(this Texts texts, Interval? rate) =>
        rate is { } known ? texts.Say("detail.rate", Rounded(texts, known.Value, Like(known)), Rounded(texts, known.Lower, Like(known)), Rounded(texts, known.Upper)) : "–";

    // All three are written like the upper end; each by itself where the lower one would read as nought and is not.
    private static double? Like(Interval rate) => rate.Lower > 0 && rate.Lower < rate.Upper switch { >= 99.95 => 0.5, < 0.995 => 0.005, _ => 0.05 } ? null : rate.Upper;

    /// <summary>Previews of a channel, with what they say of shares: about as many, or at least as many.</summary>
    public static string Previews(this Texts texts, string channel, long previews) =>
        (previews == 0 ? "" : ChannelNames.AsksEachTime(channel) ? "≈\u202f" : "≥\u202f") + texts.Number(previews);

    /// <summary>The ends alone of an interval of shares: 12 % to 18 %, with a decimal where both are small.</summary>
    public static string Between(this Texts texts, Interval share)
    {
        var decimals = share.Upper < 0.1 ? 1 : 0;
        return texts.Say("estimate.between", texts.Percent(share.Lower, decimals), texts.Percent(share.Upper, decimals));
    }

    /// <summary>A rate: whole from 100 on, two decimals below 1, and one in between.</summary>
    /// <param name="beside">What it stands beside, and is written like; null where it stands alone.</param>
    public static string Rounded(this Texts texts, double value, double? beside = null) =>
        value.ToString((beside ?? value) switch { >= 99.95 => "N0", < 0.995 and > 0 => "0.00", _ => "0.0" }, texts.Culture);
}
