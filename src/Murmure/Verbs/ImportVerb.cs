using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Murmure.Server.Imports;

namespace Murmure.Verbs;

internal static class ImportVerb
{
    private sealed record Asked(string[] Files, string Site, string Format);

    public static Command Command()
    {
        var files = new Argument<string[]>("files") { Description = "Access logs, plain or compressed; - for standard input.", Arity = ArgumentArity.OneOrMore };
        var site = new Option<string>("--site") { Description = "The site's host, as it was added.", Required = true };
        var format = new Option<string>("--format") { Description = "auto, or a format's name as 'analyze --help' lists them.", DefaultValueFactory = _ => "auto" };
        var command = Connections.WithOptions(new Command("import", """
            Reads access logs into a site. The same log again imports nothing, in whatever pieces and however compressed.
            Example: murmure import /var/log/nginx/access.log.1 --site www.example.org
            """) { files, site, format });
        command.SetAction((parsed, cancellation) => Connections.RunAsync(
            parsed, (connection, token) => ImportAsync(connection, new Asked(parsed.GetValue(files)!, parsed.GetValue(site)!, parsed.GetValue(format)!), token), cancellation));
        return command;
    }

    private static async Task<int> ImportAsync(Server.Accounts.Admin.AdminConnection connection, Asked asked, CancellationToken cancellation)
    {
        var run = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        var (total, exit) = (new ImportAnswer(0, 0, new SortedDictionary<string, long>(), 0, 0), Cli.Done);
        foreach (var file in asked.Files)
        {
            if (file != "-" && !File.Exists(file))
            {
                exit = Cli.Fail(Directory.Exists(file) ? $"{file}: this is a folder; name its files." : $"{file}: no such file.");
                continue;
            }
            await using var log = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using var body = new StreamContent(log);
            using var answer = await connection.PostAsync(
                $"imports?site={Uri.EscapeDataString(asked.Site)}&format={Uri.EscapeDataString(asked.Format)}&run={run}", body, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                exit = Cli.Fail($"{file}: {await Connections.SayAsync(answer, cancellation)}");
                continue;
            }
            var done = (await answer.Content.ReadFromJsonAsync<ImportAnswer>(JsonSerializerOptions.Web, cancellation))!;
            if (done.Trouble is { } trouble)
                exit = Cli.Fail($"{file}: {trouble}");
            total = Sum(total, done);
        }
        Console.WriteLine(JsonSerializer.Serialize(
            new { read = total.Read, imported = total.Imported, skipped = total.Skipped, malformed = total.Malformed, duplicates = total.Duplicates }, JsonSerializerOptions.Web));
        return exit;
    }

    private static ImportAnswer Sum(ImportAnswer one, ImportAnswer other)
    {
        var skipped = new SortedDictionary<string, long>(one.Skipped.ToDictionary(), StringComparer.Ordinal);
        foreach (var (reason, count) in other.Skipped)
            skipped[reason] = skipped.GetValueOrDefault(reason) + count;
        return new ImportAnswer(one.Read + other.Read, one.Imported + other.Imported, skipped, one.Malformed + other.Malformed, one.Duplicates + other.Duplicates);
    }
}
