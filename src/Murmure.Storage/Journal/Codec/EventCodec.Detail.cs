using Murmure.Storage.Events;

namespace Murmure.Storage;

public static partial class EventCodec
{
    private static readonly int Navigations = Enum.GetValues<Navigation>().Length;
    private static readonly int FetchSites = Enum.GetValues<FetchSite>().Length;
    private static readonly int Orphans = Enum.GetValues<Orphan>().Length;

    /// <summary>Which members of a detail are there; the others have their default.</summary>
    [Flags]
    private enum Members : uint
    {
        None = 0,
        Key = 1 << 0,
        VisitorYesterday = 1 << 1,
        Name = 1 << 2,
        Properties = 1 << 3,
        Engaged = 1 << 4,
        Scroll = 1 << 5,
        Revenue = 1 << 6,
        Currency = 1 << 7,
        Target = 1 << 8,
        Navigation = 1 << 9,
        History = 1 << 10,
        FetchSite = 1 << 11,
        Limited = 1 << 12,
        Completes = 1 << 13,
        Link = 1 << 14,
        Variant = 1 << 15,
        Generation = 1 << 16,
        Scan = 1 << 17,
        Orphan = 1 << 18,
        InsteadOf = 1 << 19,
        All = (1 << 20) - 1,
    }

    private static void Write(ref ByteWriter writer, EventDetail detail)
    {
        var members = MembersOf(detail);
        writer.Number((ulong)members);
        if (members.HasFlag(Members.Key))
            writer.Fixed(detail.Key);
        if (members.HasFlag(Members.VisitorYesterday))
            writer.Fixed(detail.VisitorYesterday);
        if (members.HasFlag(Members.Name))
            writer.Text(detail.Name);
        if (members.HasFlag(Members.Properties))
            Write(ref writer, detail.Properties);
        if (members.HasFlag(Members.Engaged))
            writer.Signed(detail.EngagedMilliseconds);
        if (members.HasFlag(Members.Scroll))
            writer.Byte(detail.ScrollPercent);
        if (members.HasFlag(Members.Revenue))
            Write(ref writer, detail.Revenue);
        if (members.HasFlag(Members.Currency))
            writer.Text(detail.Currency);
        if (members.HasFlag(Members.Target))
            writer.Text(detail.Target);
        if (members.HasFlag(Members.Navigation))
            writer.Byte((byte)detail.Navigation);
        if (members.HasFlag(Members.History))
            writer.Byte(detail.History);
        if (members.HasFlag(Members.FetchSite))
            writer.Byte((byte)detail.FetchSite);
        WriteLink(ref writer, members, detail);
        if (members.HasFlag(Members.InsteadOf))
            writer.Text(detail.InsteadOf);
    }

    private static void WriteLink(ref ByteWriter writer, Members members, EventDetail detail)
    {
        if (members.HasFlag(Members.Link))
            writer.Fixed((ulong)detail.Link);
        if (members.HasFlag(Members.Variant))
            writer.Text(detail.Variant);
        if (members.HasFlag(Members.Generation))
            writer.Byte(detail.Generation);
        if (members.HasFlag(Members.Orphan))
            writer.Byte((byte)detail.Orphan);
    }

