using System.Runtime.CompilerServices;
using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>
/// Events as the journal's records. The first byte says what the record is and in which version; a reader refuses what it does not know.
/// Absent texts cost a bit; texts are UTF-8, numbers as short as they are small.
/// </summary>
public static partial class EventCodec
{
    private const byte EventVersion1 = 1;
    private const byte MachinesVersion1 = 2;

    /// <summary>As version 1, and the lines that were counted after it.</summary>
    private const byte MachinesVersion2 = 3;
    private const int TextCount = 21;

    /// <summary>Seconds before 2020, from which times are counted so that they are short.</summary>
    private static readonly long Epoch = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerSecond;

    private static readonly int Kinds = Enum.GetValues<EventKind>().Length;
    private static readonly int Verdicts = Enum.GetValues<Verdict>().Length;
    private static readonly int Families = Enum.GetValues<Family>().Length;
    private static readonly int Grades = Enum.GetValues<Grade>().Length;
    private static readonly int Senders = Enum.GetValues<Sender>().Length;

    [Flags]
    private enum EventFlags : byte
    {
        None = 0,
        Paid = 1,
        Private = 2,
        Detail = 4,
        All = Paid | Private | Detail,
    }

    /// <summary>Writes an event. Its time is kept to the second, as an event's is.</summary>
    /// <returns>False when it is longer than the destination.</returns>
    public static bool TryEncode(string site, in StoredEvent stored, Span<byte> destination, out int written)
    {
        var writer = new ByteWriter(destination);
        writer.Byte(EventVersion1);
        writer.Text(site);
        writer.Signed(stored.Time.Ticks / TimeSpan.TicksPerSecond - Epoch);
        writer.Signed(stored.Day.DayNumber - DateOnly.FromDateTime(stored.Time).DayNumber);
        writer.Byte(stored.Hour);
        writer.Byte((byte)stored.Kind);
        writer.Byte((byte)stored.Verdict);
        writer.Byte((byte)stored.Family);
        writer.Byte((byte)stored.Grade);
        writer.Byte((byte)stored.Sender);
        writer.Byte((byte)FlagsOf(stored));
        writer.Fixed(stored.Visitor);
        writer.Signed(stored.BrowserMajor);
        Write(ref writer, TextsOf(stored));
        if (stored.Detail is { } detail)
            Write(ref writer, detail);
        written = writer.Written;
        return !writer.Full;
    }

    /// <summary>Writes counts of machines.</summary>
    /// <returns>False when they are longer than the destination.</returns>
    public static bool TryEncode(string site, in MachineCount count, Span<byte> destination, out int written)
    {
        var writer = new ByteWriter(destination);
        var lines = count.Lines ?? [];
        writer.Byte(lines.Count > 0 ? MachinesVersion2 : MachinesVersion1);
        writer.Text(site);
        writer.Signed(count.Day.DayNumber);
        writer.Text(count.Reason ?? "");
        writer.Text(count.Platform ?? "");
        writer.Signed(count.Hits);
        writer.Signed(count.BareHits);
        foreach (var line in lines)
            writer.Fixed(line);
        written = writer.Written;
        return !writer.Full;
    }

    internal static JournalContent Read(ByteReader reader, out string site, out StoredEvent stored, out MachineCount count)
    {
        var kind = reader.Byte();
        (site, stored, count) = (reader.Text(), default, default);
        switch (kind)
        {
            case EventVersion1:
                stored = ReadEvent(ref reader);
                return reader.Sound ? JournalContent.Event : JournalContent.Unreadable;
            case MachinesVersion1:
                count = ReadMachines(ref reader);
                return reader.Sound ? JournalContent.Machines : JournalContent.Unreadable;
            case MachinesVersion2:
                count = ReadMachines(ref reader);
                count = count with { Lines = ReadLines(ref reader) };
                return reader.Sound ? JournalContent.Machines : JournalContent.Unreadable;
            default:
                return JournalContent.Unreadable;
        }
    }

    private static EventFlags FlagsOf(in StoredEvent stored) =>
        (stored.Paid ? EventFlags.Paid : EventFlags.None) | (stored.Private ? EventFlags.Private : EventFlags.None) |
        (stored.Detail is null ? EventFlags.None : EventFlags.Detail);

