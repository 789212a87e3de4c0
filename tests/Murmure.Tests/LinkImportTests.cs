namespace Murmure.Tests;

public sealed class LinkImportTests
{
    private const string Export = """
        "Short link","Destination URL","Clicks","Created at"
        "https://go.courrier.example/spring","https://www.courrier.example/spring","17","2025-02-01T10:00:00.000Z"
        "https://go.courrier.example/script","javascript:alert(1)","1","2025-02-01T10:00:00.000Z"
        """;

    [Fact]
    public async Task Links_come_over_from_a_file_after_a_dry_run_and_once_only()
    {
        using var murmure = new Executable();
        await murmure.RunAsync("site", "add", "courrier.example", "--profile", "log-only");
        var file = murmure.Write("dub.csv", Export);
        string[] verb = ["link", "import", file, "--from", "dub", "--domain", "go.courrier.example"];
        var dry = await murmure.RunAsync([.. verb, "--dry-run"]);
        dry.Exit.ShouldBe(0, dry.Error);
        dry.Output.Trim().ShouldBe("""{"read":2,"imported":1,"known":0,"refused":1,"clicks":17,"dryRun":true}""");
        dry.Error.ShouldContain("murmure: row 3, script: The destination is refused");
        (await murmure.RunAsync(verb)).Output.Trim().ShouldBe("""{"read":2,"imported":1,"known":0,"refused":1,"clicks":17,"dryRun":false}""");
        var again = await murmure.RunAsync(verb);
        again.Output.Trim().ShouldBe("""{"read":2,"imported":0,"known":1,"refused":1,"clicks":17,"dryRun":false}""");
        again.Error.ShouldContain("Dub: 17 clicks imported, counted by Dub, not sorted.");
    }

    [Theory]
    [InlineData(1, "no such file", "nothing.csv", "--from", "dub")]
    [InlineData(2, "beauty", "nothing.csv", "--from", "beauty")]
    [InlineData(2, "--from", "nothing.csv")]
    [InlineData(1, "needs a token", "https://api-ssl.bitly.com/v4/groups/B/bitlinks", "--from", "bitly")]
    public async Task What_cannot_be_taken_over_is_one_line(int exit, string says, params string[] arguments)
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync(["link", "import", .. arguments]);
        outcome.Exit.ShouldBe(exit, outcome.Error);
        outcome.Error.ShouldContain(says);
    }
}
