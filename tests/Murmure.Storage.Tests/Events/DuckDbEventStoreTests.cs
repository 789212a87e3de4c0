using DuckDB.NET.Data;
using Murmure.Attribution;
using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;

namespace Murmure.Storage.Tests.Events;

/// <summary>The store of one analysis.</summary>
public sealed class TemporaryStoreTests : EventStoreContract
{
    protected override IEventStore Empty() => DuckDbEventStore.OpenTemporary(DuckDbOptions.Analysis, TimeProvider.System);
}

/// <summary>The store of a server.</summary>
public sealed class DuckDbEventStoreTests : EventStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("murmure-test-");
    private int _stores;

    private string File => Path.Combine(_folder.FullName, "events.duckdb");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Each day of each try is a file: some 50 ms.</summary>
    protected override int Tries => 4;

    protected override IEventStore Empty() =>
        EventStores.Open($"duckdb:{Path.Combine(_folder.CreateSubdirectory($"{_stores++}").FullName, "events.duckdb")}", TimeProvider.System);

    [Fact]
    public async Task What_was_kept_is_there_after_closing_and_opening_and_a_batch_is_still_known()
    {
        var batch = SomeEvents.Batch("1", SomeEvents.View("/a", 0));
        await using (var store = EventStores.Open($"duckdb:{File}", TimeProvider.System))
            await store.AppendAsync(batch, CancellationToken.None);

        await using var again = EventStores.Open($"duckdb:{File}", TimeProvider.System);
        (await again.AppendAsync(batch, CancellationToken.None)).Known.ShouldBeTrue();
        (await again.AppendAsync(SomeEvents.Batch("2", SomeEvents.View("/b", 0)), CancellationToken.None)).Known.ShouldBeFalse();
        var pages = await again.QueryAsync(
            new ReportQuery(SomeEvents.Site, DayRange.All, [Metric.Hits]) { Dimensions = [Dimension.Page] }, CancellationToken.None);
        pages.Rows.Select(row => row.Text(Dimension.Page)).ShouldBe(["/a", "/b"]);
    }

    [Fact]
    public async Task A_store_of_a_later_version_is_refused_with_what_to_do()
    {
        await EventStores.Open($"duckdb:{File}", TimeProvider.System).DisposeAsync();
        using (var connection = new DuckDBConnection($"DataSource={File}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE meta SET value = '9999' WHERE key = 'schema'";
            command.ExecuteNonQuery();
        }

        Should.Throw<NewerStoreException>(() => EventStores.Open($"duckdb:{File}", TimeProvider.System)).Message.ShouldContain("9999");
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("duckdb:")]
    [InlineData("mysql:host")]
    public void A_setting_that_names_no_store_is_refused(string setting) =>
        Should.Throw<ArgumentException>(() => EventStores.Open(setting, TimeProvider.System)).Message.ShouldContain("duckdb:PATH");

    [Fact]
    public async Task A_temporary_store_is_private_and_leaves_nothing_behind()
    {
        string folder;
        await using (var store = DuckDbEventStore.OpenTemporary(DuckDbOptions.Analysis, TimeProvider.System))
        {
            await store.AppendAsync(SomeEvents.Batch("1", SomeEvents.View("/a", 0)), CancellationToken.None);
            folder = Path.GetDirectoryName(store.Location).ShouldNotBeNull();
            if (!OperatingSystem.IsWindows())
                System.IO.File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task The_stores_enumerations_are_those_of_the_code_in_the_same_order()
    {
        await EventStores.Open($"duckdb:{File}", TimeProvider.System).DisposeAsync();
        using var connection = new DuckDBConnection($"DataSource={File}");
        connection.Open();
        foreach (var type in new[] { typeof(EventKind), typeof(Verdict), typeof(Family), typeof(Grade), typeof(Sender), typeof(Navigation), typeof(FetchSite) })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT array_to_string(enum_range(NULL::{(type == typeof(EventKind) ? "kind" : type.Name)}), ',')";
            command.ExecuteScalar().ShouldBe(string.Join(',', Enum.GetNames(type)).ToLowerInvariant());
        }
    }
}
