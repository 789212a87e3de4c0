using System.Buffers;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>An organisation's links as a file for a spreadsheet, in the columns that <see cref="LinkFileReader"/> reads.</summary>
internal sealed class LinkFileWriter(IDbContextFactory<MurmureDb> metadata, LinkDirectory directory)
{
    private const int AtOnce = 1000;
    private const char Escape = '\'';

    /// <summary>A cell that begins so would be run as a formula by a spreadsheet (OWASP, CSV injection).</summary>
    private static readonly char[] Formulas = ['=', '+', '-', '@', '\t', '\r'];

    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create(Formulas);

    /// <summary>How every file for a spreadsheet is written.</summary>
    public static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape, InjectionCharacters = Formulas, InjectionEscapeCharacter = Escape, NewLine = "\r\n",
    };

    /// <summary>A cell without the mark that keeps it from being run.</summary>
    public static string Unescaped(string cell) => cell.Length > 1 && cell[0] == Escape && FormulaStarts.Contains(cell[1]) ? cell[1..] : cell;

    /// <summary>The links that the request's own query chooses, the newest first.</summary>
    public IResult Answer(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(stream => WriteAsync(stream, LinkSearch.Read(http.Request.Query, directory), Maker.OrganisationOf(http), http.RequestAborted), "text/csv; charset=utf-8", "links.csv");
    }

    private async Task WriteAsync(Stream stream, LinkSearch search, long organisation, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(stream);
        await using var csv = new CsvWriter(text, Format);
        foreach (var column in LinkColumn.All)
            csv.WriteField(column.Name);
        await csv.NextRecordAsync();
        // In pages, so that a slow reader keeps no transaction open.
        for (var before = long.MaxValue; before > 0;)
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            var links = await search.Apply(LinkBook.Of(db, organisation).AsNoTracking()).Where(link => link.Id < before).OrderByDescending(link => link.Id).Take(AtOnce).ToListAsync(cancellation);
            foreach (var link in links)
            {
                var host = directory.HostOf(link).Host;
                foreach (var column in LinkColumn.All)
                    csv.WriteField(column.Write(link, host));
                await csv.NextRecordAsync();
            }
            before = links.Count < AtOnce ? 0 : links[^1].Id;
            await csv.FlushAsync();
        }
    }
}
