using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>
/// Tables of events in one file: the store's own, or an open day of a site, attached beside it under a name of its own. Changed by the one
/// writer only; questions hold on to it while they run, so that it is not taken away under them.
/// </summary>
internal sealed class Part
{
    private readonly Lock gate = new();
    private readonly string? catalog;
    private int questions;
    private bool retired;
    private TaskCompletionSource? drained;
    private volatile PartCounts counts = PartCounts.None;

    public Part(DuckDBConnection connection, string? catalog = null, string site = "", DateOnly day = default, string file = "")
    {
        this.catalog = catalog;
        Site = site;
        Day = day;
        File = file;
        Vocabulary = new Vocabulary(connection, this);
    }

    /// <summary>What stands before a table's name in SQL: nothing, or the attached file's name and a dot.</summary>
    public string In => catalog is null ? "" : catalog + ".";

    public string? Catalog => catalog;

    /// <summary>Of an open day: its site, day and file.</summary>
    public string Site { get; }
    public DateOnly Day { get; }
    public string File { get; }

    public Vocabulary Vocabulary { get; }

    /// <summary>True from the close's commit on: the open file is about to be removed, and takes nothing.</summary>
    public bool IsClosed { get; set; }

    /// <summary>False once yesterday is closed: what its pseudonyms could say has been used, and more of them must not gather.</summary>
    public bool TakesYesterday { get; set; } = true;

    /// <summary>Whether it holds pseudonyms of the day before.</summary>
    public bool HasYesterdays { get; set; }

    /// <summary>Visitors with events since visits were last derived; null when they are not known, and all must be derived.</summary>
    public HashSet<ulong>? Touched { get; set; }

    /// <summary>What it holds, as last committed.</summary>
    public PartCounts Counts { get => counts; set => counts = value; }

    public OpenDay Told()
    {
        var now = counts;
        return new OpenDay(Site, Day, now.First, now.Last, now.Events, now.MachineHits, now.Appended);
    }

    public DuckDBAppender Appender(DuckDBConnection connection, string table) => connection.CreateAppender(catalog, "main", table);

    /// <summary>A question begins; false when the part is on its way out and the question must look again for where its day is.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (retired)
                return false;
            questions++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--questions == 0)
                drained?.TrySetResult();
        }
    }

    /// <summary>Admits no further question; completes when the last one has left.</summary>
    public Task RetireAsync()
    {
        lock (gate)
        {
            retired = true;
            if (questions == 0)
                return Task.CompletedTask;
            drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return drained.Task;
        }
    }
}

/// <summary>What an open day holds.</summary>
internal sealed record PartCounts(
    DateTime? First, DateTime? Last, long Events, long MachineHits, long Visits, long Position, DateTime Appended)
{
    public static readonly PartCounts None = new(null, null, 0, 0, 0, 0, DateTime.MinValue);

    public static long VisitsOf(DuckDBConnection connection, Part part) => (long)connection.Scalar($"/* PartCounts */ SELECT count(*) FROM {PeoplesVisits(part)}")!;

    /// <summary>What a rule set apart is no visit, whether or not the site counts it.</summary>
    private static string PeoplesVisits(Part part) => $"{part.In}visit_rows WHERE agent NOT IN (SELECT id FROM {part.In}agents WHERE suspicion <> '')";

    public static PartCounts Read(DuckDBConnection connection, Part part)
    {
        using var command = connection.Command($"""
            /* PartCounts */
            SELECT least(r.first, l.first), greatest(r.last, l.last), r.events + l.events,
                (SELECT CAST(coalesce(sum(hits), 0) AS BIGINT) FROM {part.In}machines), (SELECT count(*) FROM {PeoplesVisits(part)}),
                (SELECT coalesce(max(position), 0) FROM {part.In}days), (SELECT max(appended) FROM {part.In}days)
            FROM (SELECT min(time) AS first, max(time) AS last, count(*) AS events FROM {part.In}event_rows) AS r,
                (SELECT min(time) AS first, max(time) AS last, count(*) AS events FROM {part.In}live_rows) AS l
            """);
        using var row = command.ExecuteReader();
        row.Read();
        return new PartCounts(
            row.Time(0), row.Time(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.Time(6) ?? DateTime.MinValue);
    }
}
