using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Murmure.Connectors;
using Murmure.Storage;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>What a list's file begins with.</summary>
/// <param name="Post">What is sent.</param>
/// <param name="Made">When the list was handed in.</param>
internal sealed record ListHead(long Post, DateTimeOffset Made, SendStage Stage);

/// <summary>
/// The recipients of one send, on disk: for each a byte that says how far it is, and the number, encrypted by AES-GCM under the send's own key. PRIVACY: a
/// number is read for the moment in which its message is sent. A byte is on disk before the service is asked, so that no crash can make two messages of one.
/// </summary>
internal sealed class RecipientList : IDisposable
{
    public const int Most = 100_000;

    private const int HeadBytes = 32;
    private const int NumberBytes = 16;
    private const int TagBytes = 16;
    private const int RecordBytes = 1 + NumberBytes + TagBytes;
    private const int StageAt = 24;

    private static readonly byte[] Magic = "MSND"u8.ToArray();

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly AesGcm cipher;
    private readonly RecipientState[] states;

    private RecipientList(string path, SafeFileHandle file, byte[] key, ListHead head, RecipientState[] states)
    {
        (this.path, this.file, this.states, Head) = (path, file, states, head);
        cipher = new AesGcm(key, TagBytes);
    }

    public ListHead Head { get; private set; }

    /// <summary>Until when nothing is sent, because the service or a limit wants it so. After a crash the service says it again.</summary>
    public DateTimeOffset RestsUntil { get; set; }

    /// <summary>How many answers in a row were no success.</summary>
    public int Troubles { get; set; }

    /// <summary>How many in a row were refused for the same reason.</summary>
    public (string Code, int Times) Alike { get; set; }

    /// <summary>One thing at a time: a send's turn, or somebody's decision.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public bool IsGone { get; private set; }

    /// <summary>Writes a list, whole on disk before it goes by its name.</summary>
    /// <param name="numbers">Digits in international form.</param>
    public static RecipientList Make(string path, byte[] key, ListHead head, IReadOnlyList<string> numbers)
    {
        var made = path + ".new";
        File.Delete(made);
        PrivateFolder.MakeFile(made);
        var bytes = new byte[HeadBytes + (numbers.Count * RecordBytes)];
        Magic.CopyTo(bytes, 0);
        bytes[4] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), head.Post);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), head.Made.UtcTicks);
        bytes[StageAt] = (byte)head.Stage;
        using (var sealing = new AesGcm(key, TagBytes))
        {
            for (var i = 0; i < numbers.Count; i++)
                Encrypt(sealing, head.Post, i, numbers[i], bytes.AsSpan(HeadBytes + (i * RecordBytes), RecordBytes));
        }
        using (var stream = new FileStream(made, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        File.Move(made, path, overwrite: true);
        return Open(path, key) ?? throw new IOException("A list that was just written cannot be read.");
    }

    /// <summary>Opens a list; null where the file is none, or one of another post. What was handed over when the process ended is unsure.</summary>
    public static RecipientList? Open(string path, byte[] key)
    {
        var opened = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[RandomAccess.GetLength(opened)];
        var read = RandomAccess.Read(opened, bytes, 0);
        if (read != bytes.Length || read < HeadBytes || (read - HeadBytes) % RecordBytes != 0 || !bytes.AsSpan(0, 4).SequenceEqual(Magic) || bytes[4] != 1
            || BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) != SendFolder.PostOf(path))
        {
            opened.Dispose();
            return null;
        }
        var kept = new RecipientState[(read - HeadBytes) / RecordBytes];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = Read(bytes[HeadBytes + (i * RecordBytes)]);
        var head = new ListHead(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)), new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)), TimeSpan.Zero), (SendStage)bytes[StageAt]);
        var list = new RecipientList(path, opened, key, head, kept);
        list.Mark(list.Those(RecipientState.HandedOver), RecipientState.Unsure);
        return list;
    }

    public IReadOnlyList<int> Those(RecipientState state, int most = int.MaxValue)
    {
        var found = new List<int>();
        for (var i = 0; i < states.Length && found.Count < most; i++)
        {
            if (states[i] == state)
                found.Add(i);
        }
        return found;
    }

    public SendTally Tally()
    {
        var counts = new int[7];
        foreach (var state in states)
            counts[(int)state]++;
        return new SendTally(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
    }

    /// <summary>The number at a place, as digits; null where what is there was not written under this key.</summary>
    public Person? PersonAt(int index)
    {
        Span<byte> record = stackalloc byte[RecordBytes];
        Span<byte> number = stackalloc byte[NumberBytes];
        RandomAccess.Read(file, record, OffsetOf(index));
        try
        {
            cipher.Decrypt(NonceOf(index), record.Slice(1, NumberBytes), record[(1 + NumberBytes)..], number, About(Head.Post));
            return new Person(Encoding.ASCII.GetString(number).TrimEnd('\0'));
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(number);
        }
    }

    /// <summary>Says how far these are; done when it is on disk.</summary>
    public void Mark(IReadOnlyList<int> indexes, RecipientState state)
    {
        if (indexes.Count == 0)
            return;
        foreach (var index in indexes)
        {
            RandomAccess.Write(file, [(byte)state], OffsetOf(index));
            states[index] = state;
        }
        RandomAccess.FlushToDisk(file);
    }

    public void Go(SendStage stage)
    {
        RandomAccess.Write(file, [(byte)stage], StageAt);
        RandomAccess.FlushToDisk(file);
        Head = Head with { Stage = stage };
    }

    /// <summary>Overwrites, syncs and removes the file.</summary>
    public void Destroy()
    {
        if (IsGone)
            return;
        IsGone = true;
        RandomAccess.Write(file, new byte[RandomAccess.GetLength(file)], 0);
        RandomAccess.FlushToDisk(file);
        Dispose();
        File.Delete(path);
    }

    public void Dispose()
    {
        cipher.Dispose();
        file.Dispose();
    }

    /// <summary>A byte that is no state was written by nobody: a person looks.</summary>
    private static RecipientState Read(byte state) => state <= (byte)RecipientState.LeftOut ? (RecipientState)state : RecipientState.Unsure;

    private static long OffsetOf(int index) => HeadBytes + ((long)index * RecordBytes);

    private static void Encrypt(AesGcm sealing, long post, int index, string number, Span<byte> record)
    {
        Span<byte> padded = stackalloc byte[NumberBytes];
        padded.Clear();
        Encoding.ASCII.GetBytes(number, padded);
        sealing.Encrypt(NonceOf(index), padded, record.Slice(1, NumberBytes), record[(1 + NumberBytes)..], About(post));
        CryptographicOperations.ZeroMemory(padded);
    }

    /// <summary>The key serves for one list alone, and a place is written once: no nonce comes twice.</summary>
    private static byte[] NonceOf(int index)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(nonce, index);
        return nonce;
    }

    private static byte[] About(long post)
    {
        var about = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(about, post);
        return about;
    }
}
