using System.Globalization;

namespace Murmure.Server.Dashboard.Charts;

/// <summary>
/// Numbers and fills as SVG attributes want them. Attributes, not styles: the pages' Content-Security-Policy forbids inline styles.
/// </summary>
internal static class Svg
{
    /// <summary>The hatching that stands for "unexplained" in every chart; defined by <see cref="ChartPatterns"/>.</summary>
    public const string Hatch = "url(#unexplained)";

    /// <summary>What fills a shape of that kind where its class alone does not; null where it does.</summary>
    public static string? Fill(string kind) => kind switch { "unexplained" => Hatch, "estimated" => "url(#estimated)", _ => null };

    /// <summary>A fraction of 1 as an SVG percentage: horizontal places follow the width of the screen or of the sheet.</summary>
    public static string Percent(double fraction) => Number(fraction * 100) + "%";

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Something is never nothing: below this a bar would not show on a phone.</summary>
    private const double Thinnest = 0.012;

    /// <summary>How long a bar is, as a fraction of the longest.</summary>
    public static double BarWidth(long value, long longest) => value > 0 ? Math.Max(Thinnest, Fraction(value, longest)) : 0;

    public static double Fraction(long part, long whole) => whole <= 0 ? 0 : Math.Clamp((double)part / whole, 0, 1);
}
