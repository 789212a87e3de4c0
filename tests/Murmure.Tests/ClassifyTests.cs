using System.Text;
using System.Text.Json;

namespace Murmure.Tests;

public sealed class ClassifyTests
{
    [Fact]
    public async Task Lines_are_answered_in_order_and_a_bad_one_stops_nothing()
    {
        using var murmure = new Executable();
        var input = "{\"id\":\"a\",\"ua\":\"WhatsApp/2\"}\n\n{broken\n[1]\n{\"id\":7,\"ua\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"referrer\":\"https://web.whatsapp.com/\"}";
        var run = await murmure.RunAsync(Encoding.UTF8.GetBytes(input), "classify");
        run.ShouldSatisfyAllConditions(r => r.Exit.ShouldBe(0), r => r.Error.ShouldBeEmpty());
        var answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        answers.Length.ShouldBe(4);
        answers[0].GetProperty("platform").GetString().ShouldBe("signal");
        answers[0].GetProperty("verdict").GetString().ShouldBe("preview");
        answers[1].GetProperty("line").GetInt32().ShouldBe(3);
        answers[1].GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Null);
        answers[2].GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        answers[3].GetProperty("id").GetInt32().ShouldBe(7);
        answers[3].GetProperty("channel").GetString().ShouldBe("whatsapp");
        answers[3].GetProperty("sender").GetString().ShouldBe("readers");
    }

    [Fact]
    public async Task A_line_of_megabytes_is_an_error_of_its_own()
    {
        using var murmure = new Executable();
        var run = await murmure.RunAsync(Encoding.UTF8.GetBytes($"{{\"id\":1,\"ua\":\"{new string('x', 3_000_000)}\"}}\n{{\"id\":2}}\n"), "classify", "-");
        var answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        answers.Length.ShouldBe(2);
        answers[0].ShouldContain("\"line\":1");
        answers[1].ShouldContain("\"id\":2");
    }

    [Fact]
    public async Task A_missing_file_is_one_line_and_exit_code_1()
    {
        using var murmure = new Executable();
        var run = await murmure.RunAsync("classify", "missing.jsonl");
        run.Exit.ShouldBe(1);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain("no such file");
    }
}
