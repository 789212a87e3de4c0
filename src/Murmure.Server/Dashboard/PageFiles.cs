using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Murmure.Server.Dashboard;

/// <summary>The files that the pages load, carried inside the assembly: one executable, nothing to unpack.</summary>
internal static class PageFiles
{
    /// <summary>The report's own sheet: linked by the pages, written into the self-contained HTML.</summary>
    public static readonly Asset Report = Asset.Load("report.css", "text/css");

    /// <summary>What surrounds a report on the pages: header, forms, lists.</summary>
    public static readonly Asset App = Asset.Load("app.css", "text/css");

    /// <summary>The progress bar of an upload.</summary>
    public static readonly Asset Upload = Asset.Load("upload.js", "text/javascript");

    /// <summary>The buttons that copy an address.</summary>
    public static readonly Asset Copy = Asset.Load("copy.js", "text/javascript");

    /// <summary>Draws a trend over its table.</summary>
    public static readonly Asset Charts = Asset.Load("charts.js", "text/javascript");

    /// <summary>Single keys for the links and menus of a site's page.</summary>
    public static readonly Asset Shortcuts = Asset.Load("shortcuts.js", "text/javascript");

    /// <summary>Asks the browser's authenticator for a passkey.</summary>
    public static readonly Asset Passkey = Asset.Load("passkey.js", "text/javascript");

    /// <summary>What happens on a site, as it happens.</summary>
    public static readonly Asset Live = Asset.Load("live.js", "text/javascript");

    /// <summary>What a form of a link would come to, as somebody types.</summary>
    public static readonly Asset Drawn = Asset.Load("drawn.js", "text/javascript");

    /// <summary>What happens to a link that somebody tries on themselves, as it happens.</summary>
    public static readonly Asset Trial = Asset.Load("trial.js", "text/javascript");
}

/// <param name="Name">The file's name, under <c>/app/</c>.</param>
/// <param name="ContentType">With its character set.</param>
/// <param name="Text">The content.</param>
/// <param name="Hash"><c>sha256-…</c> of the content in UTF-8, as Content-Security-Policy and Subresource Integrity write it.</param>
internal sealed record Asset(string Name, string ContentType, string Text, string Hash)
{
    /// <summary>The address that pages link to. It changes with the content, so that it can be cached for ever.</summary>
    public string Address => $"/app/{Name}?v={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..12]}";

    // The best compression takes a second for the largest file: once for each that somebody asks for.
    private readonly Lazy<byte[]> packed = new(() => Pack(Text));

    /// <summary>The content in Brotli, which every browser of this decade reads.</summary>
    public ReadOnlyMemory<byte> Packed => packed.Value;

    private static byte[] Pack(string text)
    {
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, CompressionLevel.SmallestSize))
            brotli.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    public static Asset Load(string name, string type)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream("dashboard/" + name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource dashboard/{name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // TRICKY: a browser hashes a style element after turning CRLF into LF, and so must we.
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        return new(name, type + "; charset=utf-8", text, "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }
}
