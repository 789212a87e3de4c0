using System.Globalization;
using QRCoder;

namespace Murmure.Server.Links;

/// <param name="Dark">The modules' colour, <c>#rrggbb</c>.</param>
/// <param name="Light">The ground's colour.</param>
/// <param name="Level">How much may be covered or dirty: L 7 %, M 15 %, Q 25 %, H 30 %.</param>
/// <param name="Pixels">Side of a PNG, 64 to 4,000: as many as whole modules have room in.</param>
internal sealed record QrStyle(string Dark = "#000000", string Light = "#ffffff", QRCodeGenerator.ECCLevel Level = QRCodeGenerator.ECCLevel.M, int Pixels = 512)
{
    public const int FewestPixels = 64;
    public const int MostPixels = 4000;
    public const int LeastMillimetres = 10;
    public const int MostMillimetres = 1000;

    /// <summary>
    /// ISO/IEC 15415 gives the lowest passing grade to a difference of 20 % of reflectance, and telephones in bad light want more: 3 to 1 is what they
    /// still read. Light modules on a dark ground are refused whatever their contrast, because many readers do not try them.
    /// </summary>
    private const double LeastContrast = 3;

    private static readonly QRCodeGenerator.ECCLevel[] Levels = [QRCodeGenerator.ECCLevel.L, QRCodeGenerator.ECCLevel.M, QRCodeGenerator.ECCLevel.Q, QRCodeGenerator.ECCLevel.H];

    /// <summary>Side of a print in millimetres, quiet margin included; null lets an SVG take the size of where it stands.</summary>
    public int? Millimetres { get; init; }

    /// <summary>A PNG in the middle of an SVG; it needs the highest level.</summary>
    public byte[]? Logo { get; init; }

    /// <summary>Whether a reader can tell the modules from the ground.</summary>
    public bool IsReadable => (LuminanceOf(Light) + 0.05) / (LuminanceOf(Dark) + 0.05) >= LeastContrast;

    /// <summary>A style as a form or an address writes it: <c>dark</c>, <c>light</c>, <c>level</c>, <c>pixels</c>, <c>mm</c>; absent is the usual one.</summary>
    /// <param name="logo">What stands in the middle; it raises the level to H.</param>
    /// <returns>The style, or the first field that is wrong; <c>contrast</c> where the colours are.</returns>
    public static (QrStyle? Style, string? Wrong) Read(Func<string, string> field, byte[]? logo)
    {
        var usual = new QrStyle();
        var (dark, light) = (Or(field("dark"), usual.Dark), Or(field("light"), usual.Light));
        if (!IsColour(dark) || !IsColour(light))
            return (null, "dark");
        if (!Enum.TryParse<QRCodeGenerator.ECCLevel>(Or(field("level"), nameof(QRCodeGenerator.ECCLevel.M)), out var level) || !Levels.Contains(level))
            return (null, "level");
        if (!TryRead(Or(field("pixels"), "512"), FewestPixels, MostPixels, out var pixels))
            return (null, "pixels");
        int? millimetres = null;
        if (field("mm") is { Length: > 0 } side)
        {
            if (!TryRead(side, LeastMillimetres, MostMillimetres, out var read))
                return (null, "mm");
            millimetres = read;
        }
        var style = new QrStyle(dark.ToLowerInvariant(), light.ToLowerInvariant(), logo is null ? level : QRCodeGenerator.ECCLevel.H, pixels) { Millimetres = millimetres, Logo = logo };
        return style.IsReadable ? (style, null) : (null, "contrast");
    }

    // Relative luminance, WCAG 2.2.
    private static double LuminanceOf(string colour)
    {
        var rgb = Convert.FromHexString(colour.AsSpan(1));
        return (0.2126 * Linear(rgb[0])) + (0.7152 * Linear(rgb[1])) + (0.0722 * Linear(rgb[2]));
    }

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static bool IsColour(string text) => text.Length == 7 && text[0] == '#' && text.AsSpan(1).IndexOfAnyExcept(Hexadecimal) < 0;

    private static readonly System.Buffers.SearchValues<char> Hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static bool TryRead(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
