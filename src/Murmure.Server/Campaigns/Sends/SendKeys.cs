using System.Globalization;
using System.Security.Cryptography;
using Murmure.Storage;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>
/// The keys of sends that are not over: 32 random bytes in one small file each, in the folder of keys, which is in no backup. PRIVACY: when the file is
/// overwritten and gone, nobody can read the send's list any more, wherever a copy of it may be.
/// </summary>
internal sealed class SendKeys
{
    public const int KeyBytes = 32;

    private readonly string folder;

    public SendKeys(string keysPath)
    {
        folder = Path.Combine(keysPath, "sends");
        PrivateFolder.Make(folder);
    }

    /// <summary>A new key, on disk before it is used; one that was there is destroyed.</summary>
    public byte[] Make(long post)
    {
        Destroy(post);
        var path = PathOf(post);
        PrivateFolder.MakeFile(path);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        Write(path, key);
        return key;
    }

    /// <summary>The key; null where there is none, or only part of one.</summary>
    public byte[]? Find(long post) => File.Exists(PathOf(post)) && File.ReadAllBytes(PathOf(post)) is { Length: KeyBytes } key ? key : null;

    /// <summary>Overwrites, syncs and removes it. Doing it again changes nothing.</summary>
    public void Destroy(long post) => PrivateFolder.DestroyFile(PathOf(post));

    /// <summary>The posts that have a key.</summary>
    public IReadOnlyList<long> Posts() => [.. Directory.EnumerateFiles(folder, "*.key").Select(SendFolder.PostOf).OfType<long>()];

    private static void Write(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private string PathOf(long post) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{post}.key"));
}
