using System.Buffers.Binary;
using System.Globalization;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;

namespace Murmure.Server.Imports;

/// <summary>
/// The lines of open days that imports have counted, as hashes under the day's key, beside the key and destroyed with it: page views are known
/// by their events too, but of machines and previews nothing else is kept line by line.
/// </summary>
internal sealed class ImportedLines(DayKeys keys, EventKeys seen)
{
    private readonly Lock turn = new();

    /// <summary>Reads what earlier runs of the program have counted.</summary>
    public void Load()
    {
        foreach (var (site, day) in keys.Days())
        {
            if (!File.Exists(PathOf(site, day)))
                continue;
            var bytes = File.ReadAllBytes(PathOf(site, day));
            for (var at = 0; at + 8 <= bytes.Length; at += 8)
                seen.Add(site, day, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)));
        }
    }

    /// <summary>Remembers lines beyond the end of the program.</summary>
    public void Keep(SiteId site, IReadOnlyDictionary<DateOnly, List<ulong>> lines)
    {
        lock (turn)
        {
            foreach (var (day, hashes) in lines)
            {
                var bytes = new byte[hashes.Count * 8];
                for (var i = 0; i < hashes.Count; i++)
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), hashes[i]);
                var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                using var file = new FileStream(PathOf(site, day), options);
                // Half a hash of a full disk would shift all that come after it.
                file.Position = file.Length / 8 * 8;
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
        }
    }

    private string PathOf(SiteId site, DateOnly day) => keys.Beside(site, day, "lines");
}