    private static Texts TextsOf(in StoredEvent stored)
    {
        var texts = default(Texts);
        texts[0] = stored.Page;
        texts[1] = stored.Channel;
        texts[2] = stored.Source;
        texts[3] = stored.Rule;
        texts[4] = stored.Clue;
        texts[5] = stored.ReferrerHost;
        texts[6] = stored.ReferrerPath;
        texts[7] = stored.Package;
        texts[8] = stored.ClickId;
        texts[9] = stored.UtmSource;
        texts[10] = stored.UtmMedium;
        texts[11] = stored.UtmCampaign;
        texts[12] = stored.App;
        texts[13] = stored.Platform;
        texts[14] = stored.Browser;
        texts[15] = stored.Os;
        texts[16] = stored.Device;
        texts[17] = stored.Country;
        texts[18] = stored.Suspicion;
        texts[19] = stored.Region;
        texts[20] = stored.City;
        return texts;
    }

    private static StoredEvent ReadEvent(ref ByteReader reader)
    {
        var time = new DateTime((Epoch + reader.Signed(-Epoch, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond - Epoch)) * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var today = DateOnly.FromDateTime(time).DayNumber;
        var day = DateOnly.FromDayNumber(today + (int)reader.Signed(-today, DateOnly.MaxValue.DayNumber - today));
        var hour = reader.Byte();
        if (hour > 23)
            reader.Fail();
        var kind = reader.Enum<EventKind>(Kinds);
        var verdict = reader.Enum<Verdict>(Verdicts);
        var family = reader.Enum<Family>(Families);
        var grade = reader.Enum<Grade>(Grades);
        var sender = reader.Enum<Sender>(Senders);
        var flags = (EventFlags)reader.Byte();
        if (flags > EventFlags.All)
            reader.Fail();
        var visitor = reader.Fixed();
        var major = (short)reader.Signed(short.MinValue, short.MaxValue);
        var texts = ReadTexts(ref reader);
        return new StoredEvent
        {
            Time = time, Day = day, Hour = hour, Kind = kind, Verdict = verdict, Family = family, Grade = grade, Sender = sender,
            Paid = flags.HasFlag(EventFlags.Paid), Private = flags.HasFlag(EventFlags.Private), Visitor = visitor, BrowserMajor = major,
            Page = texts[0]!, Channel = texts[1]!, Source = texts[2]!, Rule = texts[3]!, Clue = texts[4]!, ReferrerHost = texts[5]!,
            ReferrerPath = texts[6]!, Package = texts[7]!, ClickId = texts[8]!, UtmSource = texts[9]!, UtmMedium = texts[10]!,
            UtmCampaign = texts[11]!, App = texts[12]!, Platform = texts[13]!, Browser = texts[14]!, Os = texts[15]!, Device = texts[16]!,
            Country = texts[17]!, Suspicion = texts[18]!, Region = texts[19]!, City = texts[20]!,
            Detail = flags.HasFlag(EventFlags.Detail) ? ReadDetail(ref reader) : null,
        };
    }

    private static MachineCount ReadMachines(ref ByteReader reader) => new(
        DateOnly.FromDayNumber((int)reader.Signed(0, DateOnly.MaxValue.DayNumber)), reader.Text(), reader.Text(), reader.Signed(), reader.Signed());

    /// <summary>They fill the rest of the record.</summary>
    private static ulong[] ReadLines(ref ByteReader reader)
    {
        var lines = new ulong[reader.Left / sizeof(ulong)];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = reader.Fixed();
        return lines;
    }

    private static void Write(ref ByteWriter writer, in Texts texts)
    {
        var present = 0UL;
        for (var i = 0; i < TextCount; i++)
            present |= string.IsNullOrEmpty(texts[i]) ? 0 : 1UL << i;
        writer.Number(present);
        for (var i = 0; i < TextCount; i++)
        {
            if (texts[i] is { Length: > 0 } text)
                writer.Text(text);
        }
    }

    private static Texts ReadTexts(ref ByteReader reader)
    {
        var present = reader.Number();
        if (present >> TextCount != 0)
            reader.Fail();
        var texts = default(Texts);
        for (var i = 0; i < TextCount; i++)
            texts[i] = (present >> i & 1) == 1 ? reader.Text() : "";
        return texts;
    }

    [InlineArray(TextCount)]
    private struct Texts
    {
        private string? first;
    }
}
