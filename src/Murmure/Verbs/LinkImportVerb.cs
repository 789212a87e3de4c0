using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Links.Elsewhere;

namespace Murmure.Verbs;

/// <summary>The verb <c>link import</c>.</summary>
internal static class LinkImportVerb
{
    private sealed record Asked(string What, string From, string? Domain, bool Dry, string Token);

    public static Command Command()
    {
        var what = new Argument<string>("what") { Description = "The service's export, or the address of its API (https://…)." };
        var from = new Option<string>("--from") { Description = "The service: " + string.Join(", ", SwitchFeature.Sources) + ".", Required = true };
        from.AcceptOnlyFromAmong([.. SwitchFeature.Sources]);
        var domain = new Option<string?>("--domain") { Description = "The host of the links here, such as go.example.org. Default: the organisation's first one." };
        var token = new Option<bool>("--token-stdin") { Description = "Read the token for the service's API from standard input, one line. It is used for this run and kept nowhere." };
        var dry = new Option<bool>("--dry-run") { Description = "Tell what would become of each row, and change nothing." };
        var command = Connections.WithOptions(new Command("import", """
            Takes another service's links over, with their slugs and what the service counted. The same again adds nothing.
            Example: murmure link import bitly.csv --from bitly --domain go.example.org --dry-run
            Example: pass bitly | murmure link import https://api-ssl.bitly.com/v4/groups/GROUP/bitlinks --from bitly --domain go.example.org --token-stdin
            """) { what, from, domain, token, dry });
        command.SetAction(async (parsed, cancellation) =>
        {
            var asked = new Asked(
                parsed.GetValue(what)!, parsed.GetValue(from)!, parsed.GetValue(domain), parsed.GetValue(dry),
                parsed.GetValue(token) ? await Console.In.ReadLineAsync(cancellation) ?? "" : "");
            var isRemote = asked.What.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || asked.What.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
            if (isRemote && asked.Token.Length == 0)
                return Cli.Fail($"{asked.What}: an API needs a token, by --token-stdin.");
            if (!isRemote && !File.Exists(asked.What))
                return Cli.Fail($"{asked.What}: no such file.");
            return await Connections.RunAsync(parsed, (connection, stop) => isRemote ? RemoteAsync(connection, asked, stop) : FileAsync(connection, asked, stop), cancellation);
        });
        return command;
    }

    private static async Task<int> FileAsync(AdminConnection connection, Asked asked, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(asked.What);
        using var body = new StreamContent(file);
        using var answer = await connection.PostAsync($"links/imports?from={asked.From}&dry={(asked.Dry ? "true" : "false")}{Domain(asked)}", body, cancellation);
        if (await ReadAsync(answer, cancellation) is not { } done)
            return Cli.Fail($"{asked.What}: {await AdminConnection.SayAsync(answer, cancellation)}");
        Tell(done);
        return Print(done, connection);
    }

    /// <summary>One page after the other, until the last one.</summary>
    private static async Task<int> RemoteAsync(AdminConnection connection, Asked asked, CancellationToken cancellation)
    {
        SwitchAnswer? total = null;
        for (var address = asked.What; address is not null;)
        {
            using var body = JsonContent.Create(new RemoteSwitchRequest(asked.From, address, asked.Token, asked.Domain, asked.Dry), options: JsonSerializerOptions.Web);
            using var answer = await connection.PostAsync($"links/imports/remote?{Domain(asked).TrimStart('&')}", body, cancellation);
            if (await ReadAsync(answer, cancellation) is not { } done)
                return Cli.Fail($"{asked.From}: {await AdminConnection.SayAsync(answer, cancellation)}");
            Tell(done);
            total = total is null ? done : done with
            {
                Read = total.Read + done.Read, Imported = total.Imported + done.Imported, Known = total.Known + done.Known, Refused = total.Refused + done.Refused, Clicks = total.Clicks + done.Clicks,
            };
            address = done.Stopped is null ? done.Next : null;
        }
        return Print(total!, connection);
    }

    private static string Domain(Asked asked) => asked.Domain is { } domain ? "&domain=" + Uri.EscapeDataString(domain) : "";

    private static async Task<SwitchAnswer?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<SwitchAnswer>(JsonSerializerOptions.Web, cancellation) : null;

    private static void Tell(SwitchAnswer done)
    {
        foreach (var row in done.Problems)
            Console.Error.WriteLine($"murmure: row {row.Row}{(row.Slug.Length > 0 ? $", {row.Slug}" : "")}: {row.Detail}{(row.Taken ? " The link is taken all the same." : "")}");
        if (done.MoreProblems > 0)
            Console.Error.WriteLine($"murmure: and {done.MoreProblems} more rows with something wrong");
    }

    private static int Print(SwitchAnswer total, AdminConnection connection)
    {
        Console.Error.WriteLine($"murmure: {SwitchFeature.Reconciliation(total)} ({connection.Way})");
        Console.WriteLine(JsonSerializer.Serialize(
            new { read = total.Read, imported = total.Imported, known = total.Known, refused = total.Refused, clicks = total.Clicks, dryRun = total.DryRun }, JsonSerializerOptions.Web));
        return total.Stopped is { } stopped ? Cli.Fail($"{total.From}: stopped before the end ({stopped}). The same again goes on.") : Cli.Done;
    }
}
