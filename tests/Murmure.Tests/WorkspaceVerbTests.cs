using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Murmure.Tests;

public sealed partial class WorkspaceVerbTests
{
    [Fact]
    public async Task On_a_stopped_server_s_folder_the_verbs_set_everything_up()
    {
        using var murmure = new Executable();
        var added = await murmure.RunAsync("une phrase assez longue\n"u8.ToArray(), "user", "add", "claire@courrier.example", "--role", "owner", "--password-stdin");
        added.Exit.ShouldBe(0, added.Error);
        added.Error.ShouldContain("no server runs on it");
        added.Output.ShouldBeEmpty();
        var site = await murmure.RunAsync("site", "add", "https://www.courrier.example/", "--profile", "fr-exempt", "--tz", "Europe/Paris", "--lang", "fr");
        site.Error.ShouldContain("courrier.example is a site of courrier.example, profile fr-exempt, zone Europe/Paris.");
        var key = await murmure.RunAsync("key", "add", "--name", "import", "--scopes", "events:write,backfill", "--expires", "30");
        Key().IsMatch(key.Output).ShouldBeTrue(key.Output + key.Error);
        var link = await murmure.RunAsync("user", "add", "paul@courrier.example");
        Link().IsMatch(link.Output).ShouldBeTrue(link.Output + link.Error);
        (await murmure.RunAsync("user", "reset", "claire@courrier.example")).Output.ShouldContain("/app/reset?token=");
        Mode(Path.Combine(murmure.Folder, "data", "metadata.sqlite")).ShouldBe("600");
    }

    [Fact]
    public async Task A_running_server_is_reached_by_its_socket_and_knows_at_once()
    {
        using var murmure = new Executable();
        using var server = murmure.Start("serve", "--port", "0", "--data", "data");
        try
        {
            var address = (await LineAsync(server, "Murmure: "))["Murmure: ".Length..].Replace("/app", "", StringComparison.Ordinal);
            (await LineAsync(server, "Set up")).ShouldContain("/app/set-up?token=");
            var added = await murmure.RunAsync("une phrase assez longue\n"u8.ToArray(), "user", "add", "claire@courrier.example", "--role", "owner", "--password-stdin");
            added.Error.ShouldContain("through the running server");
            using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
            using var page = await client.GetAsync(new Uri(address + "/app/team"));
            page.Headers.Location?.ToString().ShouldContain("/app/sign-in");
            var key = (await murmure.RunAsync("key", "add", "--name", "remote", "--scopes", "admin")).Output.Trim();
            var remote = await murmure.RunAsync(new Dictionary<string, string> { ["MURMURE_KEY"] = key }, "site", "add", "far.example", "--server", address);
            remote.Exit.ShouldBe(0, remote.Error);
            remote.Error.ShouldContain("through the API of ");
            (await murmure.RunAsync("site", "add", "far.example")).Error.ShouldContain("has this address already");
            (await murmure.RunAsync("site", "add", "x.example", "--server", address, "--key", "mur_wrong")).Error.ShouldContain("refuses the key");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        var after = await murmure.RunAsync("site", "add", "later.example");
        after.Error.ShouldContain("no server runs on it", customMessage: "the socket of a killed server is no server");
    }

    [Theory]
    [InlineData(1, "no e-mail address", "user", "add", "claire")]
    [InlineData(2, "owner", "user", "add", "claire@x.example", "--role", "king")]
    [InlineData(1, "a scope is one of", "key", "add", "--name", "n", "--scopes", "everything")]
    [InlineData(1, "a profile is one of", "site", "add", "x.example", "--profile", "none")]
    [InlineData(1, "no such time zone", "site", "add", "x.example", "--tz", "Mars/Olympus")]
    [InlineData(2, "--name", "key", "add", "--scopes", "admin")]
    [InlineData(2, "write an address such as", "site", "add", "x.example", "--server", "stats", "--key", "k")]
    [InlineData(1, "needs a key", "site", "add", "x.example", "--server", "http://127.0.0.1:9")]
    [InlineData(1, "no Murmure answers there", "site", "add", "x.example", "--server", "http://127.0.0.1:9", "--key", "k")]
    [InlineData(1, "--smtp", "serve", "--smtp", "mail.example")]
    public async Task What_is_wrong_is_one_line_and_an_exit_code(int exit, string says, params string[] arguments)
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync(arguments);
        outcome.Exit.ShouldBe(exit, outcome.Error);
        outcome.Error.ShouldContain(says);
        outcome.Output.ShouldBeEmpty();
        if (exit == 1)
            outcome.ErrorLines.Length.ShouldBe(1, outcome.Error);
    }

    [Theory]
    [InlineData("user add")]
    [InlineData("user reset")]
    [InlineData("site add")]
    [InlineData("key add")]
    [InlineData("export")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("doctor")]
    public async Task Each_verb_s_help_has_an_example(string verb)
    {
        using var murmure = new Executable();
        var help = await murmure.RunAsync([.. verb.Split(' '), "--help"]);
        help.Exit.ShouldBe(0);
        help.Output.ShouldContain("Example: murmure " + verb);
    }

    [Fact]
    public async Task Metadata_of_a_later_version_is_refused_in_one_line()
    {
        using var murmure = new Executable();
        await murmure.RunAsync("user", "add", "claire@courrier.example");
        // SQLite keeps user_version at byte 60 of the file, big-endian.
        var path = Path.Combine(murmure.Folder, "data", "metadata.sqlite");
        await using (var file = File.OpenWrite(path))
        {
            file.Position = 60;
            file.Write([0, 0, 3, 231]);
        }

        foreach (var verb in new[] { ["serve", "--port", "0"], new[] { "user", "add", "paul@courrier.example" } })
        {
            var outcome = await murmure.RunAsync(verb);
            outcome.Exit.ShouldBe(1);
            outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("999");
        }
    }

    private static async Task<string> LineAsync(Process server, string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await server.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException("The server ended: " + await server.StandardError.ReadToEndAsync(limit.Token));
    }

    private static string Mode(string path) => OperatingSystem.IsWindows() ? "600" : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    [GeneratedRegex("^mur_[A-Za-z0-9_-]{43}\n$", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("^http://localhost:8080/app/reset\\?token=[A-Za-z0-9_-]{43}\n$", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
