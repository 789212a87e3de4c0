using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Murmure.Server.Backups;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Backups;

/// <summary>
/// A data folder that an earlier version wrote and was killed over: <c>data-4136f98.zip</c>, made by that commit's own program. A closed day with
/// five page views, an open one with three in the store, and seven more that were accepted and are in the journal alone.
/// </summary>
[WholeServer]
public sealed class UpgradeTests : IDisposable
{
    private const string Site = "courrier.example";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-upgrade-");
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 10, 5, 0, TimeSpan.Zero));

    private ServeOptions Options => new(0, Path.Combine(folder.FullName, "data"), false);

    private string[] Backups => Directory.Exists(Path.Combine(Options.DataFolder, "backups")) ? Directory.GetFiles(Path.Combine(Options.DataFolder, "backups")) : [];

    public UpgradeTests() => Unpack();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Events_of_an_undrained_journal_are_in_the_store_exactly_once_after_every_start()
    {
        for (var start = 1; start <= 3; start++)
        {
            await using var host = await LiveHost.OverAsync(Options, clock);
            await host.SettleAsync();
            var views = await host.Store.QueryAsync(
                new ReportQuery(Site, DayRange.All, [Metric.Pageviews]) { Dimensions = [Dimension.Day, Dimension.Page] }, default);
            views.Rows.Select(row => $"{row.Keys[0]:yyyy-MM-dd} {row.Keys[1]} {row[Metric.Pageviews]}").Order(StringComparer.Ordinal).ToList().ShouldBe(
            [
                .. Enumerable.Range(1, 5).Select(page => $"2026-11-20 /closed/{page} 1"),
                .. Enumerable.Range(1, 3).Select(page => $"2026-11-24 /open/{page} 1"),
                .. Enumerable.Range(1, 7).Select(page => $"2026-11-24 /undrained/{page} 1"),
            ], customMessage: $"start {start}");
            host.Services.GetRequiredService<SiteDirectory>().Find(Site).ShouldNotBeNull().Zone.Id.ShouldBe("Europe/Paris");
        }
    }

    [Fact]
    public async Task Data_of_an_earlier_version_are_backed_up_before_they_are_upgraded_and_the_backup_is_of_that_version()
    {
        MakeOlder();
        await using (await LiveHost.OverAsync(Options, clock))
            Backups.Length.ShouldBe(1);
        var (manifest, problem) = await StoppedBackup.CheckAsync(Backups[0], default);
        problem.ShouldBeEmpty();
        (manifest!.Versions["closed-days"], manifest.Counts["sites"], manifest.Counts["events"]).ShouldBe((0, 1L, 5L));
        clock.Advance(TimeSpan.FromHours(1));
        await using (await LiveHost.OverAsync(Options, clock))
            Backups.Length.ShouldBe(1, "what is up to date needs no backup");
    }

    [Fact]
    public async Task Of_the_backups_before_upgrades_the_last_three_are_kept_wherever_they_are_to_be()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(folder.FullName, "elsewhere"));
        for (var upgrade = 0; upgrade < 5; upgrade++)
        {
            MakeOlder();
            clock.Advance(TimeSpan.FromHours(1));
            var (opened, problem) = await DataFolder.OpenAsync(Options with { Backups = elsewhere.FullName }, clock, default);
            await opened.ShouldNotBeNull(problem).DisposeAsync();
        }

        elsewhere.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)
            .ShouldBe(["before-upgrade-20261124T130500Z.tar", "before-upgrade-20261124T140500Z.tar", "before-upgrade-20261124T150500Z.tar"]);
        Backups.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upgrade_that_is_tried_again_makes_no_further_backup_which_would_push_out_the_one_that_is_needed()
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            MakeOlder();
            clock.Advance(TimeSpan.FromSeconds(10));
            var (opened, problem) = await DataFolder.OpenAsync(Options, clock, default);
            await opened.ShouldNotBeNull(problem).DisposeAsync();
        }

        Backups.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("journal")]
    [InlineData("events")]
    [InlineData("closed-days")]
    [InlineData("metadata")]
    public async Task A_later_version_of_any_part_is_refused_in_one_line_before_any_other_part_is_changed(string part)
    {
        MakeOlder();
        MakeNewer(part);
        var (opened, problem) = await DataFolder.OpenAsync(Options, clock, default);
        opened.ShouldBeNull();
        problem.ShouldContain($"{part} is of version 99");
        problem.ShouldNotContain("\n");
        Backups.ShouldBeEmpty();
        if (part != "closed-days")
            EventStores.VersionsOf($"duckdb:{Path.Combine(Options.DataFolder, "events.duckdb")}").Single(version => version.Part == "closed-days").Lowest.ShouldBe(0, "nothing was upgraded");
    }

    private void Unpack()
    {
        if (Directory.Exists(Options.DataFolder))
            Directory.Delete(Options.DataFolder, recursive: true);
        ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Backups", "data-4136f98.zip"), folder.FullName);
    }

    /// <summary>As a version left it that did not close days yet.</summary>
    private void MakeOlder()
    {
        Unpack();
        Run("DROP TABLE closed_days; DELETE FROM meta WHERE key = 'closed'");
    }

    private void MakeNewer(string part)
    {
        switch (part)
        {
            case "events":
                Run("UPDATE meta SET value = '99' WHERE key = 'schema'");
                break;
            case "closed-days":
                Run("INSERT OR REPLACE INTO meta VALUES ('closed', '99')");
                break;
            case "metadata":
                using (var connection = new SqliteConnection($"Data Source={Path.Combine(Options.DataFolder, MetadataFile.Name)};Pooling=False"))
                {
                    connection.Open();
                    using var command = connection.CreateCommand();
                    command.CommandText = "PRAGMA user_version = 99";
                    command.ExecuteNonQuery();
                }

                break;
            default:
                JournalOfFormat99(Path.Combine(Options.DataFolder, "journal", "9999999999.segment"));
                break;
        }
    }

    /// <summary>A header as a later version would write it: mark, format, and the sum over the first forty bytes.</summary>
    private static void JournalOfFormat99(string file)
    {
        var header = new byte[64];
        "MURMJRNL"u8.CopyTo(header);
        header[8] = 99;
        var sum = uint.MaxValue;
        for (var at = 0; at < 40; at += 8)
            sum = System.Numerics.BitOperations.Crc32C(sum, BitConverter.ToUInt64(header, at));
        BitConverter.TryWriteBytes(header.AsSpan(40), sum);
        File.WriteAllBytes(file, header);
    }

    private void Run(string sql)
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection($"DataSource={Path.Combine(Options.DataFolder, "events.duckdb")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
