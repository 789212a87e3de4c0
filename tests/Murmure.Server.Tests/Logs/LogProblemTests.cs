using System.Text;
using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

public sealed class LogProblemTests
{
    [Fact]
    public void An_empty_log_says_so()
    {
        foreach (var text in (string[])["", "\n\r\n  \n", "#Software: IIS\n#Fields: date time\n"])
            ReadLog.Problem(Encoding.UTF8.GetBytes(text)).Kind.ShouldBe(LogProblemKind.Empty, text);
    }

    [Fact]
    public void A_binary_file_says_so_even_when_a_format_is_named()
    {
        var png = new byte[5000];
        new Random(7).NextBytes(png);
        "\u0089PNG\r\n"u8.CopyTo(png);
        ReadLog.Problem(png).Kind.ShouldBe(LogProblemKind.Binary);
        ReadLog.Problem(png, "combined").Kind.ShouldBe(LogProblemKind.Binary);
    }

    [Fact]
    public void Text_that_is_no_log_says_so_and_names_the_formats()
    {
        var problem = ReadLog.Problem("Dear reader,\nthis is a letter.\n"u8.ToArray());
        problem.Kind.ShouldBe(LogProblemKind.UnknownFormat);
        problem.Say().ShouldContain("combined-vhost, combined,");
        problem.Say("fr").ShouldContain("non reconnu");
    }

    [Fact]
    public void Text_that_is_no_log_is_refused_line_by_line_when_a_format_is_named() =>
        ReadLog.Of("Dear reader,\nthis is a letter.\n", "combined").Refused.Count.ShouldBe(2);

    /// <summary>Found by the property test on junk between lines: 200 random bytes hold enough control bytes to make three lines look binary.</summary>
    [Fact]
    public void A_short_log_of_another_format_with_junk_in_it_is_no_binary_file()
    {
        var junk = new byte[200];
        new Random(11).NextBytes(junk);
        var line = Encoding.UTF8.GetBytes(Samples.All["common"] + "\n");
        var read = ReadLog.Of([.. line, .. line, .. junk, (byte)'\n', .. line], "combined");
        read.Hits.ShouldBeEmpty();
        read.Refused.Count.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public void A_missing_file_and_a_directory_say_so()
    {
        Problem(Path.Combine(Path.GetTempPath(), "murmure-no-such.log")).Kind.ShouldBe(LogProblemKind.Missing);
        Problem(Path.GetTempPath()).Kind.ShouldBe(LogProblemKind.Directory);
    }

    [Fact]
    public void A_file_that_may_not_be_read_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "this account may read any file");
        var path = Path.GetTempFileName();
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.None);
            Problem(path).Kind.ShouldBe(LogProblemKind.Unreadable);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_archive_that_gives_nothing_says_what_is_wrong_with_it()
    {
        ReadLog.Problem([0x1F, 0x8B, 8, 0, 0]).ShouldBe(new LogProblem(LogProblemKind.Truncated, "test.log", "gzip"));
        ReadLog.Problem([.. "BZh9"u8, 1, 2, 3, 4, 5, 6, 7, 8]).Detail.ShouldBe("bzip2");
        ReadLog.Problem([0x28, 0xB5, 0x2F, 0xFD, 0xFF, 0xFF]).Detail.ShouldBe("zstd");
    }

    [Fact]
    public void Every_problem_and_every_outcome_is_said_in_one_line_of_both_languages()
    {
        foreach (var kind in Enum.GetValues<LogProblemKind>())
        {
            var problem = new LogProblem(kind, "access.log", "gzip");
            (problem.Say(), problem.Say("fr")).ShouldSatisfyAllConditions(
                said => said.Item1.ShouldContain("access.log"), said => said.Item2.ShouldContain("access.log"),
                said => said.Item1.ShouldNotBe(said.Item2), said => said.Item1.ShouldNotContain("\n"));
        }
        foreach (var outcome in Enum.GetValues<LineOutcome>())
            LogTexts.Meaning(outcome).ShouldNotBe(LogTexts.Meaning(outcome, "fr"));
        Enum.GetValues<LineOutcome>().Select(LogTexts.Slug).ShouldBeUnique();
    }

    private static LogProblem Problem(string path)
    {
        LogReader.TryOpen(path, null, out _, out var problem).ShouldBeFalse();
        return problem!;
    }
}
