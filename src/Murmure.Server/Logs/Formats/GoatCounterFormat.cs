using System.Text;
using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>
/// GoatCounter's CSV export. Its header begins with the version of the export (<c>2Path</c>) and names the columns. There is no address and no
/// status; each row is a page view that was counted, or a custom event, which is no page.
/// </summary>
/// <remarks>https://www.goatcounter.com/help/export</remarks>
internal sealed class GoatCounterFormat : LogFormat
{
    private readonly Column[] columns;

    public GoatCounterFormat(string header = "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,FirstVisit,Date") =>
        columns = [.. header.Split(',').Select(Meaning)];

    private enum Column : byte
    {
        Unread,
        Path,
        Event,
        UserAgent,
        Referrer,
        ReferrerScheme,
        Date,
    }

    public override RecordShape Shape => RecordShape.Csv;

    internal override LogFormat After(ReadOnlySpan<byte> directive) =>
        IsHeader(directive) ? new GoatCounterFormat(Encoding.UTF8.GetString(directive.TrimEnd((byte)'\r'))) { Name = Name } : this;

    private static bool IsHeader(ReadOnlySpan<byte> line) =>
        line.Length > 6 && line[0] is >= (byte)'1' and <= (byte)'9' && line[1..].StartsWith("Path,"u8);

    private static Column Meaning(string name) => name.Trim('"') switch
    {
        [>= '1' and <= '9', 'P', 'a', 't', 'h'] => Column.Path,
        "Event" => Column.Event,
        "UserAgent" => Column.UserAgent,
        "Referrer" => Column.Referrer,
        "Referrer scheme" => Column.ReferrerScheme,
        "Date" => Column.Date,
        _ => Column.Unread,
    };

    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        if (IsHeader(line))
            return LineOutcome.Aside;
        ReadOnlySpan<byte> date = default, scheme = default;
        var rest = line;
        var isEvent = false;
        foreach (var column in columns)
        {
            if (!TryTake(ref rest, scratch, out var value))
                return LineOutcome.UnbalancedQuotes;
            switch (column)
            {
                case Column.Path: hit.Target = value; break;
                case Column.Event: isEvent = value is [(byte)'1'] or [(byte)'t', ..]; break;
                case Column.UserAgent: hit.UserAgent = value; break;
                case Column.Referrer: hit.Referrer = value; break;
                case Column.ReferrerScheme: scheme = value; break;
                case Column.Date: date = value; break;
            }
        }
        if (date.IsEmpty || hit.Target.IsEmpty)
            return LineOutcome.MissingField;
        if (!LogTime.TryClock(date, out hit.Time, out hit.HasZone))
            return LineOutcome.BadTime;
        if (isEvent)
            return LineOutcome.NotARequest;
        // An export has no agents where GoatCounter was set to keep none.
        hit.HasAgent = !hit.UserAgent.IsEmpty;
        hit.Referrer = Whole(hit.Referrer, scheme, scratch);
        return LineOutcome.Hit;
    }

    /// <summary>
    /// The export drops the scheme of a referrer and says what it was: <c>h</c> for http or https. Of the others, <c>g</c> is a group's name
    /// (<c>Google</c>), <c>c</c> a campaign: neither is an address, and both are given as they are.
    /// </summary>
    private static ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> referrer, ReadOnlySpan<byte> scheme, LineScratch scratch)
    {
        if (referrer.IsEmpty || scheme is not [(byte)'h'] || referrer.IndexOf("://"u8) >= 0)
            return referrer;
        var whole = scratch.Take(referrer.Length + "https://".Length);
        "https://"u8.CopyTo(whole);
        referrer.CopyTo(whole["https://".Length..]);
        return whole;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, LineScratch scratch, out ReadOnlySpan<byte> value)
    {
        if (rest is not [(byte)'"', ..])
        {
            value = FieldText.TakeToken(ref rest, (byte)',');
            return true;
        }
        value = default;
        for (var at = 1; ; at += 2)
        {
            var found = at < rest.Length ? rest[at..].IndexOf((byte)'"') : -1;
            if (found < 0)
                return false;
            at += found;
            if (at + 1 < rest.Length && rest[at + 1] == '"')
                continue;
            value = Undouble(rest[1..at], scratch);
            rest = rest[Math.Min(at + 2, rest.Length)..];
            return true;
        }
    }

    private static ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> text, LineScratch scratch)
    {
        if (!text.Contains((byte)'"'))
            return text;
        var plain = scratch.Take(text.Length);
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            plain[length++] = text[at];
            if (text[at] == '"')
                at++;
        }
        scratch.GiveBack(text.Length - length);
        return plain[..length];
    }
}
