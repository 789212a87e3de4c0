using System.CommandLine;
using Murmure.Server.Accounts.Admin;

namespace Murmure.Verbs;

/// <summary>The verbs <c>user</c>, <c>site</c>, <c>key</c> and <c>link</c>: what the set-up pages do, for automation.</summary>
internal static class WorkspaceVerbs
{
    private const string DefaultAddress = "http://localhost:8080";

    private static readonly Option<string?> Organisation = new("--organisation") { Description = "Which organisation; needed only where there are several. 'user add' makes it when absent." };

    public static Command User()
    {
        var email = new Argument<string>("email") { Description = "The account's e-mail address." };
        var role = new Option<string>("--role") { Description = "owner, editor or viewer.", DefaultValueFactory = _ => "viewer" };
        role.AcceptOnlyFromAmong("owner", "editor", "viewer");
        var password = new Option<bool>("--password-stdin") { Description = "Read the password from standard input, one line. Without it, a link to choose one is printed." };
        var add = Connections.WithOptions(new Command("add", """
            Adds an account to an organisation. The first one also makes the organisation.
            Example: murmure user add claire@example.org --role owner
            """) { email, role, password, Organisation });
        add.SetAction((parsed, cancellation) => RunAsync(parsed, async connection => await connection.SendAsync(
            new AddUserRequest(parsed.GetValue(email)!, parsed.GetValue(role)!, parsed.GetValue(password) ? await Console.In.ReadLineAsync(cancellation) ?? "" : null, parsed.GetValue(Organisation)),
            cancellation), cancellation));

        var factor = new Option<bool>("--second-factor") { Description = "Also turn the second factor off: for who has lost the telephone and the recovery codes. Not with --server." };
        var reset = Connections.WithOptions(new Command("reset", """
            Prints a link by which somebody chooses a new password. It works once, for two hours.
            Example: murmure user reset claire@example.org
            """) { email, factor });
        reset.SetAction((parsed, cancellation) => RunAsync(
            parsed, connection => connection.SendAsync(new ResetUserRequest(parsed.GetValue(email)!, parsed.GetValue(factor)), cancellation), cancellation));
        return new Command("user", "Accounts of the people who work with this server.") { add, reset };
    }

    public static Command Site()
    {
        var host = new Argument<string>("host") { Description = "The site's address, such as www.example.org." };
        var profile = new Option<string?>("--profile") { Description = "The compliance profile: fr-exempt, eu-consent, log-only or uk-stats. Default: eu-consent." };
        var zone = new Option<string?>("--tz") { Description = "The site's time zone, such as Europe/Paris. Default: UTC." };
        var language = new Option<string?>("--lang") { Description = "Language of the site's public pages: en or fr. Default: en." };
        var add = Connections.WithOptions(new Command("add", """
            Adds a site to be measured.
            Example: murmure site add www.example.org --profile eu-consent --tz Europe/Paris --lang fr
            """) { host, profile, zone, language, Organisation });
        add.SetAction((parsed, cancellation) => RunAsync(parsed, connection => connection.SendAsync(
            new AddSiteRequest(parsed.GetValue(host)!, parsed.GetValue(profile), parsed.GetValue(zone), parsed.GetValue(language), parsed.GetValue(Organisation)),
            cancellation), cancellation));
        return new Command("site", "Sites that this server measures.") { add };
    }

    public static Command KeyVerb()
    {
        var name = new Option<string>("--name") { Description = "What the key is for.", Required = true };
        var scopes = new Option<string>("--scopes")
        {
            Description = "What it may do, separated by commas: " + string.Join(", ", Murmure.Server.Accounts.Keys.Scopes.All), Required = true,
        };
        var expires = new Option<int?>("--expires") { Description = "After how many days it stops working. Default: never." };
        var add = Connections.WithOptions(new Command("add", """
            Makes a key for a program and prints it, once.
            Example: murmure key add --name import --scopes events:write,backfill --expires 365
            """) { name, scopes, expires, Organisation });
        add.SetAction((parsed, cancellation) => RunAsync(parsed, connection => connection.SendAsync(
            new AddKeyRequest(
                parsed.GetValue(name)!, parsed.GetValue(scopes)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                parsed.GetValue(expires), parsed.GetValue(Organisation)),
            cancellation), cancellation));
        return new Command("key", "Keys for programs.") { add };
    }

    public static Command Link()
    {
        var url = new Argument<string>("url") { Description = "Where the link leads." };
        var domain = new Option<string?>("--domain") { Description = "The host of the short address, such as go.example.org. Default: the organisation's first one, else the server's own name." };
        var slug = new Option<string?>("--slug") { Description = "What stands behind the host. Default: seven random characters." };
        var add = Connections.WithOptions(new Command("add", """
            Makes a short link and prints its address.
            Example: murmure link add https://www.example.org/article --domain go.example.org --slug article
            """) { url, domain, slug, Organisation });
        add.SetAction((parsed, cancellation) => RunAsync(parsed, connection => connection.SendAsync(
            new AddLinkRequest(parsed.GetValue(url)!, parsed.GetValue(domain), parsed.GetValue(slug), parsed.GetValue(Organisation)), cancellation), cancellation));
        return new Command("link", "Short links.") { add, LinkImportVerb.Command() };
    }

    /// <summary>The secret goes to standard output, for a script to take; what was done, and which way, to standard error.</summary>
    private static async Task<int> RunAsync(ParseResult parsed, Func<AdminConnection, Task<AdminAnswer>> ask, CancellationToken cancellation)
    {
        var (server, key) = (parsed.GetValue(Connections.Server), parsed.GetValue(Connections.Key));
        if (server is not null && string.IsNullOrEmpty(key))
            return Cli.Fail("--server: needs a key, by --key or MURMURE_KEY.");
        await using var connection = server is null ? await AdminConnection.OfAsync(parsed.GetValue(Connections.Data)!, cancellation) : AdminConnection.To(server, key!);
        var answer = await ask(connection);
        if (!answer.Done)
            return Cli.Fail(answer.Line);
        await Console.Error.WriteLineAsync($"murmure: {answer.Line} ({connection.Way})");
        if (answer.Secret is { } secret)
            Console.WriteLine(secret.StartsWith('/') ? (server?.ToString().TrimEnd('/') ?? DefaultAddress) + secret : secret);
        return Cli.Done;
    }
}
