using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Murmure.Server.Backups;

/// <summary>
/// A backup as one tar file: <c>manifest.json</c>, <c>SHA256SUMS</c> over it and everything that follows, then the files. Whoever unpacks it
/// by hand checks it with <c>sha256sum -c SHA256SUMS</c>.
/// </summary>
internal static partial class BackupArchive
{
    public const string Manifest = "manifest.json";

    private const string Sums = "SHA256SUMS";
    private const int MostText = 1 << 20;

    /// <summary>Writes a folder's files, named relative to it with slashes.</summary>
    public static async Task WriteAsync(string folder, IReadOnlyList<string> files, BackupManifest manifest, Stream to, CancellationToken cancellation)
    {
        var told = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest);
        var sums = new StringBuilder($"{Convert.ToHexStringLower(SHA256.HashData(told))}  {Manifest}\n");
        foreach (var file in files)
        {
            await using var content = File.OpenRead(Path.Combine(folder, file));
            sums.Append(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation))).Append("  ").Append(file).Append('\n');
        }

        await using var tar = new TarWriter(to, TarEntryFormat.Pax, leaveOpen: true);
        await AddAsync(tar, Manifest, new MemoryStream(told), manifest.Made, cancellation);
        await AddAsync(tar, Sums, new MemoryStream(Encoding.ASCII.GetBytes(sums.ToString())), manifest.Made, cancellation);
        foreach (var file in files)
            await AddAsync(tar, file, File.OpenRead(Path.Combine(folder, file)), manifest.Made, cancellation);
    }

    /// <summary>Reads a backup from its first byte to its last and compares every sum; unpacks it where a folder is named.</summary>
    /// <returns>Its manifest, or why it is none, in one line.</returns>
    public static async Task<(BackupManifest? Manifest, string Problem)> ReadAsync(Stream from, string? folder, CancellationToken cancellation)
    {
        try
        {
            await using var tar = new TarReader(from, leaveOpen: true);
            if (await TextAsync(tar, Manifest, cancellation) is not { } told || await TextAsync(tar, Sums, cancellation) is not { } listed)
                return (null, "this is no backup of Murmure's.");
            var sums = SumLine().Matches(Encoding.ASCII.GetString(listed)).ToDictionary(line => line.Groups["file"].Value, line => line.Groups["sum"].Value, StringComparer.Ordinal);
            if (!sums.Remove(Manifest, out var own) || own != Convert.ToHexStringLower(SHA256.HashData(told)))
                return (null, Damaged(Manifest));
            var manifest = JsonSerializer.Deserialize(told, BackupJson.Default.BackupManifest)!;
            if (manifest.Format > BackupManifest.CurrentFormat)
                return (null, $"the backup is of format {manifest.Format}, made by Murmure {manifest.Murmure}; this one reads formats up to {BackupManifest.CurrentFormat}. Upgrade Murmure.");
            var damaged = await FilesAsync(tar, sums, folder, cancellation);
            return damaged is null ? (manifest, "") : (null, Damaged(damaged));
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or FormatException or JsonException or ArgumentException)
        {
            return (null, "the backup is damaged or cut off; nothing of it is used.");
        }
    }

    /// <returns>The first file that is not what its sum says, or is missing; null when all are right.</returns>
    private static async Task<string?> FilesAsync(TarReader tar, Dictionary<string, string> sums, string? folder, CancellationToken cancellation)
    {
        while (await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } entry)
        {
            // Only names that a backup has are ever joined to a path.
            if (entry.EntryType != TarEntryType.RegularFile || !Known().IsMatch(entry.Name) || !sums.Remove(entry.Name, out var sum))
                return entry.Name;
            if (await SumAsync(entry, folder, cancellation) != sum)
                return entry.Name;
        }

        return sums.Keys.FirstOrDefault();
    }

    private static async Task<string> SumAsync(TarEntry entry, string? folder, CancellationToken cancellation)
    {
        var content = entry.DataStream ?? Stream.Null;
        if (folder is null)
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        var path = Path.Combine(folder, entry.Name);
        Storage.PrivateFolder.Make(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await content.CopyToAsync(file, cancellation);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    private static async Task AddAsync(TarWriter tar, string name, Stream content, DateTime made, CancellationToken cancellation)
    {
        await using (content)
        {
            var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, ModificationTime = new DateTimeOffset(made, TimeSpan.Zero),
            };
            await tar.WriteEntryAsync(entry, cancellation);
        }
    }

    private static async Task<byte[]?> TextAsync(TarReader tar, string name, CancellationToken cancellation)
    {
        if (await tar.GetNextEntryAsync(cancellationToken: cancellation) is not { DataStream: { } content, Length: <= MostText } entry || entry.Name != name)
            return null;
        using var text = new MemoryStream();
        await content.CopyToAsync(text, cancellation);
        return text.ToArray();
    }

    private static string Damaged(string file) => $"the backup is damaged: {(Known().IsMatch(file) || file == Manifest ? file : "a file in it")} is not what was put in; nothing of it is used.";

    [GeneratedRegex("^(?<sum>[0-9a-f]{64})  (?<file>[^\n]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SumLine();

    [GeneratedRegex(@"^(events\.duckdb|metadata\.sqlite|observations\.sqlite|keys-app/[A-Za-z0-9-]{1,80}\.xml)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();
}
