using System.Text;
using System.Text.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Logs.Follow;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Logs.Follow.FollowedSite;

namespace Murmure.Server.Tests.Logs.Follow;

/// <summary>A live log into a running server: every page view once, whatever happens to the file, the follower or the server.</summary>
[WholeServer]
public sealed class LogFollowerTests
{
    private static string[] Pages(int first, int count) => [.. Enumerable.Range(first, count).Select(number => $"/p{number}")];

    [Fact]
    public async Task A_growing_log_is_sent_as_it_grows_and_half_a_line_waits_for_its_end()
    {
        await using var site = await StartAsync();
        site.Write(Lines(0, 3));
        site.Follow();
        await site.UntilViewsAsync(3);
        var line = Line(3);
        site.Write(Line(4) + line[..40]);
        await site.UntilViewsAsync(4);
        site.Write(line[40..]);
        await site.UntilViewsAsync(5);
        (await site.PagesAsync()).ShouldBe(Pages(0, 5), ignoreOrder: true);
        var (total, problem) = await site.StopAsync();
        (total.Read, total.Imported, total.Malformed, problem).ShouldBe((5, 5, 0, null));
    }

    [Fact]
    public async Task A_renamed_log_is_read_to_its_end_before_the_next_one()
    {
        await using var site = await StartAsync();
        site.Write(Lines(0, 3));
        site.Follow();
        await site.UntilViewsAsync(3);
        site.Rename("access.log.1");
        // The server has the old file open until it is told.
        File.AppendAllText(site.Log + ".1", Lines(3, 2));
        site.Write(Lines(5, 2));
        await site.UntilViewsAsync(7);
        (await site.PagesAsync()).ShouldBe(Pages(0, 7));
    }

