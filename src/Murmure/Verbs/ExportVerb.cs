using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Exports;

namespace Murmure.Verbs;

internal static class ExportVerb
{
    private sealed record Asked(string Site, DateOnly? From, DateOnly? To, string Format, string Out);

    public static Command Command()
    {
        var site = new Option<string>("--site") { Description = "The site's host, as it was added.", Required = true };
        var from = new Option<DateOnly?>("--from") { Description = "The first day, such as 2026-11-01. Default: the first one kept.", CustomParser = Day };
        var to = new Option<DateOnly?>("--to") { Description = "The last day, included. Default: the last one kept.", CustomParser = Day };
        var format = new Option<string>("--format") { Description = "jsonl (one object a line), csv or parquet.", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong([.. ExportsFeature.Formats.Keys]);
        var target = new Option<string>("--out") { Description = "The file to write; - for standard output.", DefaultValueFactory = _ => "-" };
        var command = Connections.WithOptions(new Command("export", """
            Writes a site's events as they are kept, oldest first, without pseudonyms.
            Example: murmure export --site www.example.org --from 2026-11-01 --format csv --out november.csv
            """) { site, from, to, format, target });
        command.SetAction((parsed, cancellation) => Connections.RunAsync(parsed, (connection, token) => ExportAsync(
            connection,
            new Asked(parsed.GetValue(site)!, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(format)!, parsed.GetValue(target)!), token), cancellation));
        return command;
    }

    private static async Task<int> ExportAsync(AdminConnection connection, Asked asked, CancellationToken cancellation)
    {
        if (asked is { Format: "parquet", Out: "-" } && !Console.IsOutputRedirected)
            return Cli.Fail("--format parquet: this is no text for a terminal; name a file with --out.");
        using var answer = await connection.GetAsync(Question(asked), cancellation);
        if (!answer.IsSuccessStatusCode)
            return Cli.Fail($"--site {asked.Site}: {await AdminConnection.SayAsync(answer, cancellation)}");
        await using (var body = await answer.Content.ReadAsStreamAsync(cancellation))
            await WholeFile.WriteAsync(asked.Out, body.CopyToAsync, check: null, cancellation);
        var events = answer.Headers.TryGetValues(ExportsFeature.CountHeader, out var count) ? count.First() : "?";
        await Console.Error.WriteLineAsync($"murmure: {events} events of {asked.Site}{(asked.Out == "-" ? "" : $" in {asked.Out}")} ({connection.Way})");
        return Cli.Done;
    }

    private static string Question(Asked asked)
    {
        var question = $"export?site={Uri.EscapeDataString(asked.Site)}&format={asked.Format}";
        if (asked.From is { } from)
            question += string.Create(CultureInfo.InvariantCulture, $"&from={from:yyyy-MM-dd}");
        return asked.To is { } to ? question + string.Create(CultureInfo.InvariantCulture, $"&to={to:yyyy-MM-dd}") : question;
    }

    private static DateOnly? Day(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        result.AddError($"{result.Argument.Name} {text}: a day is written 2026-11-25.");
        return null;
    }
}
