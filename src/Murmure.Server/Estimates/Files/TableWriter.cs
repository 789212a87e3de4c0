using System.Globalization;
using System.Text;
using CsvHelper;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Estimates.Files;

/// <summary>Writes hourly tables as the files that <see cref="TableFolder"/> reads, hours counted from the first midnight on.</summary>
public static class TableWriter
{
    /// <summary>Writes all files of a folder; one that the tables have no counts for because nobody measured is taken away.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static async Task WriteAsync(string folder, HourlyTables tables, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tables);
        Directory.CreateDirectory(folder);
        string Page(int page) => tables.Pages[page].Name;
        string Cell(int cell) => tables.Cells[cell].ToString();
        string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
        await FileAsync(folder, TableColumns.Direct,
            tables.Direct.Select(r => (string[])[Page(r.Page), tables.Pages[r.Page].Typeable ? "1" : "0", Whole(r.Hour), Cell(r.Cell), Whole(r.Count)]), cancellation);
        await FileAsync(folder, TableColumns.Visible,
            tables.Visible.Select(r => (string[])[Page(r.Page), Whole(r.Hour), r.Source, Cell(r.Cell), Whole(r.Count)]), cancellation);
        await FileAsync(folder, TableColumns.Tagged,
            tables.Tagged.Select(r => (string[])
            [
                Page(r.Page), Whole(r.Hour), r.Delay is { } delay ? Whole(delay) : "", Cell(r.Cell), r.Previewed switch { true => "1", false => "0", _ => "" }, Whole(r.Count),
            ]), cancellation);
        await FileAsync(folder, TableColumns.Previews,
            tables.HasPreviews ? tables.Previews.Select(r => (string[])[Page(r.Page), Whole(r.Hour), r.Family, Whole(r.Count)]) : null, cancellation);
        await FileAsync(folder, TableColumns.Shares,
            tables.Shares.Select(r => (string[])[Page(r.Page), Whole(r.Hour), r.Channel, Whole(r.Count)]), cancellation);
        await FileAsync(folder, TableColumns.Campaigns,
            tables.Campaigns?.Select(r => (string[])
            [
                r.Start.ToString("0.###", CultureInfo.InvariantCulture), r.End.ToString("0.###", CultureInfo.InvariantCulture), r.Page is { } page ? Page(page) : "",
            ]), cancellation);
        await FileAsync(folder, TableColumns.Survey,
            tables.Survey.Select(r => (string[])[Stratum(r.Stratum), Cell(r.Cell), Answer(r.Answer), Whole(r.Invited), Whole(r.Count)]), cancellation);
    }

    private static string Stratum(SurveyStratum stratum) => stratum.ToString().ToLowerInvariant();

    private static string Answer(SurveyAnswer? answer) => answer switch
    {
        SurveyAnswer.Private => "private",
        SurveyAnswer.Other => "other",
        SurveyAnswer.DoNotKnow => "unknown",
        _ => "",
    };

    private static async Task FileAsync(string folder, string file, IEnumerable<string[]>? rows, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, file);
        if (rows is null)
        {
            File.Delete(path);
            return;
        }

        await using var text = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        await using var csv = new CsvWriter(text, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var row in rows.Prepend(TableColumns.Of(file).All))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var cell in row)
                csv.WriteField(cell);
            await csv.NextRecordAsync();
        }
    }
}
