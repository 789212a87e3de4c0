using System.Diagnostics;

namespace Murmure.Tests;

/// <summary>The crash drills with few repetitions; <c>bench/README.md</c> says how to run them with many.</summary>
public sealed class DrillTests
{
    [Fact]
    public async Task What_the_journal_accepted_is_there_once_after_kills_torn_ends_racing_starts_and_a_full_disk()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-drill-");
        try
        {
            var name = OperatingSystem.IsWindows() ? "Murmure.Drills.exe" : "Murmure.Drills";
            var start = new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, name), ["journal", "--kills", "20", "--seed", "3", "--folder", folder.FullName])
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            using var drills = Process.Start(start)!;
            var output = drills.StandardOutput.ReadToEndAsync();
            var error = drills.StandardError.ReadToEndAsync();
            await drills.WaitForExitAsync();

            drills.ExitCode.ShouldBe(0, await output + await error);
            (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Count(line => line.Contains("  ok ", StringComparison.Ordinal))
                .ShouldBeGreaterThanOrEqualTo(4, await output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
