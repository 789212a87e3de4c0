using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Links.Abuse;
using Murmure.Server.Privacy;
using Murmure.Storage;

namespace Murmure.Verbs;

/// <summary>Every option can also be set by the environment: <c>--network-limit</c> is <c>MURMURE_NETWORK_LIMIT</c>; several values are separated by commas.</summary>
internal static class ServeVerb
{
    private static readonly Option<int> Port = Number("--port", "The port; 0 takes a free one.", ServeOptions.DefaultPort);
    private static readonly Option<string> Data = Text("--data", "The data folder, made when absent.", ServeOptions.DefaultFolder);
    private static readonly Option<string> Listen = Text("--listen", "The address to listen on; 0.0.0.0 or :: for every network.", "127.0.0.1");
    private static readonly Option<string[]> Hosts = Texts("--host", "A name under which the pages may be asked for, beside this machine's own.");
    private static readonly Option<string[]> Proxies = Texts("--trusted-proxy", "A proxy (address or CIDR) whose X-Forwarded-For is believed.");
    private static readonly Option<string> InlineIo = Text("--inline-io", "Answer beacons on the threads that read the sockets: on (faster) or off.", "on");
    private static readonly Option<string> Kept = Text("--durability", "What an accepted event survives: process (its end, however it comes) or power (its loss).", "process");
    private static readonly Option<int> Megabytes = Number("--journal-megabytes", "The most that the journal takes on disk.", 1024);
    private static readonly Option<int> NetworkLimit = Number("--network-limit", "Events that one network (/24, /64) may send in ten seconds; 0 for no limit.", 1_000);
    private static readonly Option<int> SiteLimit = Number("--site-limit", "Events that one site may send in ten seconds; 0 for no limit.", 0);
    private static readonly Option<int> KeyLinks = Number("--link-limit-key", "Links that one key may make in an hour; 0 for no limit.", 20_000);
    private static readonly Option<int> OrganisationLinks = Number("--link-limit-organisation", "Links that one organisation may make in a day; 0 for no limit.", 200_000);
    private static readonly Option<string> BlockList = Text("--block-list", "A block list fetched once a day, https://…: a list of hosts, or URLhaus's. Without it, none is.", "");
    private static readonly Option<string[]> Services = Texts("--service", "Another address of a service that connections go through: telegram=http://127.0.0.1:8081/.");
    private static readonly Option<string> WhatsAppVersion = Text("--whatsapp-version", "The version of Meta's Graph API, such as v26.0. Default: the one that this release was made with.", "");
    private static readonly Option<string> Places = Text("--places", "A database of regions and cities in MaxMind's format (.mmdb), read again when it is replaced. Without it, reports have countries.", "");
    private static readonly Option<string> PreviewChecks = Text("--preview-checks", "Whether five pages of each site, those that travel most, are fetched once a day to see what their previews lack: on or off.", "on");
    private static readonly Option<string> Log = Text("--log-format", "How the log is written, to standard error: text, or json (an object a line).", "text");
    private static readonly Option<int> KeepEvents = Number("--keep-events", "Days for which the single events of closed days are kept; daily counts stay longer.", 90);
    private static readonly Option<int> KeepCounts = Number("--keep-counts", "Months for which daily counts are kept, at most 25.", 25);

    public static Command Command()
    {
        var demo = new Option<bool>("--demo") { Description = "Put a simulated newspaper into an empty data folder." };
        var smtp = new Option<string?>("--smtp")
        {
            Description = "How messages to members leave: smtp://user:password@host:587 or smtps://…:465. Better in the environment as MURMURE_SMTP.",
            DefaultValueFactory = _ => Environment("--smtp"),
        };
        var from = new Option<string?>("--smtp-from")
        {
            Description = "The address that messages come from.",
            DefaultValueFactory = _ => Environment("--smtp-from"),
        };
        var local = new Option<bool>("--allow-local-checks") { Description = "Let the installation check fetch pages of this machine and of private networks." };
        var backups = new Option<string?>("--backups")
        {
            Description = "Where the backup before an upgrade of the data goes. Default: the folder 'backups' in the data folder.",
            DefaultValueFactory = _ => Environment("--backups"),
        };
        Kept.AcceptOnlyFromAmong("process", "power");
        InlineIo.AcceptOnlyFromAmong("on", "off");
        PreviewChecks.AcceptOnlyFromAmong("on", "off");
        Log.AcceptOnlyFromAmong("text", "json");
        var command = new Command("serve", """
            Runs the web application: a page per site, the doors for its visitors' events, and a page that reads a log file you drop on it.
            Every option can be set by the environment too: --network-limit is MURMURE_NETWORK_LIMIT.
            Example: murmure serve --port 8080 --data ./data --demo
            """) { Port, Data, Listen, Hosts, Proxies, InlineIo, Kept, Megabytes, NetworkLimit, SiteLimit, KeepEvents, KeepCounts, KeyLinks, OrganisationLinks, BlockList, Places, Services, WhatsAppVersion, PreviewChecks, Log, backups, smtp, from, local, demo };
        command.SetAction((parsed, cancellation) => RunAsync(
            Read(parsed, demo) with { AllowLocalChecks = parsed.GetValue(local), Backups = parsed.GetValue(backups) }, parsed.GetValue(smtp), parsed.GetValue(from), cancellation));
        return command;
    }

