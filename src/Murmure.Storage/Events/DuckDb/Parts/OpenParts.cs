using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>
/// The open days: one file per site and day in a folder of their own, attached to the store's file. A DuckDB transaction writes to one
/// attached file, so everything that must be committed together lies in the day's file, its texts as well.
/// </summary>
internal sealed class OpenParts
{
    private const string Extension = ".duckdb";

    // Replaced as a whole by the one writer, read by anybody.
    private volatile IReadOnlyDictionary<(string Site, DateOnly Day), Part> parts = new Dictionary<(string, DateOnly), Part>();
    private readonly string folder;
    private readonly string home;
    private readonly TimeProvider clock;
    private byte[]? blank;
    private int last;

    private OpenParts(string folder, string home, TimeProvider clock)
    {
        this.folder = folder;
        this.home = home;
        this.clock = clock;
    }

    public IEnumerable<Part> All => parts.Values.OrderBy(part => part.Site, StringComparer.Ordinal).ThenBy(part => part.Day);

    /// <summary>Files that could not be read and were put into a folder of their own.</summary>
    public IReadOnlyList<string> SetAside => SetAsideIn(folder);

    private string AsideFolder => AsideOf(folder);

    public Part? Find(string site, DateOnly day) => parts.GetValueOrDefault((site, day));

