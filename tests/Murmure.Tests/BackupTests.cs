namespace Murmure.Tests;

public sealed class BackupTests
{
    [Fact]
    public async Task A_folder_goes_into_one_file_and_comes_back_elsewhere()
    {
        using var murmure = new Executable();
        (await murmure.RunAsync("site", "add", "courrier.example")).Exit.ShouldBe(0);
        var made = await murmure.RunAsync("backup", "--out", "b.tar");
        made.Exit.ShouldBe(0, made.Error);
        var line = made.ErrorLines.ShouldHaveSingleItem();
        line.ShouldStartWith("murmure: backed up 1 sites,");
        line.ShouldContain("left out: the keys of open days, open days, the journal");
        line.ShouldContain("no server runs on it");

        var restored = await murmure.RunAsync("restore", "b.tar", "--data", "again");
        restored.Exit.ShouldBe(0, restored.Error);
        restored.ErrorLines.ShouldHaveSingleItem().ShouldContain("into again: 1 sites");
        (await murmure.RunAsync("site", "add", "courrier.example", "--data", "again")).Error.ShouldContain("has this address already");

        var refused = await murmure.RunAsync("restore", "b.tar", "--data", "again");
        (refused.Exit, refused.ErrorLines.Length).ShouldBe((1, 1), refused.Error);
        refused.Error.ShouldContain("not empty");
    }

    [Fact]
    public async Task A_running_server_is_backed_up_through_its_socket()
    {
        using var murmure = new Executable();
        using var server = murmure.Start("serve", "--port", "0");
        try
        {
            (await server.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
            var made = await murmure.RunAsync("backup", "--out", "b.tar");
            made.Exit.ShouldBe(0, made.Error);
            made.Error.ShouldContain("through the running server");
            (await murmure.RunAsync("restore", "b.tar", "--data", "again")).Exit.ShouldBe(0);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    [Theory]
    [InlineData("no such folder", "backup", "--out", "b.tar", "--data", "nowhere")]
    [InlineData("nothing of Murmure's", "backup", "--out", "b.tar", "--data", ".")]
    [InlineData("no such file", "restore", "nowhere.tar")]
    public async Task What_cannot_be_done_is_one_line_and_leaves_no_file(string says, params string[] arguments)
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync(arguments);
        (outcome.Exit, outcome.ErrorLines.Length).ShouldBe((1, 1), outcome.Error);
        outcome.Error.ShouldContain(says);
        Directory.GetFiles(murmure.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_in_one_line()
    {
        using var murmure = new Executable();
        murmure.Write("b.tar", "not a tar at all");
        var outcome = await murmure.RunAsync("restore", "b.tar");
        (outcome.Exit, outcome.ErrorLines.Length).ShouldBe((1, 1), outcome.Error);
        Directory.GetFileSystemEntries(Path.Combine(murmure.Folder, "data")).ShouldBeEmpty();
    }
}
