using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>
/// Incapsula (Imperva) in the common event format: a header divided by bars, then <c>key=value</c> pairs whose values may hold blanks,
/// so a value ends before the blank in front of the next key.
/// </summary>
/// <remarks>https://docs.imperva.com/bundle/cloud-application-security/page/more/log-file-structure.htm</remarks>
internal sealed class CefFormat : LogFormat
{
    private const int HeaderBars = 7;

    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        var start = line[..Math.Min(line.Length, 200)].IndexOf("CEF:"u8);
        if (start < 0)
            return LineOutcome.NotThisFormat;
        var rest = line[start..];
        for (var bar = 0; bar < HeaderBars; bar++)
            FieldText.TakeToken(ref rest, (byte)'|');
        var named = new NamedFields { HasAgent = true }; // an empty key is left out of the record
        for (var equals = NextEquals(rest, 0); equals >= 0;)
        {
            var key = rest[..equals];
            key = key[(key.LastIndexOf((byte)' ') + 1)..];
            var next = NextEquals(rest, equals + 1);
            var end = next < 0 ? rest.Length : rest[..next].LastIndexOf((byte)' ');
            if (end > equals && Meaning(key) is { } slot)
                named.Set(slot, Unescape(rest[(equals + 1)..end].TrimEnd((byte)' '), scratch));
            rest = end > equals ? rest[end..] : rest[(equals + 1)..];
            equals = NextEquals(rest, 0);
        }
        return named.Fill(scratch, utc: true, ref hit);
    }

    private static Slot? Meaning(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("start"u8) ? Slot.Time
        : key.SequenceEqual("src"u8) ? Slot.Address
        : key.SequenceEqual("sourceServiceName"u8) ? Slot.Host
        : key.SequenceEqual("requestMethod"u8) ? Slot.Method
        : key.SequenceEqual("request"u8) ? Slot.HostAndPath
        : key.SequenceEqual("qstr"u8) ? Slot.Query
        : key.SequenceEqual("cn1"u8) ? Slot.Status
        : key.SequenceEqual("in"u8) ? Slot.Bytes
        : key.SequenceEqual("ref"u8) ? Slot.Referrer
        : key.SequenceEqual("requestClientApplication"u8) ? Slot.UserAgent
        : null;

    private static int NextEquals(ReadOnlySpan<byte> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            var found = text[at..].IndexOf((byte)'=');
            if (found < 0)
                return -1;
            at += found;
            if (at == 0 || text[at - 1] != '\\')
                return at;
        }
        return -1;
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value, LineScratch scratch)
    {
        if (!value.Contains((byte)'\\'))
            return value;
        var plain = scratch.Take(value.Length);
        var length = 0;
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '\\' && at + 1 < value.Length)
                at++;
            plain[length++] = value[at];
        }
        scratch.GiveBack(value.Length - length);
        return plain[..length];
    }
}
