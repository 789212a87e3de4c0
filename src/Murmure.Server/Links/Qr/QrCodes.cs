using System.Globalization;
using System.Text;
using QRCoder;

namespace Murmure.Server.Links;

/// <summary>Addresses as QR codes, with the quiet margin of four modules that readers need.</summary>
internal static class QrCodes
{
    /// <summary>
    /// The side of the logo's ground, of the code's side without margin: 5 % of its area, a third of what level H restores to a reader that sees the
    /// rest badly too.
    /// </summary>
    private const double LogoShare = 0.22;

    private const int Margin = 4;

    /// <summary>A reader that finds one pixel a module does not find the code: a small PNG grows to this many.</summary>
    private const int LeastPixels = 3;

    public static byte[] Png(string content, QrStyle style)
    {
        using var code = QRCodeGenerator.GenerateQrCode(content, style.Level);
        using var png = new PngByteQRCode(code);
        return png.GetGraphic(Math.Max(LeastPixels, style.Pixels / code.ModuleMatrix.Count), Rgba(style.Dark), Rgba(style.Light));
    }

    /// <summary>One path without styles, which a page's policy would forbid; scales to any print. The logo is in it as it was uploaded: the library draws none.</summary>
    public static string Svg(string content, QrStyle style)
    {
        using var code = QRCodeGenerator.GenerateQrCode(content, style.Level);
        var side = code.ModuleMatrix.Count;
        var size = style.Millimetres is { } mm ? string.Create(CultureInfo.InvariantCulture, $" width=\"{mm}mm\" height=\"{mm}mm\"") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\"{size} viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"{style.Light}\"/><path fill=\"{style.Dark}\" d=\"{Path(code)}\"/>{Logo(style, side)}</svg>");
    }

    /// <summary>How many modules a side has, margin included: what a print's side is divided by.</summary>
    public static int ModulesOf(string content, QrStyle style)
    {
        using var code = QRCodeGenerator.GenerateQrCode(content, style.Level);
        return code.ModuleMatrix.Count;
    }

    /// <summary>The square of modules that a logo's ground covers: where it begins, and its side.</summary>
    public static (int From, int Side) LogoPlace(int modules)
    {
        // As odd as the code's own side, so that it stands in the middle and covers whole modules.
        var side = (int)((modules - (2 * Margin)) * LogoShare);
        side += (side + modules) % 2;
        return ((modules - side) / 2, side);
    }

    /// <summary>The dark modules as a path of unit squares.</summary>
    public static string Path(QRCodeData code)
    {
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < code.ModuleMatrix.Count; x++)
            {
                if (code.ModuleMatrix[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return path.ToString();
    }

    private static string Logo(QrStyle style, int modules)
    {
        if (style.Logo is not { } png)
            return "";
        var (from, side) = LogoPlace(modules);
        return string.Create(CultureInfo.InvariantCulture,
            $"<rect x=\"{from}\" y=\"{from}\" width=\"{side}\" height=\"{side}\" fill=\"{style.Light}\"/><image x=\"{from + 0.5}\" y=\"{from + 0.5}\" width=\"{side - 1}\" height=\"{side - 1}\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");
    }

    private static byte[] Rgba(string color) => [.. Convert.FromHexString(color.AsSpan(1)), 255];
}