    /// <summary>
    /// Attaches every open day found. What cannot be read, or was never finished, is set aside.
    /// </summary>
    /// <exception cref="NewerStoreException">A later Murmure wrote one of them.</exception>
    public static OpenParts Attach(DuckDBConnection connection, string folder, TimeProvider clock)
    {
        PrivateFolder.Make(folder);
        var open = new OpenParts(folder, (string)connection.Scalar("/* OpenParts */ SELECT current_database()")!, clock);
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal).ToList())
            open.AttachFound(connection, file);
        foreach (var stray in Directory.EnumerateFiles(folder).Where(stray => !open.Owns(stray)).ToList())
            open.PutAside(stray);
        return open;
    }

    /// <summary>Makes the file of a new open day: a copy of one whose tables are made already, which saves most of some 30 ms.</summary>
    public Part Create(DuckDBConnection connection, string site, DateOnly day)
    {
        blank ??= Blank(connection);
        var file = Path.Combine(folder, FileName(site, day));
        using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            stream.Write(blank);
            stream.Flush(flushToDisk: true);
        }

        var catalog = NextCatalog();
        connection.Execute($"ATTACH {Commands.Quoted(file)} AS {catalog}");
        connection.Execute($"/* OpenParts.Create */ INSERT INTO {catalog}.meta VALUES ('site', $site), ('day', $day)", ("site", site), ("day", Text(day)));
        // Nothing has been derived, so nobody but those to come is to be derived.
        return Add(new Part(connection, catalog, site, day, file) { Touched = [] });
    }

    private byte[] Blank(DuckDBConnection connection)
    {
        var file = Path.Combine(folder, "blank" + Extension);
        PrivateFiles.DeleteDatabase(file);
        var catalog = NextCatalog();
        connection.Execute($"ATTACH {Commands.Quoted(file)} AS {catalog}");
        InCatalog(connection, catalog, () => DuckDbSchema.MigrateEvents(connection));
        connection.Execute($"DETACH {catalog}"); // writes its log into the file
        var made = File.ReadAllBytes(file);
        PrivateFiles.DeleteDatabase(file);
        return made;
    }

    /// <summary>Takes the day out of what questions see; completes when no question reads it any more.</summary>
    public Task RetireAsync(Part part)
    {
        var others = new Dictionary<(string, DateOnly), Part>(parts);
        others.Remove((part.Site, part.Day));
        parts = others;
        return part.RetireAsync();
    }

    /// <summary>Removes a retired day's files.</summary>
    public static void Delete(DuckDBConnection connection, Part part, Action<string>? step = null)
    {
        connection.Execute($"DETACH {part.Catalog}");
        step?.Invoke("detached");
        PrivateFiles.DeleteDatabase(part.File);
    }

    /// <summary>The open days of a site in a range, held until disposed.</summary>
    public PartsSeen See(string site, DayRange range, IReadOnlyList<string> counted)
    {
        while (true)
        {
            var seen = parts.Values.Where(part => part.Site == site && range.Contains(part.Day)).OrderBy(part => part.Day).ToList();
            var held = seen.TakeWhile(part => part.TryEnter()).ToList();
            if (held.Count == seen.Count)
                return new PartsSeen(held, counted);
            held.ForEach(part => part.Leave());
        }
    }

    private void AttachFound(DuckDBConnection connection, string file)
    {
        var catalog = NextCatalog();
        var attached = false;
        try
        {
            connection.Execute($"ATTACH {Commands.Quoted(file)} AS {catalog}");
            attached = true;
            var (site, day) = Identity(connection, catalog);
            if (Find(site, day) is not null)
                throw new InvalidDataException("Two files hold the same day.");
            InCatalog(connection, catalog, () => DuckDbSchema.MigrateEvents(connection));
            var part = new Part(connection, catalog, site, day, file);
            part.Counts = PartCounts.Read(connection, part);
            part.HasYesterdays = connection.Scalar($"/* OpenParts */ SELECT 1 FROM {part.In}yesterdays LIMIT 1") is not null;
            Add(part);
        }
        catch (Exception fault) when (fault is DuckDBException or InvalidDataException or FormatException)
        {
            if (attached)
                connection.Execute($"DETACH {catalog}");
            PutAside(file);
        }
    }

    /// <summary>The same of a folder that no store has open.</summary>
    public static IReadOnlyList<string> SetAsideIn(string folder) =>
        Directory.Exists(AsideOf(folder)) ? [.. Directory.EnumerateFiles(AsideOf(folder)).Order(StringComparer.Ordinal)] : [];

    private static string AsideOf(string folder) => Path.Combine(folder, "set-aside");

    /// <summary>The site and day of a file; a file without them was never finished, and never held an event.</summary>
    public static (string Site, DateOnly Day) Identity(DuckDBConnection connection, string catalog)
    {
        var site = connection.Scalar($"/* OpenParts.Identity */ SELECT value FROM {catalog}.meta WHERE key = 'site'") as string;
        var day = connection.Scalar($"/* OpenParts.Identity */ SELECT value FROM {catalog}.meta WHERE key = 'day'") as string;
        return site is null || day is null
            ? throw new InvalidDataException("The file says neither site nor day.")
            : (site, DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private Part Add(Part part)
    {
        parts = new Dictionary<(string, DateOnly), Part>(parts) { [(part.Site, part.Day)] = part };
        return part;
    }

    private void PutAside(string file)
    {
        PrivateFolder.Make(AsideFolder);
        var stamp = clock.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        foreach (var name in new[] { file, file + ".wal" }.Where(File.Exists))
            File.Move(name, Path.Combine(AsideFolder, $"{Path.GetFileName(name)}.{stamp}"), overwrite: true);
    }

    private bool Owns(string file) => parts.Values.Any(part => file == part.File || file == part.File + ".wal");

    private void InCatalog(DuckDBConnection connection, string catalog, Action work)
    {
        connection.Execute($"USE {catalog}");
        try
        {
            work();
        }
        finally
        {
            connection.Execute($"USE \"{home.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }
    }

    private string NextCatalog() => string.Create(CultureInfo.InvariantCulture, $"day{++last}");

    /// <summary>Readable for whoever looks into the folder; the hash tells sites apart whose names differ in characters that files cannot have.</summary>
    private static string FileName(string site, DateOnly day)
    {
        var name = new string([.. site.Take(80).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_')]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(site)).AsSpan(0, 4));
        return $"{Text(day)}_{name}_{hash}{Extension}";
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