    private static EventDetail ReadDetail(ref ByteReader reader)
    {
        var number = reader.Number();
        if (number > (ulong)Members.All)
            reader.Fail();
        var members = (Members)(uint)number;
        return new EventDetail
        {
            // In the order in which they were written: an initializer runs from the top.
            Key = members.HasFlag(Members.Key) ? reader.Fixed() : 0,
            VisitorYesterday = members.HasFlag(Members.VisitorYesterday) ? reader.Fixed() : 0,
            Name = members.HasFlag(Members.Name) ? reader.Text() : "",
            Properties = members.HasFlag(Members.Properties) ? ReadProperties(ref reader) : [],
            EngagedMilliseconds = members.HasFlag(Members.Engaged) ? (int)reader.Signed(int.MinValue, int.MaxValue) : 0,
            ScrollPercent = members.HasFlag(Members.Scroll) ? reader.Byte() : (byte)0,
            Revenue = members.HasFlag(Members.Revenue) ? ReadDecimal(ref reader) : 0,
            Currency = members.HasFlag(Members.Currency) ? reader.Text() : "",
            Target = members.HasFlag(Members.Target) ? reader.Text() : "",
            Navigation = members.HasFlag(Members.Navigation) ? reader.Enum<Navigation>(Navigations) : default,
            History = members.HasFlag(Members.History) ? reader.Byte() : (byte)0,
            FetchSite = members.HasFlag(Members.FetchSite) ? reader.Enum<FetchSite>(FetchSites) : default,
            Limited = members.HasFlag(Members.Limited),
            Completes = members.HasFlag(Members.Completes),
            Link = members.HasFlag(Members.Link) ? (long)reader.Fixed() : 0,
            Variant = members.HasFlag(Members.Variant) ? reader.Text() : "",
            Generation = members.HasFlag(Members.Generation) ? reader.Byte() : (byte)0,
            Scan = members.HasFlag(Members.Scan),
            Orphan = members.HasFlag(Members.Orphan) ? reader.Enum<Orphan>(Orphans) : default,
            InsteadOf = members.HasFlag(Members.InsteadOf) ? reader.Text() : "",
        };
    }

    private static Members MembersOf(EventDetail detail) =>
        If(detail.Key != 0, Members.Key) | If(detail.VisitorYesterday != 0, Members.VisitorYesterday) |
        If(detail.Name.Length > 0, Members.Name) | If(detail.Properties.Count > 0, Members.Properties) |
        If(detail.EngagedMilliseconds != 0, Members.Engaged) | If(detail.ScrollPercent != 0, Members.Scroll) |
        If(detail.Revenue != 0, Members.Revenue) | If(detail.Currency.Length > 0, Members.Currency) | If(detail.Target.Length > 0, Members.Target) |
        If(detail.Navigation != Navigation.Unknown, Members.Navigation) | If(detail.History != 0, Members.History) |
        If(detail.FetchSite != FetchSite.Unknown, Members.FetchSite) | If(detail.Limited, Members.Limited) | If(detail.Completes, Members.Completes) |
        If(detail.Link != 0, Members.Link) | If(detail.Variant.Length > 0, Members.Variant) | If(detail.Generation != 0, Members.Generation) |
        If(detail.Scan, Members.Scan) | If(detail.Orphan != Orphan.None, Members.Orphan) |
        If(detail.InsteadOf.Length > 0, Members.InsteadOf);

    private static Members If(bool there, Members member) => there ? member : Members.None;

    private static void Write(ref ByteWriter writer, IReadOnlyList<KeyValuePair<string, string>> properties)
    {
        writer.Number((ulong)properties.Count);
        foreach (var (name, value) in properties)
        {
            writer.Text(name);
            writer.Text(value);
        }
    }

    private static KeyValuePair<string, string>[] ReadProperties(ref ByteReader reader)
    {
        // Each takes two bytes at least, so a number made up by an attacker cannot ask for more memory than the record's own size.
        var count = reader.Number();
        if (count > (ulong)reader.Left / 2)
        {
            reader.Fail();
            return [];
        }
        var properties = new KeyValuePair<string, string>[(int)count];
        for (var i = 0; i < properties.Length; i++)
            properties[i] = new(reader.Text(), reader.Text());
        return properties;
    }

    /// <summary>Sign and scale in a byte, then the digits.</summary>
    private static void Write(ref ByteWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        writer.Byte((byte)(value.Scale | (parts[3] < 0 ? 0x80 : 0)));
        writer.Number((uint)parts[0] | (ulong)(uint)parts[1] << 32);
        writer.Number((uint)parts[2]);
    }

    private static decimal ReadDecimal(ref ByteReader reader)
    {
        var form = reader.Byte();
        var low = reader.Number();
        var high = reader.Number();
        if ((form & 0x7f) <= 28 && high <= uint.MaxValue)
            return new decimal((int)low, (int)(low >> 32), (int)high, (form & 0x80) != 0, (byte)(form & 0x7f));
        reader.Fail();
        return 0;
    }
}
