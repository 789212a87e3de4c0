using Microsoft.Win32.SafeHandles;

namespace Murmure.Server.Logs.Follow;

/// <summary>
/// A log file that a server writes to, through its rotations. A renamed file is read to its end before the next one, through the handle that is
/// open; what was rotated while nobody read, and perhaps compressed, is looked for beside the log and read from its start, because lines that
/// are known count once. A file that was copied and truncated is found in its copy in the same way.
/// </summary>
internal sealed class FollowedFile : FollowedInput
{
    /// <summary>A server writes to the file that it has open until it is told to open the new one.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private const int BeforeBytes = 64 * 1024;
    private const int HeadBytes = 4096;

    private readonly string path;
    private readonly string checkpoint;
    private readonly TimeProvider clock;
    private readonly Queue<string> earlier = [];
    private readonly byte[] text = new byte[FollowCheckpoint.CheckedBytes];
    private LogSource? part;
    private SafeFileHandle? file;
    private ulong number;
    private long position;
    private long saved = -1;
    private ushort check;
    private bool idle;
    private DateTime written;
    private long? replaced;

    /// <param name="checkpoint">Where the place reached is kept, for the next start.</param>
    public FollowedFile(string path, string checkpoint, TimeProvider clock)
    {
        (this.path, this.checkpoint, this.clock) = (path, checkpoint, clock);
        if (FollowCheckpoint.Load(checkpoint) is { } mark && !TryResume(path, mark))
            SeekEarlier(mark);
    }

    public override string Name => path;

    public override ReadOnlyMemory<byte> Before => file is null ? default : WholeLines(ReadAt(Math.Max(0, position - BeforeBytes), (int)Math.Min(position, BeforeBytes)), position > BeforeBytes);

    public override ReadOnlyMemory<byte> Directive
    {
        get
        {
            if (file is null || position == 0)
                return default;
            var head = ReadAt(0, HeadBytes);
            var at = head.AsSpan().LastIndexOf("#Fields:"u8);
            var end = at < 0 ? -1 : head.AsSpan(at).IndexOf((byte)'\n');
            return end < 0 ? default : head.AsMemory(at, end + 1);
        }
    }

    public override ValueTask<(int Read, FollowState State)> ReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        if (part is null && file is null)
        {
            OpenNext();
            if (part is not null)
                return new((0, FollowState.Anew));
        }
        return new(part is not null ? ReadPart(room.Span) : file is not null ? ReadFile(room.Span) : (0, FollowState.Waiting));
    }

    public override void Keep(long unsent)
    {
        var place = position - unsent;
        // A part that is read whole is read whole again after a stop in its middle.
        if (file is null || place == saved)
            return;
        new FollowCheckpoint(number, place, FollowCheckpoint.CheckOf(TextBefore(place)), written).Save(checkpoint);
        saved = place;
    }

    public override void Dispose()
    {
        part?.Dispose();
        file?.Dispose();
    }

    private (int Read, FollowState State) ReadPart(Span<byte> room)
    {
        var read = part!.Fill(room);
        if (read == room.Length)
            return (read, FollowState.More);
        part.Dispose();
        part = null;
        return (read, FollowState.Ended);
    }

    private (int Read, FollowState State) ReadFile(Span<byte> room)
    {
        // Truncated and grown beyond our place since the last look: other text stands before it now.
        if (RandomAccess.GetLength(file!) < position || (idle && FollowCheckpoint.CheckOf(TextBefore(position)) != check))
            return Truncated();
        var read = RandomAccess.Read(file!, room, position);
        if (read > 0)
        {
            (position, idle, replaced) = (position + read, false, null);
            written = File.GetLastWriteTimeUtc(file!);
            return (read, FollowState.More);
        }
        if (!idle)
            check = FollowCheckpoint.CheckOf(TextBefore(position));
        idle = true;
        return FileNumber.Of(path) is { } now && now != number ? Replaced() : (0, FollowState.Waiting);
    }

    private (int Read, FollowState State) Truncated()
    {
        foreach (var copy in RotatedLogs.Since(path, written))
            earlier.Enqueue(copy);
        Close();
        return (0, FollowState.Cut);
    }

    private (int Read, FollowState State) Replaced()
    {
        replaced ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(replaced.Value) < Linger)
            return (0, FollowState.Waiting);
        // Several rotations may have passed while the server was away.
        foreach (var later in RotatedLogs.Since(path, written).Where(later => FileNumber.Of(later) != number))
            earlier.Enqueue(later);
        Close();
        return (0, FollowState.Ended);
    }

    private void Close()
    {
        file?.Dispose();
        (file, idle, replaced) = (null, false, null);
    }

    private void OpenNext()
    {
        while (earlier.TryDequeue(out var next))
        {
            if (TryOpen(next) is not { } opened)
                continue;
            part = new LogSource(new FileStream(opened, FileAccess.Read, 1), next);
            return;
        }
        if (TryOpen(path) is { } live)
            Take(live, 0);
    }

    private bool TryResume(string candidate, FollowCheckpoint mark)
    {
        if (FileNumber.Of(candidate) != mark.Number || TryOpen(candidate) is not { } opened)
            return false;
        Take(opened, mark.Offset);
        if (number == mark.Number && RandomAccess.GetLength(opened) >= mark.Offset && FollowCheckpoint.CheckOf(TextBefore(mark.Offset)) == mark.Check)
        {
            (written, saved) = (mark.Written, mark.Offset);
            return true;
        }
        Close();
        return false;
    }

    private void SeekEarlier(FollowCheckpoint mark)
    {
        var parts = RotatedLogs.Since(path, mark.Written);
        if (parts.Any(part => TryResume(part, mark)))
            return;
        foreach (var whole in parts)
            earlier.Enqueue(whole);
    }

    private void Take(SafeFileHandle opened, long place)
    {
        (file, position, saved, idle, replaced) = (opened, place, -1, false, null);
        number = FileNumber.Of(opened);
        written = File.GetLastWriteTimeUtc(opened);
    }

    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private ReadOnlySpan<byte> TextBefore(long place)
    {
        var length = (int)Math.Min(place, text.Length);
        return text.AsSpan(0, RandomAccess.Read(file!, text.AsSpan(0, length), place - length));
    }

    private byte[] ReadAt(long place, int length)
    {
        var read = new byte[length];
        return read[..RandomAccess.Read(file!, read, place)];
    }

    private static ReadOnlyMemory<byte> WholeLines(byte[] text, bool cut)
    {
        var first = cut ? text.AsSpan().IndexOf((byte)'\n') + 1 : 0;
        return text.AsMemory(first);
    }
}
