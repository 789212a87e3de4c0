namespace Murmure.Storage;

/// <summary>The journal's work behind the appending: the next file is made ready, the drained ones go.</summary>
public sealed partial class Journal
{
    /// <summary>Bytes of the files, under the gate.</summary>
    private long Used => segments.Sum(segment => segment.Bytes) + (spare?.Bytes ?? 0);

    /// <summary>Bytes not released, under the gate. Between two files there may be positions that no record has.</summary>
    private long WaitingBytes => segments.Sum(segment => Math.Max(0, segment.End - Math.Max(released, segment.Start)));

    /// <summary>Goes on in the spare; under the gate, with no system call. False when there is none.</summary>
    private bool TakeSpare()
    {
        if (spare is null)
            return false;
        spare.Begin(tail, Identity, clock.GetTimestamp());
        segments.Add(spare);
        (active, spare) = (spare, null);
        keeper?.Ask();
        return true;
    }

    private void Keep()
    {
        MakeSpare();
        GiveUpDrained();
        Forget();
    }

    /// <summary>A full disk is no fault: the journal is full for now, and tries again each second and whenever room is made.</summary>
    private void MakeSpare()
    {
        lock (gate)
        {
            if (spare is not null)
                return;
            obstacle = Used + options.SegmentBytes > options.MaxBytes ? "the journal is as large as it may be" : null;
            if (obstacle is not null)
                return;
        }
        Segment? made = null;
        string? problem = null;
        try
        {
            made = folder.Create();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = "the disk has no room for another file, or refuses it";
        }
        lock (gate)
        {
            (spare, obstacle) = (made, problem);
            // Nothing can be appended: do not leave it to the next append, whose turn may be long after.
            if (active is null)
                TakeSpare();
        }
    }

    /// <summary>A drained file that is being written goes after a while, so that a quiet site's events do not stay until it is full.</summary>
    private void GiveUpDrained()
    {
        lock (gate)
        {
            if (active is not { HasRecords: true } old || WaitingBytes > 0 || spare is null || clock.GetElapsedTime(old.Since) < options.DrainedFor)
                return;
            TakeSpare();
        }
    }

    /// <summary>Deletes the files that hold nothing but what is released. The last one stays even so: it knows the position.</summary>
    private void Forget()
    {
        List<Segment> gone;
        lock (disk)
        {
            lock (gate)
            {
                gone = [.. segments.Take(segments.Count - 1).TakeWhile(segment => segment.End <= released || !segment.HasRecords)];
                segments.RemoveRange(0, gone.Count);
            }
        }
        foreach (var segment in gone)
        {
            try
            {
                segment.Delete();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A file that cannot be removed now goes with the next start: nothing in it waits to be read.
                lock (gate)
                    obstacle = "the disk does not let go of a file";
            }
        }
    }

    private long SyncAll()
    {
        lock (disk)
        {
            long end;
            Segment[] written;
            Segment? writing;
            lock (gate)
            {
                (end, writing) = (tail, active);
                written = [.. segments.Where(segment => segment.Synced < segment.End)];
            }
            foreach (var segment in written)
            {
                segment.Sync(Math.Min(end, segment.End));
                if (segment != writing)
                    segment.Seal();
            }
            return end;
        }
    }

    private void Close()
    {
        // What a quiet site's visitors did does not wait for the next start. The keeper has ended, perhaps before it made the next file.
        bool drained;
        lock (gate)
            drained = WaitingBytes == 0 && active?.HasRecords == true;
        if (drained)
        {
            MakeSpare();
            lock (gate)
                TakeSpare();
        }
        Forget();
        active?.Trim();
        spare?.Delete();
        segments.ForEach(segment => segment.Dispose());
    }
}
