using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Murmure.Server.Links;

/// <summary>A row of a file of links.</summary>
/// <param name="Line">The line on which it ends, from 1.</param>
/// <param name="Asked">Null where a cell cannot be read.</param>
internal sealed record FileRow(int Line, LinkRequest? Asked, LinkProblem? Problem);

/// <summary>Why a file of links as a whole cannot be read.</summary>
internal enum LinkFileProblem
{
    Empty,

    /// <summary>No column <c>url</c> in the first line.</summary>
    NoUrl,

    /// <summary>A column that nobody knows.</summary>
    Column,
    TooMany,
}

/// <summary>Reads links from a file as spreadsheets write them: commas, semicolons or tabs, with a first line that names the columns.</summary>
internal static class LinkFileReader
{
    public const int MostRows = 5000;
    public const int MostBytes = 1024 * 1024;

    private static readonly string[] Delimiters = [",", ";", "\t"];

    /// <summary>A file's text: UTF-8 or UTF-16 by their marks, else UTF-8; what is not valid there was written by an older spreadsheet, in Latin-1.</summary>
    public static string Text(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(Encoding.Unicode.Preamble))
            return Encoding.Unicode.GetString(file[2..]);
        if (file.StartsWith(Encoding.UTF8.Preamble))
            file = file[3..];
        return System.Text.Unicode.Utf8.IsValid(file) ? Encoding.UTF8.GetString(file) : Encoding.Latin1.GetString(file);
    }

    /// <returns>The rows, or what is wrong with the file and where.</returns>
    public static (IReadOnlyList<FileRow> Rows, LinkFileProblem? Problem, string Where) Read(string text)
    {
        using var parser = Parser(text);
        if (!parser.Read() || parser.Record is not { } head)
            return ([], LinkFileProblem.Empty, "");
        var columns = head.Select(LinkColumn.Find).ToList();
        if (columns.IndexOf(null) is >= 0 and var unknown)
            return ([], LinkFileProblem.Column, head[unknown]);
        if (columns.TrueForAll(column => column!.Name != "url"))
            return ([], LinkFileProblem.NoUrl, "");
        var rows = new List<FileRow>();
        while (parser.Read())
        {
            if (rows.Count == MostRows)
                return ([], LinkFileProblem.TooMany, "");
            rows.Add(ReadRow(columns, parser.Record ?? [], parser.RawRow));
        }
        return rows.Count == 0 ? ([], LinkFileProblem.Empty, "") : (rows, null, "");
    }

    /// <summary>Reads rows of cells: commas, semicolons or tabs, whichever the file has most of; blank lines are no rows.</summary>
    internal static CsvParser Parser(string text) => new(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        DetectDelimiter = true, DetectDelimiterValues = Delimiters, TrimOptions = TrimOptions.Trim, BadDataFound = null, IgnoreBlankLines = true,
    });

    private static FileRow ReadRow(List<LinkColumn?> columns, string[] cells, int line)
    {
        if (cells.Length > columns.Count)
            return new FileRow(line, null, new LinkProblem("", "row-cells", "The row has more cells than there are columns."));
        var link = new LinkRequest();
        for (var i = 0; i < cells.Length; i++)
        {
            var text = LinkFileWriter.Unescaped(cells[i]);
            if (text.Length == 0 || columns[i]!.Read is not { } read)
                continue;
            if (read(link, text) is not { } filled)
                return new FileRow(line, null, new LinkProblem(columns[i]!.Name, "row-cell", $"'{columns[i]!.Name}' cannot be read."));
            link = filled;
        }
        return new FileRow(line, link, null);
    }
}
