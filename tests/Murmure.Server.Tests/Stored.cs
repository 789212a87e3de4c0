using System.Text;

namespace Murmure.Server.Tests;

/// <summary>What the files of a data folder hold, byte for byte, while the server has them open.</summary>
internal static class Stored
{
    /// <summary>Files with something in them; a lock is held by being open and is empty, a socket holds nothing.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".sock", StringComparison.Ordinal) && new FileInfo(file).Length > 0);

    public static byte[] Bytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    public static string Text(string file) => Encoding.Latin1.GetString(Bytes(file));

    /// <summary>Everything in a folder.</summary>
    public static string All(string folder) => string.Concat(Files(folder).Select(Text));

    /// <summary>Whether a text stands anywhere in a folder, in UTF-8 or UTF-16.</summary>
    public static bool Holds(string folder, string text)
    {
        var (wanted, wide) = (Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text));
        return Files(folder).Select(Bytes).Any(bytes => bytes.AsSpan().IndexOf(wanted) >= 0 || bytes.AsSpan().IndexOf(wide) >= 0);
    }
}
