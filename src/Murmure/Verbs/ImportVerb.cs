using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Http.Json;
using System.Text.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Imports;
using Murmure.Server.Logs;
using Murmure.Server.Logs.Follow;

namespace Murmure.Verbs;

internal static class ImportVerb
{
    private sealed record Asked(string[] Files, string Site, string Format, string? Only);

    public static Command Command()
    {
        var files = new Argument<string[]>("files") { Description = "Access logs, plain or compressed; - for standard input.", Arity = ArgumentArity.OneOrMore };
        var site = new Option<string>("--site") { Description = "The site's host, as it was added.", Required = true };
        var format = new Option<string>("--format") { Description = "auto, or a format's name as 'analyze --help' lists them.", DefaultValueFactory = _ => "auto" };
        var only = new Option<string?>("--only")
        {
            Description = "previews: people are left to the site's script, on every day. Without it, on days on which the script counted people.",
        };
        only.AcceptOnlyFromAmong("previews");
        var follow = new Option<bool>("--follow") { Description = "Go on reading as the log grows, through its rotations, until Ctrl-C. Needs a running server." };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "With --follow: the file that remembers how far the log was sent. Default: in the data folder." };
        var command = Connections.WithOptions(new Command("import", """
            Reads access logs into a site. The same log again imports nothing, in whatever pieces and however compressed.
            Example: murmure import /var/log/nginx/access.log.1 --site www.example.org
            Example: murmure import --follow /var/log/nginx/access.log --site www.example.org
            Example: journalctl -f -u nginx -o cat | murmure import --follow - --site www.example.org
            """) { files, site, format, only, follow, checkpoint });
        command.SetAction((parsed, cancellation) =>
        {
            var asked = new Asked(parsed.GetValue(files)!, parsed.GetValue(site)!, parsed.GetValue(format)!, parsed.GetValue(only));
            return parsed.GetValue(follow)
                ? FollowAsync(parsed, asked, parsed.GetValue(checkpoint), cancellation)
                : Connections.RunAsync(parsed, (connection, token) => ImportAsync(connection, asked, token), cancellation);
        });
        return command;
    }

    private static async Task<int> ImportAsync(AdminConnection connection, Asked asked, CancellationToken cancellation)
    {
        var run = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        var (total, exit) = (ImportAnswer.Nothing, Cli.Done);
        foreach (var file in asked.Files)
        {
            if (file != "-" && !File.Exists(file))
            {
                exit = Cli.Fail(Directory.Exists(file) ? $"{file}: this is a folder; name its files." : $"{file}: no such file.");
                continue;
            }
            await using var log = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using var body = new StreamContent(log);
            var only = asked.Only is null ? "" : "&only=" + asked.Only;
            using var answer = await connection.PostAsync(
                $"imports?site={Uri.EscapeDataString(asked.Site)}&format={Uri.EscapeDataString(asked.Format)}&run={run}{only}", body, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                exit = Cli.Fail($"{file}: {await AdminConnection.SayAsync(answer, cancellation)}");
                continue;
            }
            var done = (await answer.Content.ReadFromJsonAsync<ImportAnswer>(JsonSerializerOptions.Web, cancellation))!;
            if (done.Trouble is { } trouble)
                exit = Cli.Fail($"{file}: {trouble}");
            total += done;
        }
        Print(total);
        return exit;
    }

    private static async Task<int> FollowAsync(ParseResult parsed, Asked asked, string? checkpoint, CancellationToken cancellation)
    {
        if (asked.Files is not [var file])
            return Cli.Fail("--follow: name one log; a second one needs a process of its own.");
        var format = asked.Format == "auto" ? null : LogFormats.Find(asked.Format);
        if (format is null && asked.Format != "auto")
            return Cli.Fail($"--format {asked.Format}: there is no such format; known are {LogFormats.Names}");
        var (server, key, folder) = (parsed.GetValue(Connections.Server), parsed.GetValue(Connections.Key), parsed.GetValue(Connections.Data)!);
        if (server is not null && string.IsNullOrEmpty(key))
            return Cli.Fail("--server: needs a key, by --key or MURMURE_KEY.");
        if (server is null && !Directory.Exists(folder))
            return Cli.Fail($"--data {folder}: there is no such folder; name that of a server, or a server elsewhere by --server.");
        await using var connection = server is null ? AdminConnection.Waiting(folder) : AdminConnection.To(server, key!);
        if (connection is null)
            return Cli.Fail($"--data {folder}: the folder's path is too long for a socket; name a shorter one.");
        var request = new FollowRequest(file, asked.Site, format, asked.Only, checkpoint ?? FollowRequest.CheckpointIn(folder, file, asked.Site));
        await Console.Error.WriteLineAsync($"murmure: following {file} into {asked.Site}, {connection.Way}; Ctrl-C ends it.");
        var (total, problem) = await LogFollower.RunAsync(request, connection, TimeProvider.System, line => Console.Error.WriteLine($"murmure: {line}"), cancellation);
        Print(total);
        return problem is null ? Cli.Done : Cli.Fail($"{file}: {problem}");
    }

    private static void Print(ImportAnswer total) => Console.WriteLine(JsonSerializer.Serialize(
        new { read = total.Read, imported = total.Imported, skipped = total.Skipped, malformed = total.Malformed, duplicates = total.Duplicates }, JsonSerializerOptions.Web));
}