    private static ServeOptions Read(ParseResult parsed, Option<bool> demo) => new(parsed.GetValue(Port), parsed.GetValue(Data)!, parsed.GetValue(demo))
    {
        Listen = parsed.GetValue(Listen)!,
        Hosts = parsed.GetValue(Hosts)!,
        TrustedProxies = parsed.GetValue(Proxies)!,
        InlineIo = parsed.GetValue(InlineIo) == "on",
        PreviewChecks = parsed.GetValue(PreviewChecks) == "on",
        ConsoleFormat = parsed.GetValue(Log) == "json" ? ConsoleFormat.Json : ConsoleFormat.Text,
        LogLevel = LogLevel.Information,
        Retention = new RetentionOptions(parsed.GetValue(KeepEvents), parsed.GetValue(KeepCounts)),
        Links = new AbuseOptions(parsed.GetValue(KeyLinks), parsed.GetValue(OrganisationLinks)) { BlockList = parsed.GetValue(BlockList) is { Length: > 0 } list ? list : null },
        Services = parsed.GetValue(Services)!,
        WhatsAppVersion = parsed.GetValue(WhatsAppVersion)!,
        Connectors = ServiceAddresses.Read(parsed.GetValue(Services)!, parsed.GetValue(WhatsAppVersion)!).Options,
        Intake = new IntakeOptions
        {
            Durability = parsed.GetValue(Kept) == "power" ? Durability.Power : Durability.Process,
            JournalBytes = (long)parsed.GetValue(Megabytes) << 20,
            NetworkLimit = parsed.GetValue(NetworkLimit),
            SiteLimit = parsed.GetValue(SiteLimit),
            Places = parsed.GetValue(Places) is { Length: > 0 } places ? places : null,
        },
    };

    /// <summary>What is wrong with the variables of the environment, as a start would say it, and those that no option reads.</summary>
    internal static IEnumerable<string> EnvironmentProblems()
    {
        var command = Command();
        var parsed = command.Parse([]);
        foreach (var error in parsed.Errors)
            yield return error.Message;
        if (parsed.Errors.Count == 0)
        {
            foreach (var problem in Read(parsed, new Option<bool>("--demo")).Problems())
                yield return problem;
        }

        var known = command.Options.Select(option => Variable(option.Name)).Append("MURMURE_KEY").ToHashSet(StringComparer.Ordinal);
        foreach (var name in System.Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MURMURE_", StringComparison.Ordinal) && !known.Contains(name)))
            yield return $"{name}: no option has this variable; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
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

        // TRICKY: the runtime reads it once, when the first socket is made; nothing has made one yet.
        if (options.InlineIo)
            System.Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        var (opened, problem) = await DataFolder.OpenAsync(options, TimeProvider.System, cancellation);
        if (opened is null)
            return Cli.Fail(problem);
        await using var data = opened;
        var classifier = new Classifier(Catalogue.Load());
        if (options.Demo)
        {
            await Console.Error.WriteLineAsync("murmure: preparing the demonstration site (a few seconds, once)");
            await Demonstration.SeedAsync(data.Store, classifier, TimeProvider.System, cancellation);
        }
        await using var app = MurmureServer.Build(options, data, classifier, TimeProvider.System);
        try
        {
            await app.StartAsync(cancellation);
            var address = MurmureServer.AddressOf(app);
            Console.WriteLine($"Murmure: {address}/app");
            if (await AccountsFeature.SetUpAddressAsync(app, address, cancellation) is { } setUp)
                Console.WriteLine($"Set up, once, within 24 hours: {setUp}");
        }
        catch (Exception fault) when (DataFolder.Say(options.DataFolder, fault) is { } line)
        {
            return Cli.Fail(line);
        }
        await app.WaitForShutdownAsync(cancellation);
        return Cli.Done;
    }

    private static Option<int> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        DefaultValueFactory = result =>
        {
            if (Environment(name) is not { } text)
                return value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return number;
            result.AddError($"{Variable(name)}={text}: not a number.");
            return value;
        },
    };

    private static Option<string> Text(string name, string description, string value) =>
        new(name) { Description = description, DefaultValueFactory = _ => Environment(name) ?? value };

    private static Option<string[]> Texts(string name, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => Environment(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
    };

    private static string? Environment(string name) => System.Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } text ? text : null;

    private static string Variable(string name) => "MURMURE_" + name[2..].Replace('-', '_').ToUpperInvariant();
}
