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

    private static async Task UntilAsync(Func<bool> reached)
    {
        var limit = Stopwatch.StartNew();
        // Other processes are waited for, on no clock of ours.
        while (!reached())
        {
            limit.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await Task.Delay(50);
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
