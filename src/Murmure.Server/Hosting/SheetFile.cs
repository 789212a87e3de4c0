using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Links;
using Murmure.Server.Reports;

namespace Murmure.Server.Hosting;

/// <summary>A table as a file for a spreadsheet. Names are those of the API, numbers are written as programs read them, and what is not known or kept back is empty.</summary>
internal static class SheetFile
{
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="rows">Written as they are asked for.</param>
    public static IResult Of(HttpContext http, string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(stream => WriteAsync(stream, columns, rows), "text/csv; charset=utf-8", name + ".csv");
    }

    private static async Task WriteAsync(Stream stream, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        await using var text = new StreamWriter(stream);
        await using var csv = new CsvWriter(text, LinkFileWriter.Format);
        foreach (var row in rows.Prepend(columns))
        {
            foreach (var value in row)
                csv.WriteField(Written(value));
            await csv.NextRecordAsync();
        }
    }

    private static string Written(object? value) => value switch
    {
        null => "",
        DateOnly day => ReportRequest.Written(day),
        DateTime utc => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
