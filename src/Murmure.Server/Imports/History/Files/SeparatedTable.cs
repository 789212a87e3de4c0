using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Murmure.Server.Imports.History;

/// <summary>A line of a table.</summary>
/// <param name="Line">Counted from 1 in the whole file.</param>
internal readonly record struct SeparatedLine(int Line, string[] Cells);

/// <summary>A table of separated values: exports put several into a file, parted by blank lines and by remarks that begin with <c>#</c>.</summary>
/// <param name="Remarks">What stands above it.</param>
/// <param name="Head">The names of its columns.</param>
internal sealed record SeparatedTable(IReadOnlyList<string> Remarks, SeparatedLine Head, IReadOnlyList<SeparatedLine> Lines)
{
    private static readonly char[] Separators = [',', ';', '\t'];

    public static IReadOnlyList<SeparatedTable> Read(string text)
    {
        var lines = text.Split('\n');
        var tables = new List<SeparatedTable>();
        var remarks = new List<string>();
        for (var i = 0; i < lines.Length;)
        {
            if (IsBlank(lines[i]) || IsRemark(lines[i]))
            {
                remarks.Add(lines[i++].Trim());
                continue;
            }
            var end = i + 1;
            while (end < lines.Length && !IsRemark(lines[end]) && !IsHead(lines, end))
                end++;
            tables.Add(Parse(remarks, lines[i..end], i));
            (i, remarks) = (end, []);
        }
        return tables;
    }

    /// <summary>Every line below the first table's head, of a file that should have one table alone: what stands in a second one is not passed over.</summary>
    public static IEnumerable<SeparatedLine> LinesOf(IReadOnlyList<SeparatedTable> tables) =>
        tables.SelectMany((table, index) => index == 0 ? table.Lines : [table.Head, .. table.Lines]);

    /// <summary>The cell of a line in the column of that kind; empty where there is no such column.</summary>
    public static string Cell(SeparatedLine line, IReadOnlyList<string> columns, string kind)
    {
        for (var i = 0; i < columns.Count && i < line.Cells.Length; i++)
        {
            if (columns[i] == kind)
                return line.Cells[i].Trim();
        }
        return "";
    }

    private static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line);

    private static bool IsRemark(string line) => line.StartsWith('#');

    // Behind a blank line, one without any digit can only name columns: what was counted has a day and a number.
    private static bool IsHead(string[] lines, int line) => IsBlank(lines[line - 1]) && !IsBlank(lines[line]) && !lines[line].Any(char.IsAsciiDigit);

    private static SeparatedTable Parse(List<string> remarks, string[] lines, int before)
    {
        var separator = Separators.MaxBy(one => lines[0].AsSpan().Count(one));
        using var parser = new CsvParser(
            new StringReader(string.Join('\n', lines)), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = separator.ToString(), BadDataFound = null, TrimOptions = TrimOptions.Trim });
        var rows = new List<SeparatedLine>();
        while (parser.Read())
            rows.Add(new SeparatedLine(before + parser.RawRow - parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n'), parser.Record ?? []));
        return new SeparatedTable(remarks, rows[0], rows[1..]);
    }
}
