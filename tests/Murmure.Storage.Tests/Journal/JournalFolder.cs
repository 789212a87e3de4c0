using System.Buffers.Binary;
using System.Text;

namespace Murmure.Storage.Tests;

/// <summary>A folder for journals, and what a test does to it.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-journal-");

    public string Path => System.IO.Path.Combine(folder.FullName, "journal");

    public JournalOptions Options => new() { Folder = Path, SegmentBytes = 4096, MaxBytes = 64 * 4096 };

    public IReadOnlyList<string> Segments => [.. Directory.GetFiles(Path, "*.segment").Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>
    /// What a new process would find if this one were killed now: a copy of the files as they are. (The drills kill real processes.)
    /// </summary>
    public JournalOptions Killed()
    {
        var copy = System.IO.Path.Combine(folder.FullName, "killed-" + Directory.GetDirectories(folder.FullName).Length);
        Directory.CreateDirectory(copy);
        foreach (var segment in Segments)
            File.Copy(segment, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(segment)));
        return Options with { Folder = copy };
    }

    /// <summary>Where the data of a file ends.</summary>
    public static int DataEnd(string segment) => File.ReadAllBytes(segment).AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

    public static void Alter(string segment, int at, Func<byte, byte> change)
    {
        using var file = new FileStream(segment, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = at;
        var before = (byte)file.ReadByte();
        file.Position = at;
        file.WriteByte(change(before));
    }
}

internal static class Records
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>A record that says its number, of a length that depends on it.</summary>
    public static byte[] Of(long number)
    {
        var bytes = new byte[8 + (int)(number * 37 % 300)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        bytes.AsSpan(8).Fill((byte)(number | 1));
        return bytes;
    }

    public static long Append(this Journal journal, long number)
    {
        journal.TryAppend(Of(number), out var position).ShouldBeTrue();
        return position;
    }

    /// <summary>Appends, waiting for the next file where it is not ready yet.</summary>
    public static async Task<long> AppendWhenReady(this Journal journal, long number)
    {
        long position = 0;
        await Until(() => journal.TryAppend(Of(number), out position));
        return position;
    }

    public static async Task<List<long>> AppendWhenReady(this Journal journal, IEnumerable<int> numbers)
    {
        var positions = new List<long>();
        foreach (var number in numbers)
            positions.Add(await journal.AppendWhenReady(number));
        return positions;
    }

    public static List<long> Numbers(this JournalReader reader) => [.. reader.All().Select(record => record.Number)];

    public static List<(long Number, long Position)> All(this JournalReader reader)
    {
        var all = new List<(long, long)>();
        while (reader.TryRead(out var record))
        {
            var number = BinaryPrimitives.ReadInt64LittleEndian(record.Bytes);
            record.Bytes.SequenceEqual(Of(number)).ShouldBeTrue("the record is as it was appended");
            all.Add((number, record.Position));
        }
        return all;
    }

    public static async Task Until(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(Deadline, "waited too long");
            await Task.Yield();
        }
    }
}
