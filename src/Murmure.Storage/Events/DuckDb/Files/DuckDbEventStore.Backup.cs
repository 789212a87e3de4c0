using Murmure.Storage.Events.DuckDb.Files;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>The closed part as a whole: copied, and read through.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<StoreCounts> BackupAsync(string path, CancellationToken cancellation) =>
        readers.RunAsync(connection => ClosedFile.Copy(connection, Catalog, Path.GetFullPath(path)), cancellation);

    public async Task<StoreExamination> ExamineAsync(CancellationToken cancellation)
    {
        var days = await OpenDaysAsync(cancellation);
        return await readers.RunAsync(connection => new StoreExamination(
            ClosedFile.Count(connection, Catalog), new FileInfo(Location).Length, ClosedFile.EventsPerDay(connection, Catalog), days, SetAside,
            [.. ClosedFile.Problems(connection, Catalog, "closed days")]), cancellation);
    }

    // DuckDB names a database after its file.
    private string Catalog => Path.GetFileNameWithoutExtension(Location);
}
