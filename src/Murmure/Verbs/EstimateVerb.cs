using System.CommandLine;
using System.Net.Http.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates;
using Murmure.Server.Estimates.Files;
using Murmure.Terminal;
using Spectre.Console;

namespace Murmure.Verbs;

internal static class EstimateVerb
{
    public static Command Command()
    {
        var folder = new Argument<string?>("folder")
        {
            Description = "Hourly tables (direct.csv and others), or a log (hits.jsonl, access.log) as simulate writes it.", Arity = ArgumentArity.ZeroOrOne,
        };
        var site = new Option<string?>("--site") { Description = "The host of a site that a server measures: its latest finished estimate, as the server made it." };
        var json = new Option<bool>("--json") { Description = "Print the estimate as JSON." };
        var seed = new Option<ulong>("--seed") { Description = "The same counts and seed give the same numbers. For a folder.", DefaultValueFactory = _ => 1UL };
        var zone = new Option<string?>("--tz") { Description = "The site's time zone, such as Europe/Paris, for a log. Default: the offset of its first line." };
        var language = new Option<string>("--lang") { Description = "Language of the report: en or fr.", DefaultValueFactory = _ => Cli.Tongue() };
        language.AcceptOnlyFromAmong("en", "fr");
        var command = Connections.WithOptions(new Command("estimate", """
            Estimates how much of a site's direct visits private messages brought, with an interval and what it rests on.
            Examples: murmure simulate --seed 7 --out demo --tables && murmure estimate demo/tables
                      murmure estimate --site www.example.org
            """) { folder, site, json, seed, zone, language });
        command.Validators.Add(result =>
        {
            if (result.GetValue(folder) is null == result.GetValue(site) is null)
                result.AddError("estimate: name a folder or a --site, one of them.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var tongue = Languages.Parse(parsed.GetValue(language)!)!.Value;
            return parsed.GetValue(site) is { } host
                ? Connections.RunAsync(parsed, (connection, token) => AskAsync(connection, host, parsed.GetValue(json), tongue, token), cancellation)
                : Task.FromResult(Read(parsed.GetValue(folder)!, parsed.GetValue(seed), parsed.GetValue(zone), parsed.GetValue(json), tongue, cancellation));
        });
        return command;
    }

    private static int Read(string folder, ulong seed, string? zoneName, bool json, Language language, CancellationToken cancellation)
    {
        TimeZoneInfo? zone = null;
        if (zoneName is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out zone))
            return Cli.Fail($"{zoneName}: no such time zone; use a name such as Europe/Paris.");
        var (estimate, problem) = FolderEstimate.Of(folder, seed, zone, TimeProvider.System, cancellation);
        return estimate is null ? Cli.Fail(problem) : Print(estimate, json, language);
    }

    private static async Task<int> AskAsync(AdminConnection connection, string site, bool json, Language language, CancellationToken cancellation)
    {
        using var answer = await connection.GetAsync("estimates/latest?site=" + Uri.EscapeDataString(site), cancellation);
        if (!answer.IsSuccessStatusCode)
            return Cli.Fail($"--site {site}: {await AdminConnection.SayAsync(answer, cancellation)}");
        var kept = await answer.Content.ReadFromJsonAsync<EstimateOfPeriod>(cancellation);
        return Print(NamedEstimate.Of(site, kept!), json, language);
    }

    private static int Print(NamedEstimate estimate, bool json, Language language)
    {
        if (json)
        {
            using var output = Console.OpenStandardOutput();
            estimate.WriteJson(output);
            output.Write("\n"u8);
        }
        else
        {
            EstimateTerminal.Write(AnsiConsole.Console, estimate, language);
        }

        return Cli.Done;
    }
}
