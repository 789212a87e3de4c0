using System.Text.Json;
using Murmure.Server.Links;
using Murmure.Server.Reports;

namespace Murmure.Server.Imports.History;

/// <summary>Matomo's report of kinds of referrers by day, as CSV or JSON: <c>Referrers.getReferrerType</c> with <c>period=day</c> and a range of dates.</summary>
internal static class MatomoExport
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static HistoryReading Read(HistoryFile file)
    {
        var text = LinkFileReader.Text(file.Body.Span).TrimStart();
        return text.StartsWith('{') || text.StartsWith('[') ? Json(file, text) : Csv(file, text);
    }

    /// <summary>An answer of the API is what a JSON export is.</summary>
    public static HistoryReading Json(HistoryFile file, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Limits);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Days(file, document.RootElement) : file.Refuse(0, "", "matomo-days");
        }
        // The latter: half a pair of surrogates stands for no character.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return file.Refuse(fault is JsonException { LineNumber: { } line } ? (int)Math.Min(line + 1, int.MaxValue) : 0, "", "json");
        }
    }

    private static HistoryReading Days(HistoryFile file, JsonElement root)
    {
        var rows = new List<HistoryRow>();
        foreach (var named in root.EnumerateObject())
        {
            if (HistoryCells.Day(named.Name) is not { } day)
                return file.Refuse(0, named.Name, "matomo-days");
            if (day > file.Today)
                return file.Refuse(0, named.Name, "over");
            // A day without visits is an empty list.
            if (named.Value.ValueKind != JsonValueKind.Array)
                return file.Refuse(0, named.Name, "matomo-days");
            foreach (var one in named.Value.EnumerateArray())
            {
                if (Row(file, day, one, rows) is { } refused)
                    return refused;
            }
        }
        return rows.Count == 0 ? file.Refuse(0, "", "rows") : new HistoryReading.Read(rows);
    }

    private static HistoryReading.Refused? Row(HistoryFile file, DateOnly day, JsonElement one, List<HistoryRow> rows)
    {
        var label = Text(one, "label");
        if (HistoryGroups.OfMatomo(Text(one, "referrer_type")) is not { } group && (group = HistoryGroups.OfMatomo(label)) is null)
            return file.Refuse(0, $"{ReportRequest.Written(day)} {label}", "matomo-type");
        if (HistoryCells.Count(Text(one, "nb_visits")) is not { } visits)
            return file.Refuse(0, $"{ReportRequest.Written(day)} {Text(one, "nb_visits")}", "count");
        if (rows.Count == HistoryFile.MostRows)
            return file.Refuse(0, "", "many");
        rows.Add(new HistoryRow(day, group, "", visits));
        return null;
    }

    private static string Text(JsonElement one, string name) =>
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Number => value.GetRawText(), _ => "" }
            : "";

    private static HistoryReading Csv(HistoryFile file, string text)
    {
        var tables = SeparatedTable.Read(text);
        var (head, columns) = tables.Count == 0 ? (default, []) : (tables[0].Head, ColumnNames.OfMatomo(tables[0].Head.Cells));
        if (!columns.Contains(ColumnNames.Day) || !columns.Contains(ColumnNames.Visits) || !(columns.Contains(ColumnNames.Label) || columns.Contains(ColumnNames.Type)))
            return file.Refuse(head.Line, tables.Count == 0 ? "" : string.Join(", ", head.Cells), "matomo-columns");
        var rows = new List<HistoryRow>();
        foreach (var line in SeparatedTable.LinesOf(tables))
        {
            if (Line(file, line, columns, rows) is { } refused)
                return refused;
        }
        return rows.Count == 0 ? file.Refuse(0, "", "rows") : new HistoryReading.Read(rows);
    }

    private static HistoryReading.Refused? Line(HistoryFile file, SeparatedLine line, IReadOnlyList<string> columns, List<HistoryRow> rows)
    {
        string Of(string kind) => SeparatedTable.Cell(line, columns, kind);
        if (line.Cells.Length != columns.Count)
            return file.Refuse(line.Line, string.Join(", ", line.Cells), "cells");
        if (HistoryCells.Day(Of(ColumnNames.Day)) is not { } day)
            return file.Refuse(line.Line, Of(ColumnNames.Day), "day");
        if (day > file.Today)
            return file.Refuse(line.Line, ReportRequest.Written(day), "over");
        if (HistoryGroups.OfMatomo(Of(ColumnNames.Type)) is not { } group && (group = HistoryGroups.OfMatomo(Of(ColumnNames.Label))) is null)
            return file.Refuse(line.Line, Of(ColumnNames.Label), "matomo-type");
        if (HistoryCells.Count(Of(ColumnNames.Visits)) is not { } visits)
            return file.Refuse(line.Line, Of(ColumnNames.Visits), "count");
        if (rows.Count == HistoryFile.MostRows)
            return file.Refuse(line.Line, "", "many");
        rows.Add(new HistoryRow(day, group, "", visits));
        return null;
    }
}
