namespace Murmure.Tests;

public sealed class ExportTests
{
    [Fact]
    public async Task A_stopped_server_s_folder_is_exported_to_a_file_and_to_a_pipe()
    {
        using var murmure = new Executable();
        await murmure.RunAsync("site", "add", "courrier.example", "--profile", "log-only");
        var log = murmure.Write("access.log", """
            203.0.113.9 - - [25/Nov/2026:09:00:00 +0000] "GET /a HTTP/1.1" 200 10 "https://web.whatsapp.com/" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

            """);
        (await murmure.RunAsync("import", log, "--site", "courrier.example")).Exit.ShouldBe(0);

        var piped = await murmure.RunAsync("export", "--site", "courrier.example");
        piped.Exit.ShouldBe(0, piped.Error);
        piped.Output.ShouldContain("\"channel\":\"whatsapp\"");
        piped.ErrorLines.ShouldHaveSingleItem().ShouldStartWith("murmure: 1 events of courrier.example (");

        var target = Path.Combine(murmure.Folder, "out.csv");
        var written = await murmure.RunAsync("export", "--site", "courrier.example", "--format", "csv", "--from", "2026-11-25", "--out", target);
        written.Exit.ShouldBe(0, written.Error);
        written.Output.ShouldBeEmpty();
        (await File.ReadAllLinesAsync(target)).Length.ShouldBe(2);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(target).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData(1, "There is no such site here", "--site", "nobody.example")]
    [InlineData(2, "a day is written 2026-11-25", "--site", "x.example", "--from", "yesterday")]
    [InlineData(2, "parquet", "--site", "x.example", "--format", "xml")]
    [InlineData(1, "no Murmure answers there", "--site", "x.example", "--server", "http://127.0.0.1:9", "--key", "k")]
    public async Task What_cannot_be_exported_is_one_line_and_leaves_no_file(int exit, string says, params string[] arguments)
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync(["export", "--out", "out.jsonl", .. arguments]);
        outcome.Exit.ShouldBe(exit, outcome.Error);
        outcome.Error.ShouldContain(says);
        Directory.GetFiles(murmure.Folder).ShouldBeEmpty();
    }
}
