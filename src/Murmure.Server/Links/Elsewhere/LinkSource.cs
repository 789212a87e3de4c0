using System.Text;
using System.Text.Json;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>A service that people come from.</summary>
/// <param name="Slug">Its name in API, command line and external ids.</param>
/// <param name="Name">As it writes itself.</param>
/// <param name="Remote">How its own API is asked; null where only its files are read.</param>
internal sealed record LinkSource(string Slug, string Name, RemoteShape? Remote = null)
{
    public static IReadOnlyList<LinkSource> All { get; } =
    [
        new("bitly", "Bitly", RemoteShape.Bitly), new("dub", "Dub"), new("shlink", "Shlink", RemoteShape.Shlink), new("yourls", "YOURLS", RemoteShape.Yourls),
        new("kutt", "Kutt", RemoteShape.Kutt), new("shortio", "Short.io"), new("rebrandly", "Rebrandly"), new("owly", "Ow.ly"),
    ];

    public static LinkSource? Find(string? slug) => All.FirstOrDefault(source => source.Slug == slug);

    /// <summary>What our metadata call a link of this source.</summary>
    public string ExternalId(string slug) => $"{Slug}:{slug}";

    /// <summary>Reads an export: JSON as the source's API answers it, YOURLS's dump, or separated values; told apart by their content.</summary>
    /// <returns>The links; null for what is none of these.</returns>
    public IReadOnlyList<ForeignLink>? Read(ReadOnlySpan<byte> file)
    {
        var (text, guessed) = Decode(file);
        if (text.AsSpan().Trim() is not [var first, ..] || text.Contains('\0', StringComparison.Ordinal))
            return null;
        IReadOnlyList<ForeignLink> links;
        if (first is '{' or '[')
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                links = JsonExport.Read(json.RootElement);
            }
            catch (JsonException)
            {
                return null;
            }
        }
        else
            links = Slug == "yourls" && SqlExport.Is(text) ? SqlExport.Read(text) : CsvExport.Read(text);
        return guessed ? [.. links.Select(link => HasOtherThanAscii(link) ? link with { Problems = [.. link.Problems, ForeignProblem.Encoding] } : link)] : links;
    }

    private static (string Text, bool Guessed) Decode(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("\uFEFF"u8))
            return (Encoding.UTF8.GetString(file[3..]), false);
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (Encoding.Unicode.GetString(file[2..]), false);
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (Encoding.BigEndianUnicode.GetString(file[2..]), false);
        // Spreadsheets save in Windows-1252, and say so nowhere.
        return System.Text.Unicode.Utf8.IsValid(file)
            ? (Encoding.UTF8.GetString(file), false)
            : (CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(file), true);
    }

    private static bool HasOtherThanAscii(ForeignLink link) => !(Ascii.IsValid(link.Slug) && Ascii.IsValid(link.Title) && Ascii.IsValid(link.Url) && link.Tags.All(tag => Ascii.IsValid(tag)));
}
