using System.Security.Cryptography;
using System.Text.Json;

namespace Murmure.Server.Logs.Follow;

/// <summary>
/// How far a log has been sent, kept in a small file for the next start. PRIVACY: numbers only. The check is two bytes of a hash, enough to
/// notice that another text stands at the place, and too little to tell one reader's line from another's.
/// </summary>
/// <param name="Number">The file's number (<see cref="FileNumber"/>).</param>
/// <param name="Offset">Where the first byte stands that was not sent.</param>
/// <param name="Check">Of the text before it.</param>
/// <param name="Written">When the file was last written to, as far as it was read; UTC.</param>
internal sealed record FollowCheckpoint(ulong Number, long Offset, ushort Check, DateTime Written)
{
    /// <summary>How much text before the offset the check is of, at most.</summary>
    public const int CheckedBytes = 4096;

    public static ushort CheckOf(ReadOnlySpan<byte> before)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(before[Math.Max(0, before.Length - CheckedBytes)..], hash);
        return BitConverter.ToUInt16(hash);
    }

    /// <summary>What was saved; null where nothing was, or nothing that can be read: then the log is read from its start, and what is known counts once.</summary>
    public static FollowCheckpoint? Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<FollowCheckpoint>(File.ReadAllBytes(path), JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Save(string path)
    {
        var made = path + ".new";
        File.WriteAllBytes(made, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
        File.Move(made, path, overwrite: true);
    }
}
