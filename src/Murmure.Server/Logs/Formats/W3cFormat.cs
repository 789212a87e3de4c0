using System.Text;
using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>How a W3C log writes text that holds its separator.</summary>
internal enum W3cText : byte
{
    /// <summary>As it is, in quotes where it must be.</summary>
    Plain,

    /// <summary>A plus for each blank (IIS, Netscaler).</summary>
    Plus,

    /// <summary>Percent-encoded, by CloudFront twice.</summary>
    Percent,
}

/// <summary>
/// The W3C extended log: the fields and their order are said by a <c>#Fields:</c> line, which may come again with others.
/// Each set of fields is a format of its own, so that a chunk carries the one it is read by.
/// </summary>
/// <remarks>https://www.w3.org/TR/WD-logfile.html</remarks>
internal sealed class W3cFormat : LogFormat
{
    private readonly Slot?[] columns;
    private readonly string fields;
    private readonly bool local;
    private readonly bool hasAgent;

    /// <param name="fields">The fields to begin with, for logs without a directive; empty for none.</param>
    /// <param name="epoch">True when a time is a number, so that it needs no date beside it.</param>
    public W3cFormat(string fields = "", bool epoch = false)
    {
        this.fields = fields;
        local = fields.Contains("time-local", StringComparison.OrdinalIgnoreCase);
        Epoch = epoch;
        columns = Columns(fields, epoch);
        hasAgent = columns.Contains(Slot.UserAgent);
    }

    public W3cText TextForm { get; init; }

    /// <summary>Only a directive that holds this field makes the log one of this kind; null for any.</summary>
    public string? Sign { get; init; }

    private bool Epoch { get; }

    internal override bool HasDirectives => true;

    internal override LogFormat After(ReadOnlySpan<byte> directive)
    {
        const string mark = "#Fields:";
        if (!directive.StartsWith("#"u8) || directive.Length <= mark.Length || !Ascii.EqualsIgnoreCase(directive[..mark.Length], mark))
            return this;
        var named = Encoding.UTF8.GetString(directive[mark.Length..]).Trim();
        if (named == fields || (Sign is not null && !named.Contains(Sign, StringComparison.OrdinalIgnoreCase)))
            return this;
        return new W3cFormat(named, Epoch) { Name = Name, TextForm = TextForm, Sign = Sign };
    }

    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        if (columns.Length == 0)
            return LineOutcome.NotThisFormat;
        var separator = line.Contains((byte)'\t') ? (byte)'\t' : (byte)' ';
        var named = new NamedFields { HasAgent = hasAgent };
        var rest = line;
        foreach (var column in columns)
        {
            if (rest.IsEmpty)
                return LineOutcome.MissingField;
            if (!TryTake(ref rest, separator, scratch, out var value))
                return LineOutcome.UnbalancedQuotes;
            if (column is { } slot && value is not ([] or [(byte)'-']))
                named.Set(slot, value);
        }
        if (rest.ContainsAnyExcept((byte)' ', separator))
            return LineOutcome.NotThisFormat;
        named.UserAgent = Decode(named.UserAgent, scratch);
        return named.Fill(scratch, utc: !local, ref hit);
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, byte separator, LineScratch scratch, out ReadOnlySpan<byte> value)
    {
        if (separator == ' ')
            rest = rest.TrimStart((byte)' ');
        if (rest is [(byte)'"', ..] && separator == ' ')
            return FieldText.TakeQuoted(ref rest, scratch, out value);
        value = FieldText.TakeToken(ref rest, separator).Trim((byte)' ');
        return true;
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> agent, LineScratch scratch) => TextForm switch
    {
        W3cText.Plus => Unplus(agent, scratch),
        W3cText.Percent => FieldText.PercentDecode(FieldText.PercentDecode(agent, scratch), scratch),
        _ => agent,
    };

    /// <summary><c>(compatible;+bot/1.0;++http://…)</c>: a plus is a blank, and the second of two is a plus.</summary>
    private static ReadOnlySpan<byte> Unplus(ReadOnlySpan<byte> text, LineScratch scratch)
    {
        // An agent with blanks was quoted instead of encoded.
        if (!text.Contains((byte)'+') || text.Contains((byte)' '))
            return text;
        var plain = scratch.Take(text.Length);
        for (var at = 0; at < text.Length; at++)
            plain[at] = text[at] == '+' && (at == 0 || text[at - 1] != '+') ? (byte)' ' : text[at];
        return plain;
    }

    private static Slot?[] Columns(string fields, bool epoch)
    {
        var names = fields.ToLowerInvariant().Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        var slots = new Slot?[names.Length];
        var ranks = new Dictionary<Slot, (int Rank, int Column)>();
        for (var column = 0; column < names.Length; column++)
        {
            if (Meaning(names[column], epoch) is not { } found)
                continue;
            if (ranks.TryGetValue(found.Slot, out var earlier))
            {
                if (earlier.Rank <= found.Rank)
                    continue;
                slots[earlier.Column] = null;
            }
            ranks[found.Slot] = (found.Rank, column);
            slots[column] = found.Slot;
        }
        return slots;
    }

    /// <summary>The slot of a field, and its rank among the fields that could fill it.</summary>
    private static (Slot Slot, int Rank)? Meaning(string field, bool epoch) => field switch
    {
        "date" or "date-local" => (Slot.Date, 0),
        "time" or "time-local" => (Slot.Time, 1),
        "timestamp" when epoch => (Slot.Time, 0),
        "c-ip" or "c-host" => (Slot.Address, field == "c-ip" ? 0 : 1),
        "x-forwarded-for" or "cs(x-forwarded-for)" or "s-xff" => (Slot.Forwarded, 0),
        "x-host-header" => (Slot.Host, 0),
        "cs-host" or "cs(host)" => (Slot.Host, 1),
        "cs-method" => (Slot.Method, 0),
        "cs-uri-stem" => (Slot.Target, 0),
        "cs-uri" => (Slot.HostAndPath, 0),
        "cs-uri-query" => (Slot.Query, 0),
        "sc-status" or "c-status" => (Slot.Status, 0),
        "sc-bytes" => (Slot.Bytes, 0),
        "cs(referer)" or "cs(referrer)" or "cs-referer" or "c-referrer" => (Slot.Referrer, 0),
        "cs(user-agent)" or "cs-user-agent" or "c-user-agent" => (Slot.UserAgent, 0),
        "cs(x-requested-with)" => (Slot.RequestedWith, 0),
        "cs(sec-fetch-site)" => (Slot.SecFetchSite, 0),
        "cs(sec-fetch-dest)" => (Slot.SecFetchDest, 0),
        "cs(sec-purpose)" or "cs(purpose)" => (Slot.SecPurpose, 0),
        "sc-content-type" or "sc(content-type)" => (Slot.ContentType, 0),
        _ => null,
    };
}
