using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Murmure.Server.Links;
using QRCoder;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Murmure.Server.Tests.Links;

/// <summary>Codes are read back by a reader that is not their writer.</summary>
public sealed partial class QrTests
{
    private const string Address = "https://go.example.org/%C3%A9lections~w?qr=1";

    [Theory]
    [InlineData("#000000", "#ffffff", "L", 64)]
    [InlineData("#000000", "#ffffff", "M", 512)]
    [InlineData("#0d6b5e", "#fbfaf7", "Q", 300)]
    [InlineData("#7a1f1f", "#ffe9a8", "H", 1024)]
    public void A_PNG_says_what_it_was_made_of_in_every_level_and_colour(string dark, string light, string level, int pixels)
    {
        var (style, wrong) = Read(("dark", dark), ("light", light), ("level", level), ("pixels", pixels.ToString(CultureInfo.InvariantCulture)));
        wrong.ShouldBeNull();
        Decode(Pixels(QrCodes.Png(Address, style!))).ShouldBe(Address);
    }

    [Fact]
    public void An_SVG_is_read_too_and_its_logo_leaves_enough_of_it()
    {
        foreach (var logo in new[] { null, LogoPng })
        {
            foreach (var content in new[] { "https://a.example/b?qr=1", Address, "https://go.example.org/" + new string('x', 180) + "~w?qr=1" })
            {
                var style = QrStyle.Read(_ => "", logo).Style!;
                var svg = QrCodes.Svg(content, style);
                svg.Contains("data:image/png;base64,", StringComparison.Ordinal).ShouldBe(logo is not null);
                Decode(Drawn(svg, logo is not null)).ShouldBe(content);
            }
        }
    }

    [Theory]
    [InlineData("#000000", "#ffffff", true)]
    [InlineData("#777777", "#ffffff", true)]
    [InlineData("#bbbbbb", "#ffffff", false)]
    [InlineData("#ffd400", "#ffffff", false)]
    [InlineData("#000000", "#1a1a60", false)]
    [InlineData("#ffffff", "#000000", false)]
    public void Colours_that_readers_do_not_tell_apart_are_refused(string dark, string light, bool read) =>
        Read(("dark", dark), ("light", light)).Wrong.ShouldBe(read ? null : "contrast");

    [Theory]
    [InlineData("dark", "red", "dark")]
    [InlineData("light", "#12345", "dark")]
    [InlineData("dark", "#00000\"", "dark")]
    [InlineData("level", "X", "level")]
    [InlineData("level", "-1", "level")]
    [InlineData("pixels", "63", "pixels")]
    [InlineData("pixels", "4001", "pixels")]
    [InlineData("mm", "9", "mm")]
    [InlineData("mm", "1e9", "mm")]
    public void A_style_that_cannot_be_is_refused_by_its_field(string field, string value, string wrong) => Read((field, value)).Wrong.ShouldBe(wrong);

    [Fact]
    public void A_print_has_its_size_in_millimetres_and_a_logo_raises_the_level()
    {
        QrCodes.Svg(Address, Read(("mm", "30")).Style!).ShouldContain(" width=\"30mm\" height=\"30mm\" ");
        QrStyle.Read(name => name == "level" ? "L" : "", LogoPng).Style!.Level.ShouldBe(QRCodeGenerator.ECCLevel.H);
    }

    [Fact]
    public void Of_a_logo_only_what_draws_is_kept()
    {
        var written = Insert(LogoPng, "tEXt", "Author\0Ann Example"u8);
        PngLogo.Read(written).ShouldBe(LogoPng);
        PngLogo.Read(LogoPng.AsSpan(..^1)).ShouldBeNull("cut off");
        PngLogo.Read([.. LogoPng, 0]).ShouldBeNull("something behind the end");
        PngLogo.Read("<svg onload=\"alert(1)\"/>"u8).ShouldBeNull();
        PngLogo.Read([.. LogoPng[..8], .. Insert(LogoPng, "tEXt", "a"u8)[33..]]).ShouldBeNull("no header");
        PngLogo.Read(Insert(LogoPng, "tEXt", new byte[PngLogo.MostBytes])).ShouldBeNull("too large");
    }

    private static (QrStyle? Style, string? Wrong) Read(params (string Field, string Value)[] fields) =>
        QrStyle.Read(name => fields.FirstOrDefault(field => field.Field == name).Value ?? "", null);

    /// <summary>A PNG that is drawn nowhere: its size in the code is what matters here.</summary>
    private static byte[] LogoPng { get; } = new PngByteQRCode(QRCodeGenerator.GenerateQrCode("logo", QRCodeGenerator.ECCLevel.L)).GetGraphic(4);

    private static byte[] Insert(byte[] png, string type, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        return [.. png[..33], .. chunk, .. png[33..]];
    }

    private static string? Decode((byte[] Rgb, int Side) image)
    {
        var bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(image.Rgb, image.Side, image.Side)));
        return new QRCodeReader().decode(bitmap, new Dictionary<DecodeHintType, object> { [DecodeHintType.TRY_HARDER] = true })?.Text;
    }

    /// <summary>The picture of a PNG with a palette of two colours, one bit a pixel and no filter: what the library writes.</summary>
    private static (byte[] Rgb, int Side) Pixels(byte[] png)
    {
        var side = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        (png[24], png[25]).ShouldBe(((byte)1, (byte)3), "one bit a pixel, a palette");
        byte[] palette = [];
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var type = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            if (type == "PLTE")
                palette = png[(at + 8)..(at + 8 + length)];
            else if (type == "IDAT")
                packed.Write(png, at + 8, length);
            at += length + 12;
        }
        packed.Position = 0;
        using var lines = new ZLibStream(packed, CompressionMode.Decompress);
        var (rgb, line) = (new byte[side * side * 3], new byte[1 + ((side + 7) / 8)]);
        for (var y = 0; y < side; y++)
        {
            lines.ReadExactly(line);
            line[0].ShouldBe((byte)0, "no filter");
            for (var x = 0; x < side; x++)
                palette.AsSpan((line[1 + (x / 8)] >> (7 - (x % 8)) & 1) * 3, 3).CopyTo(rgb.AsSpan(((y * side) + x) * 3));
        }
        return (rgb, side);
    }

    /// <summary>An SVG's squares as a picture of eight pixels a module; the logo is drawn as a grey block, the worst it can be.</summary>
    private static (byte[] Rgb, int Side) Drawn(string svg, bool logo)
    {
        const int Module = 8;
        var modules = int.Parse(Side().Match(svg).Groups["side"].Value, CultureInfo.InvariantCulture);
        var rgb = new byte[modules * Module * modules * Module * 3];
        rgb.AsSpan().Fill(255);
        foreach (Match square in Square().Matches(svg))
            Fill(int.Parse(square.Groups["x"].Value, CultureInfo.InvariantCulture), int.Parse(square.Groups["y"].Value, CultureInfo.InvariantCulture), 1, 0);
        if (logo)
        {
            var (from, side) = QrCodes.LogoPlace(modules);
            Fill(from, from, side, 110);
        }
        return (rgb, modules * Module);

        void Fill(int x, int y, int side, byte grey)
        {
            for (var row = y * Module; row < (y + side) * Module; row++)
                rgb.AsSpan(((row * modules * Module) + (x * Module)) * 3, side * Module * 3).Fill(grey);
        }
    }

    [GeneratedRegex("viewBox=\"0 0 (?<side>\\d+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Side();

    [GeneratedRegex("M(?<x>\\d+) (?<y>\\d+)h1v1h-1z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Square();
}