    [Fact]
    public async Task A_log_that_is_copied_and_truncated_loses_nothing_that_was_written_between_two_looks()
    {
        await using var site = await StartAsync();
        site.Write(Lines(0, 3));
        site.Follow();
        await site.UntilViewsAsync(3);
        site.Write(Lines(3, 2) + Line(99)[..30]);
        site.CopyAndTruncate("access.log.1");
        // Longer than before: the length alone does not tell.
        site.Write(Lines(5, 40));
        await site.UntilViewsAsync(45);
        (await site.PagesAsync()).ShouldBe(Pages(0, 45), ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_rotated_and_compressed_while_nobody_read_is_read_first()
    {
        await using var site = await StartAsync();
        site.Write(Lines(0, 3));
        site.Follow();
        await site.UntilViewsAsync(3);
        await site.StopAsync();
        site.Write(Lines(3, 2));
        site.Rename("access.log.2");
        site.Compress("access.log.2");
        site.Write(Lines(5, 2));
        site.Rename("access.log.1");
        site.Write(Lines(7, 2));
        site.Follow();
        await site.UntilViewsAsync(9);
        (await site.PagesAsync()).ShouldBe(Pages(0, 9), ignoreOrder: true);
        (await site.StopAsync()).Total.Imported.ShouldBe(6);
    }

    [Fact]
    public async Task A_follower_that_starts_again_goes_on_where_it_was_and_equal_lines_keep_their_number()
    {
        await using var site = await StartAsync();
        var twice = Line(1) + Line(1);
        site.Write(Line(0) + twice);
        site.Follow();
        await site.UntilViewsAsync(3);
        await site.StopAsync();
        site.Write(Line(1) + Line(2));
        site.Follow();
        await site.UntilViewsAsync(5);
        (await site.PagesAsync()).ShouldBe(["/p0", "/p1", "/p1", "/p1", "/p2"], ignoreOrder: true);
        (await site.StopAsync()).Total.Read.ShouldBe(2, "what was sent before is not read again");
    }

    [Fact]
    public async Task A_server_that_is_away_loses_nothing_and_counts_nothing_twice()
    {
        await using var site = await StartAsync();
        site.Write(Lines(0, 3));
        site.Follow();
        await site.UntilViewsAsync(3);
        await site.Host.StopAsync();
        site.Write(Lines(3, 3));
        await site.UntilAsync(() => Task.FromResult(site.Said.Count > 0));
        site.Said.ShouldHaveSingleItem().ShouldContain("read on when the server takes lines again");
        await site.Host.StartAgainAsync();
        await site.UntilViewsAsync(6);
        (await site.PagesAsync()).ShouldBe(Pages(0, 6), ignoreOrder: true);
    }

    [Fact]
    public async Task The_checkpoint_holds_numbers_and_nothing_of_a_reader()
    {
        await using var site = await StartAsync();
        site.Write(Lines(0, 3));
        site.Follow();
        await site.UntilViewsAsync(3);
        await site.StopAsync();
        using var kept = JsonDocument.Parse(await File.ReadAllTextAsync(site.Checkpoint));
        kept.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["number", "offset", "check", "written"]);
        kept.RootElement.GetProperty("offset").GetInt64().ShouldBe(new FileInfo(site.Log).Length);
        kept.RootElement.GetProperty("check").GetInt32().ShouldBeLessThan(1 << 16);
    }

    [Fact]
    public async Task A_site_that_nobody_has_ends_it_with_a_reason()
    {
        await using var site = await StartAsync();
        site.Write("junk\n" + Lines(0, 3));
        var admin = AdminConnection.Waiting(site.Host.Folder).ShouldNotBeNull();
        var (_, problem) = await LogFollower.RunAsync(
            new FollowRequest(site.Log, "nobody.example", null, null, site.Checkpoint), admin, site.Host.Clock, _ => { }, default);
        problem.ShouldBe("There is no such site here.");
    }

    [Fact]
    public async Task A_text_that_is_no_log_ends_it_and_a_few_odd_lines_at_the_start_do_not()
    {
        await using var site = await StartAsync();
        site.Write("nginx: started\n");
        site.Follow();
        await site.UntilAsync(() => Task.FromResult(true));
        site.Write(Lines(0, 2));
        await site.UntilViewsAsync(2);
        (await site.StopAsync()).Total.Malformed.ShouldBe(1);

        File.WriteAllText(site.Log, string.Concat(Enumerable.Repeat("Nothing that a web server writes.\n", 30)));
        File.Delete(site.Checkpoint);
        site.Follow();
        (await site.EndAsync()).Problem.ShouldNotBeNull().ShouldContain("not recognised");
    }

    [Fact]
    public async Task A_w3c_log_is_read_on_without_its_header_after_a_start()
    {
        await using var site = await StartAsync();
        site.Write("#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem c-ip cs(User-Agent) sc-status\n");
        site.Write($"2026-11-25 09:00:01 GET /one 203.0.113.5 {Live.LiveHost.Firefox.Replace(' ', '+')} 200\n");
        site.Follow();
        await site.UntilViewsAsync(1);
        await site.StopAsync();
        site.Write($"2026-11-25 09:00:02 GET /two 203.0.113.6 {Live.LiveHost.Firefox.Replace(' ', '+')} 200\n");
        site.Follow();
        await site.UntilViewsAsync(2);
        (await site.PagesAsync()).ShouldBe(["/one", "/two"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("access.log.1", true)]
    [InlineData("access.log.12.gz", true)]
    [InlineData("access.log-20261126", true)]
    [InlineData("access.log-20261126-1761436800.zst", true)]
    [InlineData("access.log.old", true)]
    [InlineData("access-2026-11-26.log", true)]
    [InlineData("access-20261126.log.gz", true)]
    [InlineData("access.log", false)]
    [InlineData("access-other.log", false)]
    [InlineData("access.log.swp", false)]
    [InlineData("access2.logs", false)]
    [InlineData("error.log.1", false)]
    public void A_log_s_earlier_parts_are_told_by_their_names(string name, bool part) => RotatedLogs.IsPartOf("access.log", name).ShouldBe(part);
}
