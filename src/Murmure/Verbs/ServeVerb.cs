using System.CommandLine;
using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Storage.Events;

namespace Murmure.Verbs;

internal static class ServeVerb
{
    public static Command Command()
    {
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => ServeOptions.DefaultPort };
        var data = new Option<string>("--data") { Description = "The data folder, made when absent.", DefaultValueFactory = _ => ServeOptions.DefaultFolder };
        var demo = new Option<bool>("--demo") { Description = "Put a simulated newspaper into an empty data folder." };
        var smtp = new Option<string?>("--smtp")
        {
            Description = "How messages to members leave: smtp://user:password@host:587 or smtps://…:465. Better in the environment as MURMURE_SMTP.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MURMURE_SMTP"),
        };
        var from = new Option<string?>("--smtp-from")
        {
            Description = "The address that messages come from; also MURMURE_SMTP_FROM.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MURMURE_SMTP_FROM"),
        };
        var local = new Option<bool>("--allow-local-checks") { Description = "Let the installation check fetch pages of this machine and of private networks." };
        var command = new Command("serve", """
            Runs the web application on this machine: a page per site, and a page that reads a log file you drop on it.
            Example: murmure serve --port 8080 --data ./data --demo
            """) { port, data, demo, smtp, from, local };
        command.SetAction((parsed, cancellation) => RunAsync(
            new ServeOptions(parsed.GetValue(port), parsed.GetValue(data)!, parsed.GetValue(demo)) { AllowLocalChecks = parsed.GetValue(local) },
            parsed.GetValue(smtp), parsed.GetValue(from), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, string? smtp, string? from, CancellationToken cancellation)
    {
        List<string> problems = [.. options.Problems()];
        if (!string.IsNullOrEmpty(smtp))
        {
            options = options with { Mail = MailOptions.Parse(smtp, from, out var wrong) };
            if (options.Mail is null)
                problems.Add(wrong);
        }

        foreach (var line in problems)
            Cli.Fail(line);
        if (problems.Count > 0)
            return Cli.Failed;

        if (OpenStore(options.DataFolder, out var problem) is not { } opened)
            return Cli.Fail(problem);
        await using var store = opened;
        var classifier = new Classifier(Catalogue.Load());
        if (options.Demo)
        {
            await Console.Error.WriteLineAsync("murmure: preparing the demonstration site (a few seconds, once)");
            await Demonstration.SeedAsync(store, classifier, TimeProvider.System, cancellation);
        }
        await using var app = MurmureServer.Build(options, store, classifier, TimeProvider.System);
        await app.StartAsync(cancellation);
        var address = MurmureServer.AddressOf(app);
        Console.WriteLine($"Murmure: {address}/app");
        if (await AccountsFeature.SetUpAddressAsync(app, address, cancellation) is { } setUp)
            Console.WriteLine($"Set up, once, within 24 hours: {setUp}");
        await app.WaitForShutdownAsync(cancellation);
        return Cli.Done;
    }

    /// <summary>The store in the data folder, or null and why it cannot be had, in one line.</summary>
    private static IEventStore? OpenStore(string folder, out string problem)
    {
        problem = "";
        try
        {
            MakeFolder(folder);
            return EventStores.Open("duckdb:" + Path.Combine(folder, "events.duckdb"), TimeProvider.System);
        }
        catch (DbException fault) when (fault.Message.Contains("lock", StringComparison.OrdinalIgnoreCase))
        {
            problem = $"--data {folder}: another Murmure is running on this folder; stop it, or name another folder.";
        }
        catch (DbException)
        {
            problem = $"--data {folder}: events.duckdb in it cannot be opened: it is damaged, or no store of Murmure's.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = $"--data {folder}: the folder cannot be made or written to; check its path and permissions.";
        }
        return null;
    }

    /// <summary>For its owner only: pseudonyms of the day are personal data.</summary>
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
