using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.AspNetCore.Builder;
using Murmure.Attribution;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Hosting;

namespace Murmure.Verbs;

/// <summary>
/// The way from a verb to the events: the server running on the data folder, by its socket; a server elsewhere, by a key; or, where none runs, one
/// that is started on the folder for as long as the verb lasts and that nobody else can reach.
/// </summary>
internal static class Connections
{
    public static readonly Option<string> Data = new("--data") { Description = "The data folder of the server, running or not.", DefaultValueFactory = _ => ServeOptions.DefaultFolder };

    public static readonly Option<Uri?> Server = new("--server") { Description = "A server elsewhere, such as https://stats.example.org; needs --key.", CustomParser = Address };

    public static readonly Option<string?> Key = new("--key")
    {
        Description = "A key for the server; better in the environment as MURMURE_KEY.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MURMURE_KEY"),
    };

    public static Command WithOptions(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Server);
        command.Options.Add(Key);
        return command;
    }

    public static Task<int> RunAsync(ParseResult parsed, Func<AdminConnection, CancellationToken, Task<int>> ask, CancellationToken cancellation) =>
        RunAsync(parsed, ask, (folder, token) => AloneAsync(folder, ask, token), cancellation);

    /// <summary>The same, with another way where no server runs.</summary>
    public static async Task<int> RunAsync(
        ParseResult parsed, Func<AdminConnection, CancellationToken, Task<int>> ask, Func<string, CancellationToken, Task<int>> alone, CancellationToken cancellation)
    {
        var (server, key, folder) = (parsed.GetValue(Server), parsed.GetValue(Key), parsed.GetValue(Data)!);
        if (server is not null && string.IsNullOrEmpty(key))
            return Cli.Fail("--server: needs a key, by --key or MURMURE_KEY.");
        if (server is not null)
        {
            await using var remote = AdminConnection.To(server, key!);
            try
            {
                return await ask(remote, cancellation);
            }
            catch (HttpRequestException)
            {
                return Cli.Fail($"{server.Host}: no Murmure answers there.");
            }
        }
        await using (var running = await AdminConnection.OfRunningAsync(folder, cancellation))
        {
            if (running is not null)
                return await ask(running, cancellation);
        }
        return await alone(folder, cancellation);
    }

    private static async Task<int> AloneAsync(string folder, Func<AdminConnection, CancellationToken, Task<int>> ask, CancellationToken cancellation)
    {
        var options = new ServeOptions(0, folder, false);
        var (opened, problem) = await DataFolder.OpenAsync(options, TimeProvider.System, cancellation);
        if (opened is null)
            return Cli.Fail(problem);
        await using var data = opened;
        await using var app = MurmureServer.Build(options, data, new Classifier(Catalogue.Load()), TimeProvider.System);
        await app.StartAsync(cancellation);
        int exit;
        await using (var own = await AdminConnection.OfRunningAsync(folder, cancellation))
            exit = own is not null ? await ask(own, cancellation) : Cli.Fail($"--data {folder}: the folder's path is too long for a socket; name a shorter one.");
        await app.StopAsync(cancellation);
        return exit;
    }

    private static Uri? Address(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"--server {result.Tokens[0].Value}: write an address such as https://stats.example.org");
        return null;
    }
}
