using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Files;

/// <summary>
/// A store that no process has open, looked at or copied without changing anything: its files are attached read-only to a database in memory, and
/// a log that lies beside one is read and left.
/// </summary>
internal sealed class StoppedStore : IDisposable
{
    private const string Closed = "closed";

    private readonly DuckDBConnection connection;
    private readonly string path;
    private readonly List<(string Catalog, string File)> open = [];
    private readonly List<string> unreadable = [];

    /// <exception cref="DuckDBException">The closed part is no DuckDB file, is damaged, or a process has it open.</exception>
    public StoppedStore(string path)
    {
        this.path = Path.GetFullPath(path);
        PrivateFiles.MakeDefault();
        connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            connection.Open();
            connection.Execute("SET preserve_insertion_order = false");
            connection.Execute("SET memory_limit = '1024MB'");
            connection.Execute("SET temp_directory = ''"); // nothing of these rows lands in whatever folder the process is in
            connection.Execute($"ATTACH {Commands.Quoted(this.path)} AS {Closed} (READ_ONLY)");
            foreach (var file in Files())
                Attach(file, "day" + open.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static IReadOnlyList<SchemaVersion> Current { get; } =
    [
        new("events", DuckDbSchema.Version, DuckDbSchema.Version, DuckDbSchema.Version),
        new("closed-days", DuckDbSchema.ClosedVersion, DuckDbSchema.ClosedVersion, DuckDbSchema.ClosedVersion),
    ];

    public IReadOnlyList<SchemaVersion> Versions()
    {
        var events = open.Select(part => part.Catalog).Prepend(Closed).Select(catalog => ClosedFile.Version(connection, catalog, DuckDbSchema.EventsList)).ToList();
        var closed = ClosedFile.Version(connection, Closed, DuckDbSchema.ClosedList);
        return [Current[0] with { Lowest = events.Min(), Highest = events.Max() }, Current[1] with { Lowest = closed, Highest = closed }];
    }

    public StoreCounts Copy(string to) => ClosedFile.Copy(connection, Closed, to);

    public StoreExamination Examine()
    {
        var problems = ClosedFile.Problems(connection, Closed, "closed days").ToList();
        problems.AddRange(unreadable);
        var days = new List<OpenDay>();
        foreach (var (catalog, file) in open)
        {
            try
            {
                var (site, day) = OpenParts.Identity(connection, catalog);
                var part = new Part(connection, catalog, site, day, file);
                part.Counts = PartCounts.Read(connection, part);
                days.Add(part.Told());
                problems.AddRange(ClosedFile.Problems(connection, catalog, $"open day {day:yyyy-MM-dd} of {site}"));
            }
            catch (Exception fault) when (fault is DuckDBException or InvalidDataException or FormatException)
            {
                problems.Add(Unread(file, fault));
            }
        }

        return new StoreExamination(
            ClosedFile.Count(connection, Closed), new FileInfo(path).Length, ClosedFile.EventsPerDay(connection, Closed),
            [.. days.OrderBy(day => day.Site, StringComparer.Ordinal).ThenBy(day => day.Day)], OpenParts.SetAsideIn(OpenFolder), problems);
    }

    public void Dispose() => connection.Dispose();

    private string OpenFolder => Path.Combine(Path.GetDirectoryName(path)!, "open");

    private IEnumerable<string> Files() =>
        Directory.Exists(OpenFolder) ? Directory.EnumerateFiles(OpenFolder, "*.duckdb").Where(file => file != OpenParts.BlankIn(OpenFolder)).Order(StringComparer.Ordinal) : [];

    private void Attach(string file, string catalog)
    {
        try
        {
            connection.Execute($"ATTACH {Commands.Quoted(file)} AS {catalog} (READ_ONLY)");
            open.Add((catalog, file));
        }
        catch (DuckDBException fault)
        {
            unreadable.Add(Unread(file, fault));
        }
    }

    private static string Unread(string file, Exception fault) => OpenParts.IsDamage(fault)
        ? $"open days: {Path.GetFileName(file)} is damaged or was never finished; the next start sets it aside"
        : $"open days: {Path.GetFileName(file)} cannot be opened, nor will the next start: {fault.Message.Split('\n')[0].Trim()}";
}
