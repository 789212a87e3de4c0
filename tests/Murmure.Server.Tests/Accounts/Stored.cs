using System.Text;

namespace Murmure.Server.Tests.Accounts;

/// <summary>What a file of the data folder holds, byte for byte, while the server has it open.</summary>
internal static class Stored
{
    public static string Text(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Encoding.Latin1.GetString(memory.ToArray());
    }

    /// <summary>Everything in a folder but its sockets.</summary>
    public static string All(string folder) => string.Concat(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".sock", StringComparison.Ordinal)).Select(Text));
}
