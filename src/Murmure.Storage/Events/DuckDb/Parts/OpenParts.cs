using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>
/// The open days: one file per site and day in a folder of their own, attached to the store's file. A DuckDB transaction writes to one
/// attached file, so everything that must be committed together lies in the day's file, its texts as well.
/// </summary>
internal sealed partial class OpenParts
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
    /// Attaches every open day found. What is damaged, or was never finished, is set aside.
    /// </summary>
    /// <exception cref="OpenDayException">One of them cannot be read just now, though nothing shows that it is damaged.</exception>
    /// <exception cref="NewerStoreException">A later Murmure wrote one of them.</exception>
    public static OpenParts Attach(DuckDBConnection connection, string folder, TimeProvider clock)
    {
        PrivateFolder.Make(folder);
        // What a kill leaves while it is made holds nothing.
        PrivateFiles.DeleteDatabase(BlankIn(folder));
        var open = new OpenParts(folder, (string)connection.Scalar("/* OpenParts */ SELECT current_database()")!, clock);
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal).ToList())
            open.AttachFound(connection, file);
        foreach (var stray in Directory.EnumerateFiles(folder).Where(stray => !open.Owns(stray)).ToList())
            open.PutAside(stray);
        return open;
    }

    /// <summary>Makes the file of a new open day: a copy of one whose tables are made already, which saves most of some 30 ms.</summary>
    /// <param name="now">As if something had been appended just now: a past day that an import begins must not pass for one that nothing came into, and close after its first batch.</param>
    public Part Create(DuckDBConnection connection, string site, DateOnly day, DateTime now)
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
        return Add(new Part(connection, catalog, site, day, file) { Touched = [], Counts = PartCounts.None with { Appended = now } });
    }

    private byte[] Blank(DuckDBConnection connection)
    {
        var file = BlankIn(folder);
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

    /// <summary>
    /// Removes what was set aside of a site's days, told by the files' names: what is in them cannot be read, and may well be pseudonyms.
    /// </summary>
    /// <returns>How many files there were, and the names of those that say neither site nor day.</returns>
    public (int Erased, IReadOnlyList<string> Unattributed) EraseSetAside(string site, DayRange range)
    {
        var (erased, unattributed) = (0, new List<string>());
        foreach (var file in SetAside)
        {
            var name = Path.GetFileName(file);
            if (!SetAsideName().IsMatch(name) || !DateOnly.TryParseExact(name[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                unattributed.Add(name);
            }
            else if (range.Contains(day) && name.StartsWith(FileName(site, day), StringComparison.Ordinal))
            {
                File.Delete(file);
                erased++;
            }
        }

        return (erased, unattributed);
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
        catch (Exception fault) when (IsDamage(fault))
        {
            if (attached)
                connection.Execute($"DETACH {catalog}");
            PutAside(file);
        }
        catch (DuckDBException fault)
        {
            // A day that is set aside is a day lost: nothing takes it back but a person. The next start may find what was missing.
            throw new OpenDayException(file, fault);
        }
    }

    /// <summary>
    /// What DuckDB says of a file that is no database, or not the one that was written: its kinds of errors do not tell that from a full disk, and a
    /// statement that could not be prepared has none. Without its tables a file was never finished, and never held an event.
    /// </summary>
    private static readonly string[] SignsOfDamage =
        ["Catalog Error:", "Serialization Error:", "not a valid DuckDB database", "corrupt", "checksum", "could not read enough bytes"];

    /// <summary>Whether a fault says that the file itself is at fault, so that it will never be read.</summary>
    public static bool IsDamage(Exception fault) => fault switch
    {
        InvalidDataException or FormatException => true,
        DuckDBException => SignsOfDamage.Any(sign => fault.Message.Contains(sign, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    /// <summary>The same of a folder that no store has open.</summary>
    public static IReadOnlyList<string> SetAsideIn(string folder) =>
        Directory.Exists(AsideOf(folder)) ? [.. Directory.EnumerateFiles(AsideOf(folder)).Order(StringComparer.Ordinal)] : [];

    /// <summary>The file of which new days are copied, there only while it is made.</summary>
    public static string BlankIn(string folder) => Path.Combine(folder, "blank" + Extension);

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

    /// <summary>What <see cref="FileName"/> makes, and what stands behind it once the file is set aside.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\d_[A-Za-z0-9._-]{1,80}_[0-9a-f]{8}\.duckdb(\.wal)?\.\d{14}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SetAsideName();

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
