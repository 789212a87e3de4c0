using System.Text;
using System.Text.Json;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Tests;

/// <summary>What people and machines put into files and arguments that no verb asked for.</summary>
public sealed class HostileInputTests
{
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    /// <summary>Every kind of line that a first log holds, written by hand for this test.</summary>
    private static readonly string Log = string.Join('\n',
        At("08:00:00", "203.0.113.1", "/", "-", Agent),
        At("08:00:01", "203.0.113.1", "/site.css", "https://journal.example/", Agent),
        At("08:01:00", "203.0.113.1", "/news/a", "https://journal.example/", Agent),
        At("08:02:00", "203.0.113.2", "/news/a?utm_source=newsletter&utm_medium=email", "-", Agent),
        At("08:03:00", "203.0.113.3", "/news/a", "https://web.whatsapp.com/", Agent),
        At("08:04:00", "203.0.113.4", "/news/b", "-", Agent + " WA4A/2.26.32.83"),
        At("08:05:00", "203.0.113.5", "/news/b", "https://www.google.com/", Agent),
        At("08:06:00", "203.0.113.6", "/news/b", "-", Agent),
        At("08:07:00", "203.0.113.7", "/ne", "-", "WhatsApp/2.24.20.83 A"),
        At("08:07:02", "203.0.113.7", "/news/b", "-", "WhatsApp/2.24.20.83 A"),
        At("08:07:03", "203.0.113.7", "/photo.jpg", "-", "WhatsApp/2.24.20.83 A"),
        At("08:08:00", "203.0.113.8", "/news/b", "-", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        At("08:09:00", "203.0.113.9", "/old", "-", Agent).Replace("\" 200 ", "\" 301 ", StringComparison.Ordinal),
        At("08:10:00", "203.0.113.9", "/gone", "-", Agent).Replace("\" 200 ", "\" 404 ", StringComparison.Ordinal),
        "this line is broken",
        "");

    [Fact]
    public async Task The_json_of_a_small_log_is_the_golden_one()
    {
        using var murmure = new Executable();
        murmure.Write("access.log", Log);
        var run = await murmure.RunAsync("analyze", "access.log", "--json", "--quiet", "--tz", "Europe/Paris");
        run.Exit.ShouldBe(0, run.Error);
        // The catalogue's date is the one thing that changes without anything being wrong.
        var version = JsonDocument.Parse(run.Output).RootElement.GetProperty("catalogue").GetString()!;
        run.Output.Replace(version, "CATALOGUE", StringComparison.Ordinal).ShouldBeGolden("analyze.json");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("7")]
    public async Task The_number_of_processors_does_not_show(string processors)
    {
        using var murmure = new Executable();
        // Several chunks, so that processors have something to share out.
        murmure.Write("access.log", string.Concat(Enumerable.Range(0, 20_000).Select(i =>
            At($"{8 + (i / 3600)}:{i / 60 % 60:00}:{i % 60:00}".PadLeft(8, '0'), $"10.0.{i % 40}.{i % 7}", $"/news/{i % 13}", i % 3 == 0 ? "https://t.me/" : "-", Agent) + "\n")));
        var run = await murmure.RunAsync(new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = processors }, "analyze", "access.log", "--json", "--quiet");
        var alone = await murmure.RunAsync("analyze", "access.log", "--json", "--quiet");
        run.Exit.ShouldBe(0, run.Error);
        JsonDocument.Parse(run.Output).RootElement.GetProperty("read").GetInt64().ShouldBe(20_000);
        run.Output.ShouldBe(alone.Output);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_line_and_exit_code_1()
    {
        using var murmure = new Executable();
        murmure.Write("access.log", Log);
        foreach (var option in new[] { "--html", "--events" })
        {
            var run = await murmure.RunAsync("analyze", "access.log", option, "no/such/folder/out", "--json", "--quiet");
            run.Exit.ShouldBe(1, option);
            run.ErrorLines.ShouldHaveSingleItem();
            run.Error.ShouldNotContain("   at ");
        }
    }

    [Fact]
    public async Task One_good_file_among_bad_ones_is_reported_and_the_run_fails()
    {
        using var murmure = new Executable();
        murmure.Write("access.log", Log);
        murmure.Write("empty.log", "");
        var run = await murmure.RunAsync("analyze", "missing.log", "access.log", "empty.log", "--json", "--quiet");
        run.Exit.ShouldBe(1);
        run.ErrorLines.Length.ShouldBe(2);
        JsonDocument.Parse(run.Output).RootElement.GetProperty("read").GetInt64().ShouldBe(15);
    }

    /// <summary>Bytes that are no text, a name of thousands of letters, markup and terminal codes, from standard input and as arguments.</summary>
    [Fact]
    public async Task Whatever_a_visitor_writes_the_terminal_gets_no_code_of_it()
    {
        using var murmure = new Executable();
        var hostile = Encoding.UTF8.GetBytes(string.Join('\n',
            At("08:00:00", "203.0.113.1", "/\u001b[31mred\u001b[0m/[bold]x[/]", "-", Agent),
            At("08:00:01", "203.0.113.2", "/" + new string('a', 9_000), "https://" + new string('b', 9_000) + ".example/", Agent),
            At("08:00:02", "203.0.113.3", "/\u202Egnp.exe", "javascript:alert(1)", "\u001b]0;owned\u0007"),
            "\u0000\u0001\u00ff\ufffe broken", new string('"', 5_000), ""));
        foreach (var language in new[] { "en", "fr" })
        {
            var run = await murmure.RunAsync(hostile, "analyze", "-", "--lang", language, "--site", new string('s', 5_000) + ".example");
            run.Exit.ShouldBe(0, run.Error);
            foreach (var code in new[] { '\u001b', '\u0007', '\u202E', '\0' })
                (run.Output + run.Error).ShouldNotContain(code.ToString());
        }
    }

    [Fact]
    public async Task Progress_is_said_on_standard_error_alone_and_not_with_quiet()
    {
        using var murmure = new Executable();
        murmure.Write("access.log", Log);
        (await murmure.RunAsync("analyze", "access.log", "--json", "--quiet")).Error.ShouldBeEmpty();
        JsonDocument.Parse((await murmure.RunAsync("analyze", "access.log", "--json")).Output).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task Classify_answers_lone_surrogates_odd_types_and_a_byte_order_mark()
    {
        using var murmure = new Executable();
        byte[] input =
        [
            0xEF, 0xBB, 0xBF, .. "{\"id\":1,\"ua\":\"WhatsApp/2\"}\r\n"u8,
            .. "{\"id\":2,\"ua\":\"\\ud800\"}\n"u8, .. "{\"id\":\"\\udc00\"}\n"u8, .. "{\"id\":{\"a\":[1]},\"ua\":7,\"headers\":[],\"status\":\"x\"}\n"u8,
            .. "{\"ua\":\""u8, 0xFF, 0xFE, .. "\"}\n"u8, .. "   \t\n"u8, .. "{\"id\":3,\"id\":4}"u8,
        ];
        var run = await murmure.RunAsync(input, "classify");
        run.Exit.ShouldBe(0, run.Error);
        var answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        answers.Select(answer => answer.TryGetProperty("error", out _)).ShouldBe([false, true, true, false, true, false]);
        answers[0].GetProperty("platform").GetString().ShouldBe("signal");
        answers[1].GetProperty("line").GetInt32().ShouldBe(2);
        answers[3].GetProperty("id").GetRawText().ShouldBe("{\"a\":[1]}");
    }

    /// <summary>An answer must not wait for the end of the input: the verb is used over a pipe that stays open.</summary>
    [Fact]
    public async Task Classify_answers_each_line_as_it_comes()
    {
        using var murmure = new Executable();
        using var process = murmure.Start("classify");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 3; i++)
        {
            await process.StandardInput.WriteAsync($"{{\"id\":{i}}}\n".AsMemory(), patience.Token);
            await process.StandardInput.FlushAsync(patience.Token);
            (await process.StandardOutput.ReadLineAsync(patience.Token)).ShouldNotBeNull().ShouldStartWith($"{{\"id\":{i},");
        }
        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);
        process.ExitCode.ShouldBe(0);
    }

    private static string At(string time, string address, string target, string referrer, string agent) =>
        $"{address} - - [09/Nov/2026:{time} +0100] \"GET {target} HTTP/1.1\" 200 512 \"{referrer}\" \"{agent}\"";
}
