using CsvHelper;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>Rows of a file of separated values whose first line names the columns.</summary>
internal static class CsvExport
{
    public static IReadOnlyList<ForeignLink> Read(string text)
    {
        using var parser = LinkFileReader.Parser(text);
        if (!parser.Read() || parser.Record is not { } header)
            return [];
        var names = header.Select(ForeignRow.Name).ToList();
        var links = new List<ForeignLink>();
        while (parser.Read())
        {
            var cells = parser.Record ?? [];
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < Math.Min(names.Count, cells.Length); i++)
                fields.TryAdd(names[i], cells[i]);
            links.Add(ForeignRow.Read(FirstLine(parser), fields, IsTorn(parser) || cells.Length > names.Count));
        }
        return links;
    }

    /// <summary>Where a row begins: a title may have a line break of its own.</summary>
    private static int FirstLine(CsvParser parser) => parser.RawRow - parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');

    /// <summary>A quote was opened and never closed, so that the row swallowed what came after it.</summary>
    private static bool IsTorn(CsvParser parser) => parser.RawRecord.AsSpan().Count('"') % 2 == 1;
}
