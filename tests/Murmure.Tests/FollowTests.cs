using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Murmure.Tests;

/// <summary><c>murmure import --follow</c> as processes: a server, a log, standard input, and Ctrl-C.</summary>
public sealed class FollowTests
{
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static string Line(int number) =>
        $"203.0.113.{number} - - [{TimeProvider.System.GetUtcNow():dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /p{number} HTTP/2.0\" 200 512 \"-\" \"{Agent}\"\n";

    [Fact]
    public async Task A_log_is_followed_from_a_file_and_from_standard_input_and_ctrl_c_ends_it_cleanly()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("SKIPPED: Ctrl-C cannot be sent to a process on Windows.");
        using var murmure = new Executable();
        (await murmure.RunAsync("site", "add", "www.example.org")).Exit.ShouldBe(0);
        using var server = murmure.Start("serve", "--port", "0", "--data", "data");
        try
        {
            await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            var log = murmure.Write("access.log", Line(1) + Line(2));
            var followed = await FollowAsync(murmure, log, async () =>
            {
                await File.AppendAllTextAsync(log, Line(3));
                var places = Path.Combine(murmure.Folder, "data", "follow");
                await UntilAsync(() => Directory.Exists(places) && Directory.EnumerateFiles(places, "*.json").Any(file => Offset(file) == new FileInfo(log).Length));
            });
            Imported(followed).ShouldBe(3, followed.Error);
            followed.Exit.ShouldBe(0);

            // The header is journald's, as 'journalctl -o short' writes it.
            var piped = await murmure.RunAsync(
                System.Text.Encoding.UTF8.GetBytes("Nov 26 09:00:00 web1 nginx[12]: " + Line(4)), "import", "--follow", "-", "--site", "www.example.org");
            (piped.Exit, Imported(piped)).ShouldBe((0, 1), piped.Error);
            (await murmure.RunAsync("import", "--follow", log, "--site", "nobody.example")).Error.ShouldContain("There is no such site here.");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task However_often_the_server_is_killed_each_line_that_a_follower_sends_counts_once()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("SKIPPED: Ctrl-C cannot be sent to a process on Windows.");
        const int Rounds = 20_000;
        using var murmure = new Executable();
        (await murmure.RunAsync("site", "add", "www.example.org")).Exit.ShouldBe(0);
        var key = (await murmure.RunAsync("key", "add", "--name", "test", "--scopes", "reports:read")).Output.Trim();
        var log = murmure.Write("access.log", string.Concat(Enumerable.Range(0, Rounds).Select(Shared)));
        var dice = new Random(20261126);
        var (server, address) = await ServeAsync(murmure);
        try
        {
            var places = Path.Combine(murmure.Folder, "data", "follow");
            long Reached() => Directory.Exists(places) ? Directory.EnumerateFiles(places, "*.json").Select(Offset).DefaultIfEmpty(0).Max() : 0;
            var (length, amid) = (new FileInfo(log).Length, 0);
            await FollowAsync(murmure, log, async () =>
            {
                for (var kill = 0; kill < 5; kill++)
                {
                    // A checkpoint is written when a part of the log is in, and then the next part is on its way.
                    var before = Reached();
                    await UntilAsync(() => Reached() > before || before == length);
                    await Task.Delay(dice.Next(60));
                    amid += Reached() < length ? 1 : 0;
                    server.Kill();
                    await server.WaitForExitAsync();
                    server.Dispose();
                    (server, address) = await ServeAsync(murmure);
                }
                await UntilAsync(() => Reached() == length);
            });
            amid.ShouldBeGreaterThan(1, "kills that come after the last line prove nothing");
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
            (server, address) = await ServeAsync(murmure);
            var told = "";
            await UntilAsync(async () => (told = await AskAsync(address, key)).Contains($"\"previews\":{Rounds}", StringComparison.Ordinal));
            told.ShouldContain($$"""{"pageviews":{{Rounds}},"previews":{{Rounds}},"machine_hits":{{Rounds}}}""");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }
    }

    /// <summary>A reader, a machine, and a sender who types an address, each of an address of their own.</summary>
    private static string Shared(int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddHours(-1).AddSeconds(number / 4).ToString("dd/MMM/yyyy:HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        string Line(string path, string agent, int host) => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"10.{host}.{number / 250}.{number % 250} - - [{at} +0000] \"GET {path} HTTP/2.0\" 200 512 \"-\" \"{agent}\"\n");
        return Line($"/p{number}", Agent, 1) + Line("/", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", 2)
            + Line("/s", "WhatsApp/2.24.20.83 A", 3) + Line($"/s{number}", "WhatsApp/2.24.20.83 A", 3);
    }

    private static async Task<(Process Server, Uri Address)> ServeAsync(Executable murmure)
    {
        var server = murmure.Start("serve", "--port", "0", "--data", "data");
        var said = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (server, new Uri(said.ShouldNotBeNull().Split(' ').Last(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.', '/')));
    }

    private static async Task<string> AskAsync(Uri address, string key)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var (from, to) = (DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(1));
        return await client.GetStringAsync($"/api/v1/reports?site=www.example.org&metrics=pageviews,previews,machine_hits&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");
    }

    [Theory]
    [InlineData("name one log", "import", "--follow", "a.log", "b.log", "--site", "x.example")]
    [InlineData("there is no such folder", "import", "--follow", "a.log", "--site", "x.example", "--data", "nowhere")]
    [InlineData("there is no such format", "import", "--follow", "a.log", "--site", "x.example", "--format", "sundial")]
    [InlineData("needs a key", "import", "--follow", "a.log", "--site", "x.example", "--server", "http://127.0.0.1:9")]
    public async Task What_is_wrong_is_one_line(string says, params string[] arguments)
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync(arguments);
        (outcome.Exit, outcome.Output).ShouldBe((1, ""));
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain(says);
    }

    private static async Task<Outcome> FollowAsync(Executable murmure, string log, Func<Task> meanwhile)
    {
        using var follower = murmure.Start("import", "--follow", log, "--site", "www.example.org");
        var (output, error) = (follower.StandardOutput.ReadToEndAsync(), follower.StandardError.ReadToEndAsync());
        try
        {
            await meanwhile();
            Interrupt(follower.Id, 2).ShouldBe(0);
            await follower.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            if (!follower.HasExited)
                follower.Kill();
        }
        return new Outcome(follower.ExitCode, await output, await error);
    }

    private static Task UntilAsync(Func<bool> reached) => UntilAsync(() => Task.FromResult(reached()));

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        var limit = Stopwatch.StartNew();
        // Other processes are waited for, on no clock of ours.
        while (!await reached())
        {
            limit.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await Task.Delay(5);
        }
    }

    private static long Offset(string checkpoint)
    {
        using var kept = JsonDocument.Parse(File.ReadAllText(checkpoint));
        return kept.RootElement.GetProperty("offset").GetInt64();
    }

    private static long Imported(Outcome outcome)
    {
        using var printed = JsonDocument.Parse(outcome.Output);
        return printed.RootElement.GetProperty("imported").GetInt64();
    }

#pragma warning disable SYSLIB1054 // No source-generated import: that would need unsafe code.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Interrupt(int process, int signal);
#pragma warning restore SYSLIB1054
}
