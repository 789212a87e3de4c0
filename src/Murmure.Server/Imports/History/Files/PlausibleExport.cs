using System.IO.Compression;
using Murmure.Attribution;
using Murmure.Server.Links;
using Murmure.Server.Reports;

namespace Murmure.Server.Imports.History;

/// <summary>
/// Plausible's export: an archive of tables by day, of which those of sources and of visitors are read (https://plausible.io/docs/export-stats), or one of them
/// alone. It has no channel groups: they are made by Google's published rules from source, referrer and tags. Visits of a day that no source accounts for are unassigned.
/// </summary>
internal static class PlausibleExport
{
    private const int MostEntries = 500;

    public static HistoryReading Read(HistoryFile file, Catalogue catalogue)
    {
        var (sources, totals) = (new List<HistoryRow>(), new Dictionary<DateOnly, long>());
        var files = IsArchive(file.Body.Span) ? Open(file) : [file];
        if (files is null)
            return file.Refuse(0, "", "archive");
        var wanted = files.Where(one => files.Count == 1 || IsWanted(one.Name)).ToList();
        if (wanted.Count == 0)
            return file.Refuse(0, "", "plausible-files");
        foreach (var one in wanted)
        {
            if (ReadTable(one, catalogue, sources, totals) is { } refused)
                return refused;
        }
        var known = sources.GroupBy(row => row.Day).ToDictionary(day => day.Key, day => day.Sum(row => row.Visits));
        sources.AddRange(totals.Where(day => day.Value > known.GetValueOrDefault(day.Key)).Select(day => new HistoryRow(day.Key, HistoryGroups.Unassigned, "", day.Value - known.GetValueOrDefault(day.Key))));
        return sources.Count == 0 ? file.Refuse(0, "", "rows") : new HistoryReading.Read(sources);
    }

    private static bool IsArchive(ReadOnlySpan<byte> body) => body.StartsWith("PK"u8);

    private static bool IsWanted(string name) => name.StartsWith("imported_sources", StringComparison.Ordinal) || name.StartsWith("imported_visitors", StringComparison.Ordinal);

    /// <summary>The tables in an archive; null where it is none, or comes to more than a file may have.</summary>
    private static List<HistoryFile>? Open(HistoryFile file)
    {
        var files = new List<HistoryFile>();
        try
        {
            using var archive = new ZipArchive(new MemoryStream(file.Body.ToArray(), writable: false));
            var room = HistoryFile.MostBytes;
            foreach (var entry in archive.Entries.Take(MostEntries).Where(entry => IsWanted(entry.Name)))
            {
                using var packed = entry.Open();
                var body = new byte[Math.Min(room, 1 << 16)];
                var length = 0;
                // What an archive says of its sizes is not believed.
                while (packed.Read(body.AsSpan(length)) is > 0 and var read)
                {
                    length += read;
                    if (length > room)
                        return null;
                    if (length == body.Length)
                        Array.Resize(ref body, Math.Min(room + 1, body.Length * 2));
                }
                room -= length;
                files.Add(new HistoryFile(entry.Name, body.AsMemory(0, length), file.Today));
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            return null;
        }
        return files;
    }

    private static HistoryReading.Refused? ReadTable(HistoryFile file, Catalogue catalogue, List<HistoryRow> sources, Dictionary<DateOnly, long> totals)
    {
        var tables = SeparatedTable.Read(LinkFileReader.Text(file.Body.Span));
        var columns = tables.Count == 0 ? [] : ColumnNames.OfPlausible(tables[0].Head.Cells);
        if (!columns.Contains(ColumnNames.Day) || !columns.Contains(ColumnNames.Visits))
            return file.Refuse(tables.Count == 0 ? 0 : tables[0].Head.Line, tables.Count == 0 ? "" : string.Join(", ", tables[0].Head.Cells), "plausible-columns");
        foreach (var line in SeparatedTable.LinesOf(tables))
        {
            if (line.Cells.Length != columns.Count)
                return file.Refuse(line.Line, string.Join(", ", line.Cells), "cells");
            if (HistoryCells.Day(SeparatedTable.Cell(line, columns, ColumnNames.Day)) is not { } day)
                return file.Refuse(line.Line, SeparatedTable.Cell(line, columns, ColumnNames.Day), "day");
            if (day > file.Today)
                return file.Refuse(line.Line, ReportRequest.Written(day), "over");
            if (HistoryCells.Count(SeparatedTable.Cell(line, columns, ColumnNames.Visits)) is not { } visits)
                return file.Refuse(line.Line, SeparatedTable.Cell(line, columns, ColumnNames.Visits), "count");
            if (sources.Count == HistoryFile.MostRows)
                return file.Refuse(line.Line, "", "many");
            if (columns.Contains(ColumnNames.Source))
                sources.Add(RowOf(line, columns, day, visits, catalogue));
            else
                totals[day] = totals.GetValueOrDefault(day) + visits;
        }
        return null;
    }

    private static HistoryRow RowOf(SeparatedLine line, IReadOnlyList<string> columns, DateOnly day, long visits, Catalogue catalogue)
    {
        string Of(string kind) => SeparatedTable.Cell(line, columns, kind);
        // A tag tells more than a referrer, here as of our own visits.
        var origin = new HistoryOrigin(Of(ColumnNames.Pair) is { Length: > 0 } tag ? tag : Of(ColumnNames.Source), Of(ColumnNames.Medium), Of(ColumnNames.Campaign), Of(ColumnNames.Referrer));
        return new HistoryRow(day, origin.GroupOf(catalogue), origin.ChannelOf(catalogue), visits);
    }
}
