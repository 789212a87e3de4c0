using System.Buffers.Binary;
using System.CommandLine;
using Murmure.Storage;

namespace Murmure.Drills;

/// <summary>
/// The process that is killed: appends numbered records on several threads and writes each number to its output once it is accepted, eight
/// bytes in one write, so that what the parent has read was accepted.
/// </summary>
internal static class JournalVictim
{
    /// <summary>Written in place of a number when the journal refuses a record.</summary>
    public const long Full = -1;

    /// <summary>How it ends when another process has the journal.</summary>
    public const int InUse = 3;

    private const int Threads = 4;

    private static readonly Argument<string> Folder = new("folder");
    private static readonly Argument<Durability> Promise = new("durability");
    private static readonly Argument<long> First = new("first");
    private static readonly Argument<int> SegmentKilobytes = new("segment-kilobytes");

    public static Command Command
    {
        get
        {
            var command = new Command("journal-victim") { Folder, Promise, First, SegmentKilobytes };
            command.Hidden = true;
            command.SetAction(result => Run(
                Options(result.GetRequiredValue(Folder), result.GetRequiredValue(Promise), result.GetRequiredValue(SegmentKilobytes)), result.GetRequiredValue(First)));
            return command;
        }
    }

    /// <summary>Small files, so that a random moment is often one at which a file is finished or made.</summary>
    public static JournalOptions Options(string folder, Durability durability, int segmentKilobytes) => new()
    {
        Folder = folder, Durability = durability, SegmentBytes = segmentKilobytes << 10, MaxBytes = 1L << 30, Linger = durability == Durability.Process ? TimeSpan.FromMilliseconds(20) : null,
    };

    private static int Run(JournalOptions options, long first)
    {
        Journal journal;
        try
        {
            journal = Journal.Open(options, TimeProvider.System);
        }
        catch (JournalInUseException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return InUse;
        }
        using (journal)
        {
            var output = Console.OpenStandardOutput();
            var next = first;
            var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() => Append(journal, () => Interlocked.Increment(ref next) - 1, output))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            return 0;
        }
    }

    private static void Append(Journal journal, Func<long> next, Stream output)
    {
        Span<byte> buffer = stackalloc byte[NumberedRecord.Longest];
        Span<byte> line = stackalloc byte[8];
        while (true)
        {
            var number = next();
            long position;
            var told = false;
            while (!journal.TryAppend(NumberedRecord.Of(number, buffer), out position))
            {
                // For a moment only, while the next file is made; for longer when the disk is full.
                if (!told && journal.Figures.Obstacle is not null)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(line, Full);
                    output.Write(line);
                    told = true;
                }
                Thread.Yield();
            }
            journal.WaitDurableAsync(position).AsTask().Wait();
            BinaryPrimitives.WriteInt64LittleEndian(line, number);
            output.Write(line);
        }
    }
}
