using System.Collections.Concurrent;
using System.Net;
using MaxMind.Db;

namespace Murmure.Server.Ingest;

/// <summary>
/// An operator's own database of cities, in MaxMind's format. It is read whole into memory: a file that somebody overwrites while it is mapped would
/// end the process.
/// </summary>
internal sealed class PlaceFile : IDisposable
{
    /// <summary>Networks that are looked at before a database is said to know no city; the first of the address space have none in most.</summary>
    private const int Looked = 20_000;

    private readonly Reader reader;

    // Many networks are one place: it is kept once.
    private readonly ConcurrentDictionary<PlaceReading, PlaceReading> places = new();

    private PlaceFile(Reader reader, FileStamp stamp) => (this.reader, Stamp) = (reader, stamp);

    /// <summary>Which state of the file it is.</summary>
    public FileStamp Stamp { get; }

    /// <summary>What its makers call it: <c>GeoLite2-City</c>, <c>DBIP-City-Lite</c>.</summary>
    public string Type => reader.Metadata.DatabaseType;

    /// <summary>When it was made, UTC.</summary>
    public DateTime Built => reader.Metadata.BuildDate;

    /// <summary>Where its makers ask to be named, for those who do.</summary>
    public string? Home => Type switch
    {
        _ when Type.StartsWith("GeoLite2", StringComparison.OrdinalIgnoreCase) || Type.StartsWith("GeoIP2", StringComparison.OrdinalIgnoreCase) => "https://www.maxmind.com",
        _ when Type.StartsWith("DBIP", StringComparison.OrdinalIgnoreCase) => "https://db-ip.com",
        _ when Type.StartsWith("IP2L", StringComparison.OrdinalIgnoreCase) => "https://lite.ip2location.com",
        _ => null,
    };

    /// <summary>The database; or why there is none, as a start says it.</summary>
    public static (PlaceFile? File, string Problem) Open(string path) => Open(path, FileAccessMode.Memory);

    /// <summary>Why there is none, as a start says it; empty where there is one.</summary>
    // Mapped: for that moment only, and a start that reads it whole comes after.
    public static string ProblemOf(string path)
    {
        var (file, problem) = Open(path, FileAccessMode.MemoryMapped);
        file?.Dispose();
        return problem;
    }

    private static (PlaceFile? File, string Problem) Open(string path, FileAccessMode mode)
    {
        try
        {
            if (!File.Exists(path))
                return (null, Directory.Exists(path) ? "this is a folder; name its .mmdb file." : "no such file.");
            var file = new PlaceFile(new Reader(path, mode), FileStamp.Of(path));
            if (file.KnowsCities())
                return (file, "");
            var problem = $"it is of the type {file.Type} and names no city; take one of cities, such as GeoLite2-City or DB-IP City Lite.";
            file.Dispose();
            return (null, problem);
        }
        catch (UnauthorizedAccessException)
        {
            return (null, "this account may not read it.");
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            return (null, "it is no whole database in MaxMind's format (.mmdb).");
        }
    }

    /// <summary>Where an address is; null where the database does not know it.</summary>
    /// <param name="prefix">How many bits of the address decided that, within the tree of the address's own length or of IPv6.</param>
    public PlaceReading? Find(IPAddress address, out int prefix)
    {
        try
        {
            var record = reader.Find<Dictionary<string, object>>(address, out prefix);
            if (record is null)
                return null;
            var read = PlaceRecord.Read(record);
            return places.GetOrAdd(read, read);
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            // One record that cannot be read is a place that is not known; the event is none the worse.
            prefix = int.MaxValue;
            return null;
        }
    }

    public void Dispose() => reader.Dispose();

    private bool KnowsCities()
    {
        foreach (var node in reader.FindAll<Dictionary<string, object>>().Take(Looked))
        {
            if (PlaceRecord.Read(node.Data).English.City.Length > 0)
                return true;
        }

        return false;
    }

    // What the library throws of a file that was cut, is another file, or breaks its own format.
    private static bool IsBroken(Exception fault) => fault is InvalidDatabaseException or DeserializationException or IOException or ArgumentException
        or IndexOutOfRangeException or OverflowException or InvalidCastException or KeyNotFoundException or NotSupportedException or InvalidOperationException;
}

/// <summary>By what a file that was replaced is known.</summary>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    public static FileStamp Of(string path) => new FileInfo(path) is { Exists: true } file ? new(file.Length, file.LastWriteTimeUtc) : default;
}
