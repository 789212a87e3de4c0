using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Murmure.Server.Sites;
using Murmure.Storage;

namespace Murmure.Server.Ingest;

/// <summary>
/// The keys of a site's open days: 32 random bytes in one small file per site and day, outside the databases, which would keep them in free
/// pages, logs and backups. The first half makes visitors' pseudonyms, the second recognises events by their ids.
/// PRIVACY: when the file is gone, nobody can make that day's pseudonyms again.
/// </summary>
public sealed class DayKeys
{
    private const int KeyBytes = 32;

    private readonly string folder;
    private readonly ConcurrentDictionary<(long Site, DateOnly Day), Lazy<byte[]>> keys = new();

    /// <summary>Opens the folder, made when absent, for its owner only.</summary>
    public DayKeys(string folder)
    {
        this.folder = folder;
        PrivateFolder.Make(folder);
    }

    /// <summary>The key of visitors' pseudonyms. A day that has none yet gets one, on disk before it is used.</summary>
    internal SipHash Visitors(SiteId site, DateOnly day) => new(Key(site, day).AsSpan(0, 16));

    /// <summary>The key by which an event's id, or an imported line, is recognised within the day.</summary>
    internal SipHash Events(SiteId site, DateOnly day) => new(Key(site, day).AsSpan(16, 16));

    /// <summary>Whether the day has a key: a day that is long closed must not get a new one.</summary>
    public bool Has(SiteId site, DateOnly day) => keys.ContainsKey((site.Value, day)) || File.Exists(Path(site, day));

    /// <summary>When the day's key was made, UTC; the beginning of time when there is none.</summary>
    public DateTime MadeAt(SiteId site, DateOnly day) => File.GetLastWriteTimeUtc(Path(site, day));

    /// <summary>Every site and day with a key on disk.</summary>
    public IReadOnlyList<(SiteId Site, DateOnly Day)> Days()
    {
        var days = new List<(SiteId, DateOnly)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.key"))
        {
            var parts = System.IO.Path.GetFileNameWithoutExtension(file).Split('_');
            if (parts is [var site, var day] && long.TryParse(site, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && DateOnly.TryParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                days.Add((new SiteId(number), date));
        }
        return days;
    }

    /// <summary>Overwrites, syncs and removes the day's key. Doing it again changes nothing.</summary>
    public void Destroy(SiteId site, DateOnly day)
    {
        if (keys.TryRemove((site.Value, day), out var known) && known.IsValueCreated)
            CryptographicOperations.ZeroMemory(known.Value);
        foreach (var beside in Beside(site, day))
            File.Delete(beside);
        PrivateFolder.DestroyFile(Path(site, day));
    }

    private IEnumerable<string> Beside(SiteId site, DateOnly day) =>
        Directory.EnumerateFiles(folder, System.IO.Path.GetFileName(Beside(site, day, "*"))).Where(file => !file.EndsWith(".key", StringComparison.Ordinal));

    private byte[] Key(SiteId site, DateOnly day) =>
        keys.GetOrAdd((site.Value, day), static (place, self) => new Lazy<byte[]>(() => self.ReadOrMake(new SiteId(place.Site), place.Day)), this).Value;

    private byte[] ReadOrMake(SiteId site, DateOnly day)
    {
        var path = Path(site, day);
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: KeyBytes } kept)
            return kept;
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        // Under another name first: a start that was cut off leaves no half key behind.
        var made = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(made, options))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }
        File.Move(made, path, overwrite: true);
        return key;
    }

    /// <summary>A file beside the day's key that is removed with it.</summary>
    internal string Beside(SiteId site, DateOnly day, string extension) => System.IO.Path.ChangeExtension(Path(site, day), extension);

    private string Path(SiteId site, DateOnly day) =>
        System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{site.Value}_{day:yyyyMMdd}.key"));
}
