namespace Murmure.Storage;

/// <summary>
/// An append-only log of byte records, kept in files until it is told that they are safe elsewhere. Any number of threads append; one
/// consumer reads and releases. A record's position is where it ends; positions only ever grow, across restarts and emptied journals.
/// </summary>
public sealed partial class Journal : IDisposable
{
    private readonly JournalOptions options;
    private readonly TimeProvider clock;
    private readonly SegmentFolder folder;
    private readonly GroupSync sync;
    private readonly Prompter keeper;
    private readonly ITimer keeperTimer;

    // Guarded by the gate, which is never held across a system call. One lock and not reserved places: a record is accepted
    // only when everything before it is whole, or a crash would cut what was accepted after a gap.
    private readonly Lock gate = new();
    private readonly List<Segment> segments;
    private Segment? active;
    private Segment? spare;
    private long tail;
    private long released;
    private long appended;
    private long refused;
    private TaskCompletionSource? waiting;
    private string? obstacle;
    private bool ended;

    // Held while files are synced, sealed or deleted; taken before the gate, never inside it.
    private readonly Lock disk = new();

    private long read;

    private Journal(JournalOptions options, TimeProvider clock, SegmentFolder folder, RecoveredSegments found)
    {
        (this.options, this.clock, this.folder) = (options, clock, folder);
        Identity = found.Identity ?? BitConverter.ToUInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        segments = found.Segments;
        released = found.Released;
        tail = Math.Max(found.Position, options.Floor);
        Recovery = new(found.CountWaiting(), found.TornBytes, found.LostBytes, found.Damaged, tail, found.Released);
        MakeSpare();
        Forget();
        sync = new GroupSync(SyncAll, tail, options.LingerOrDefault, options.Durability == Durability.Process, clock);
        keeper = new Prompter("journal files", Keep);
        keeperTimer = clock.CreateTimer(_ => keeper.Ask(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        keeper.Ask();
    }

    /// <summary>A random number that the journal keeps as long as it lives: with it, positions are unique among all journals.</summary>
    public ulong Identity { get; }

    /// <summary>What was found at the opening.</summary>
    public JournalRecovery Recovery { get; }

    /// <summary>Longest record taken.</summary>
    public int MaxRecordBytes => Math.Min(RecordFrame.MaxRecordBytes, options.SegmentBytes - SegmentHeader.Bytes - RecordFrame.HeaderBytes);

    /// <summary>Where the journal ends now.</summary>
    public long Position
    {
        get
        {
            lock (gate)
                return tail;
        }
    }

    /// <summary>Everything up to here was released.</summary>
    public long Released
    {
        get
        {
            lock (gate)
                return released;
        }
    }

    public JournalFigures Figures
    {
        get
        {
            lock (gate)
            {
                var used = Used;
                var records = Math.Max(0, Recovery.Records + appended - Interlocked.Read(ref read));
                return new(appended, refused, records, WaitingBytes, used, Math.Max(0, options.MaxBytes - used), sync.Rounds,
                    (active?.Fits(1) == true || spare is not null) && sync.Fault is null, sync.Fault is null ? obstacle : "a sync failed");
            }
        }
    }

    /// <summary>Opens the journal of a folder, a new one when there is none, and recovers what a crash left.</summary>
    /// <exception cref="JournalInUseException">Another process, or this one, has it open.</exception>
    /// <exception cref="NewerJournalException">A later Murmure wrote it. Nothing was changed.</exception>
    public static Journal Open(JournalOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem is { } problem)
            throw new ArgumentException(problem, nameof(options));
        var taken = new SegmentFolder(options.Folder, options.SegmentBytes);
        RecoveredSegments? found = null;
        try
        {
            found = taken.Recover();
            return new(options, clock, taken, found);
        }
        catch
        {
            found?.Segments.ForEach(segment => segment.Dispose());
            taken.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Appends a record, without waiting for anything but other threads' copies. With <see cref="Durability.Process"/> it is safe from the end of
    /// the process when this returns; with <see cref="Durability.Power"/>, once <see cref="WaitDurableAsync"/> has completed.
    /// </summary>
    /// <returns>False when there is no room: the disk is full, or the journal as large as it may be. Nothing was written.</returns>
    /// <exception cref="ArgumentException">The record is empty, or longer than <see cref="MaxRecordBytes"/>.</exception>
    public bool TryAppend(ReadOnlySpan<byte> record, out long position)
    {
        if (record.IsEmpty || record.Length > MaxRecordBytes)
            throw new ArgumentException($"A record has 1 to {MaxRecordBytes} bytes, this one has {record.Length}.", nameof(record));
        var sum = RecordFrame.Sum(record);
        TaskCompletionSource? reader;
        lock (gate)
        {
            if (ended || sync.Fault is not null || (active?.Fits(record.Length) != true && !TakeSpare()))
            {
                refused++;
                position = 0;
                return false;
            }
            position = tail = active!.Append(record, sum);
            appended++;
            (reader, waiting) = (waiting, null);
        }
        reader?.TrySetResult();
        return true;
    }

    /// <summary>Completes at once with <see cref="Durability.Process"/>; else when the disk has everything up to a position, by a sync that all who wait share. To be awaited once.</summary>
    /// <exception cref="IOException">The sync failed. The journal takes no record from then on; a new start finds what the disk has.</exception>
    public ValueTask WaitDurableAsync(long position) =>
        options.Durability == Durability.Process ? ValueTask.CompletedTask : sync.WaitAsync(position);

    /// <summary>A reader of what comes after a position, for a look beside the consumer: what it reads is waiting still.</summary>
    public JournalReader ReadAfter(long position) => new(this, position, consumes: false);

    /// <summary>The consumer's reader, of everything that is not released.</summary>
    internal JournalReader Consume() => new(this, Released, consumes: true);

    /// <summary>
    /// Everything up to a position, which was read, is safe in the store: files that hold nothing else are deleted. Waits for the disk.
    /// </summary>
    public void Release(long position)
    {
        lock (gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, tail);
            if (position <= released)
                return;
            released = position;
            active?.NoteReleased(position);
        }
        Forget();
        keeper.Ask();
    }

    /// <summary>Stops taking records, has the disk take what there is, and gives back the room that is not used.</summary>
    public void Dispose()
    {
        TaskCompletionSource? reader;
        lock (gate)
        {
            if (ended)
                return;
            ended = true;
            (reader, waiting) = (waiting, null);
        }
        reader?.TrySetException(new ObjectDisposedException(nameof(Journal)));
        keeperTimer.Dispose();
        keeper.Dispose();
        sync.Dispose();
        Close();
        folder.Dispose();
    }

    internal void NoteRead() => Interlocked.Increment(ref read);

    /// <summary>The segment with what comes after a position, and how far it can be read; null when nothing comes after.</summary>
    internal (Segment Segment, long End)? Find(long position)
    {
        lock (gate)
        {
            foreach (var segment in segments)
            {
                if (segment.End > position)
                    return (segment, segment.End);
            }
            return null;
        }
    }

    internal ValueTask WaitPastAsync(long position, CancellationToken cancellation)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(ended, this);
            if (segments.Exists(segment => segment.End > position))
                return ValueTask.CompletedTask;
            waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new(waiting.Task.WaitAsync(cancellation));
        }
    }
}
