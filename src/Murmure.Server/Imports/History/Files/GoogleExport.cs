using System.Globalization;
using System.Text.RegularExpressions;
using Murmure.Attribution;
using Murmure.Server.Links;
using Murmure.Server.Reports;

namespace Murmure.Server.Imports.History;

/// <summary>
/// Google Analytics 4's traffic acquisition as its pages export it: sessions by date and default channel group, with source and medium where somebody added
/// them, under English or French names. Remarks and further tables, which a report's export has around the one that is wanted, are passed over.
/// </summary>
internal static partial class GoogleExport
{
    private static readonly string[] Totals = ["grand total", "total", "totals", "total general", "totaux"];

    public static HistoryReading Read(HistoryFile file, Catalogue catalogue)
    {
        var rows = new List<HistoryRow>();
        var tables = SeparatedTable.Read(LinkFileReader.Text(file.Body.Span));
        var wanted = tables.Where(IsWanted).ToList();
        if (wanted.Count == 0)
            return file.Refuse(tables.Count == 0 ? 0 : tables[0].Head.Line, tables.Count == 0 ? "" : string.Join(", ", tables[0].Head.Cells), "google-columns");
        foreach (var table in wanted)
        {
            if (ReadTable(file, table, catalogue, rows) is { } refused)
                return refused;
        }
        return rows.Count == 0 ? file.Refuse(0, "", "rows") : new HistoryReading.Read(rows);
    }

    private static bool IsWanted(SeparatedTable table)
    {
        var columns = ColumnNames.OfGoogle(table.Head.Cells);
        return columns.Contains(ColumnNames.Visits) && (columns.Contains(ColumnNames.Day) || (columns.Contains(ColumnNames.Nth) && StartOf(table) is not null))
            && (columns.Contains(ColumnNames.Group) || columns.Contains(ColumnNames.Pair) || columns.Contains(ColumnNames.Source));
    }

    private static HistoryReading.Refused? ReadTable(HistoryFile file, SeparatedTable table, Catalogue catalogue, List<HistoryRow> rows)
    {
        var columns = ColumnNames.OfGoogle(table.Head.Cells);
        foreach (var line in table.Lines.Where(line => !IsTotal(line, columns)))
        {
            if (line.Cells.Length != columns.Count)
                return file.Refuse(line.Line, string.Join(", ", line.Cells), "cells");
            if (DayOf(line, columns, table) is not { } day)
                return file.Refuse(line.Line, SeparatedTable.Cell(line, columns, columns.Contains(ColumnNames.Day) ? ColumnNames.Day : ColumnNames.Nth), "day");
            if (day > file.Today)
                return file.Refuse(line.Line, ReportRequest.Written(day), "over");
            if (HistoryCells.Count(SeparatedTable.Cell(line, columns, ColumnNames.Visits)) is not { } visits)
                return file.Refuse(line.Line, SeparatedTable.Cell(line, columns, ColumnNames.Visits), "count");
            var origin = OriginOf(line, columns);
            var named = SeparatedTable.Cell(line, columns, ColumnNames.Group);
            if ((columns.Contains(ColumnNames.Group) ? HistoryGroups.OfGoogle(named) : origin.GroupOf(catalogue)) is not { } group)
                return file.Refuse(line.Line, named, "google-group");
            if (rows.Count == HistoryFile.MostRows)
                return file.Refuse(line.Line, "", "many");
            rows.Add(new HistoryRow(day, group, origin.ChannelOf(catalogue), visits));
        }
        return null;
    }

    private static HistoryOrigin OriginOf(SeparatedLine line, IReadOnlyList<string> columns)
    {
        var campaign = SeparatedTable.Cell(line, columns, ColumnNames.Campaign) is var name && name.StartsWith('(') ? "" : name;
        return columns.Contains(ColumnNames.Pair)
            ? HistoryOrigin.OfPair(SeparatedTable.Cell(line, columns, ColumnNames.Pair), campaign)
            : new HistoryOrigin(SeparatedTable.Cell(line, columns, ColumnNames.Source), SeparatedTable.Cell(line, columns, ColumnNames.Medium), campaign);
    }

    private static DateOnly? DayOf(SeparatedLine line, IReadOnlyList<string> columns, SeparatedTable table)
    {
        if (columns.Contains(ColumnNames.Day))
            return HistoryCells.Day(SeparatedTable.Cell(line, columns, ColumnNames.Day));
        // Days counted from the first one, which the remarks name.
        return int.TryParse(SeparatedTable.Cell(line, columns, ColumnNames.Nth), NumberStyles.None, CultureInfo.InvariantCulture, out var nth) && nth < 10_000 ? StartOf(table)?.AddDays(nth) : null;
    }

    private static DateOnly? StartOf(SeparatedTable table) =>
        table.Remarks.Select(remark => Start().Match(remark)).FirstOrDefault(match => match.Success) is { } found ? HistoryCells.Day(found.Groups["day"].Value) : null;

    // An exploration ends or begins with a line of totals, which has no day.
    private static bool IsTotal(SeparatedLine line, IReadOnlyList<string> columns) =>
        line.Cells.Any(cell => Totals.Contains(ColumnNames.Plain(cell), StringComparer.Ordinal))
        || (SeparatedTable.Cell(line, columns, ColumnNames.Day).Length == 0 && SeparatedTable.Cell(line, columns, ColumnNames.Nth).Length == 0 && SeparatedTable.Cell(line, columns, ColumnNames.Group).Length == 0);

    /// <summary>"# Start date: 20260101", "# Date de début : 20260101".</summary>
    [GeneratedRegex(@"^#[^:0-9]*:\s*(?<day>[0-9]{8})\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Start();
}
