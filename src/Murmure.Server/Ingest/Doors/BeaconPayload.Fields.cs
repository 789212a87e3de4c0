using System.Text;
using System.Text.Json;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>What each field of an event may hold.</summary>
internal ref partial struct BeaconPayload
{
    private string? ReadNavigation()
    {
        ReadOnlySpan<byte> text = default;
        if (Text("t", LongestName, ref text) is { } problem)
            return problem;
        current.Navigation =
            text.SequenceEqual("navigate"u8) ? Navigation.Navigate
            : text.SequenceEqual("reload"u8) ? Navigation.Reload
            : text.SequenceEqual("back_forward"u8) ? Navigation.BackForward
            : text.SequenceEqual("prerender"u8) ? Navigation.Prerender
            : Navigation.Unknown;
        return null;
    }

    private string? ReadFetchSite()
    {
        ReadOnlySpan<byte> text = default;
        if (Text("f", LongestName, ref text) is { } problem)
            return problem;
        current.FetchSite = FetchSites.Read(text);
        return null;
    }

    private string? ReadConsent()
    {
        ReadOnlySpan<byte> text = default;
        if (Text("c", LongestName, ref text) is { } problem)
            return problem;
        if (text.SequenceEqual("granted"u8))
            current.Consent = true;
        else if (text.SequenceEqual("denied"u8))
            current.Consent = false;
        else
            return "'c' is neither granted nor denied";
        return null;
    }

    private readonly string? Whole(string field, int least, int most, out byte into)
    {
        into = 0;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number))
            return $"'{field}' is no number";
        // Out of range is clamped: a page taller than its window scrolls to 100.4 percent in some browsers.
        into = (byte)Math.Clamp(Math.Round(number), least, most);
        return null;
    }

    private string? ReadCompletes()
    {
        current.Completes = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var mark) && mark == 1;
        return reader.TokenType == JsonTokenType.Number ? null : "'g' is no number";
    }

    private string? ReadEngaged()
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number))
            return "'e' is no number";
        current.Engaged = (int)Math.Clamp(number, 0, TimeSpan.MillisecondsPerDay);
        return null;
    }

    private string? ReadTime()
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out var time))
            return "'time' is no ISO 8601 time with its zone";
        current.Time = time.UtcDateTime;
        return null;
    }

    private string? ReadStatus()
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt16(out current.Status) || current.Status is < 100 or > 599)
            return "'status' is no HTTP status";
        return null;
    }

    /// <summary>The visitor's own headers, of which only what the rules read is looked at.</summary>
    private string? ReadHeaders()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'headers' is no object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Unescaped();
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                return "'headers' holds texts only";
            var value = Unescaped();
            if (Ascii.EqualsIgnoreCase(name, "sec-fetch-site"u8))
                current.FetchSite = FetchSites.Read(value);
            else if (Ascii.EqualsIgnoreCase(name, "x-requested-with"u8))
                current.RequestedWith = value;
            else if (Ascii.EqualsIgnoreCase(name, "sec-gpc"u8))
                current.Gpc = value.SequenceEqual("1"u8);
            else if (Ascii.EqualsIgnoreCase(name, "referer"u8) && current.Referrer.IsEmpty)
                current.Referrer = value.Length <= LongestUrl ? value : value[..LongestUrl];
            else if (Ascii.EqualsIgnoreCase(name, "user-agent"u8) && current.Agent.IsEmpty)
                current.Agent = value.Length <= LongestUrl ? value : value[..LongestUrl];
        }
        return null;
    }

    private string? ReadRevenue()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'v' is no object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var amount = reader.ValueTextEquals("amount"u8);
            var currency = reader.ValueTextEquals("currency"u8);
            reader.Read();
            if (amount && (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out current.Amount) || Math.Abs(current.Amount) > 1_000_000_000m))
                return "'v.amount' is no number up to a thousand million";
            if (currency)
            {
                var code = reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetString(Unescaped()).ToUpperInvariant() : "";
                if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper))
                    return "'v.currency' is no ISO 4217 code";
                current.Currency = code;
            }
            if (!amount && !currency)
                Skip();
        }
        return current.Amount != 0 && current.Currency.Length == 0 ? "'v.currency' is missing" : null;
    }

    private string? ReadProperties()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'p' is no object";
        var properties = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Encoding.UTF8.GetString(Unescaped());
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                return "'p' holds texts, numbers and booleans only";
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            if (name.Length is 0 or > LongestName)
                return $"a name in 'p' is empty or longer than {LongestName} characters";
            if (properties.Count == MostProperties)
                return $"'p' has more than {MostProperties} properties";
            properties.Add(new(name, Cut(Encoding.UTF8.GetString(Unescaped()))));
        }
        properties.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        current.Properties = properties;
        return null;
    }

    private string? ReadCard()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'m' is no object";
        string? title = null, section = null, author = null, published = null, access = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field();
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                Skip();
                continue;
            }
            var text = Cut(Encoding.UTF8.GetString(Unescaped()).Trim());
            switch (field)
            {
                case 't': title = text; break;
                case 's': section = text; break;
                case 'a': author = text; break;
                case 'd': published = text; break;
                case 'p': access = text; break;
            }
        }
        if (title is not { Length: > 0 } && section is null && author is null)
            return null;
        current.Card = new PageCard(
            "", title, Filled(section), Filled(author),
            DateTimeOffset.TryParse(published, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
                ? time.UtcDateTime
                : null,
            access switch { "paid" => true, "free" => false, _ => null });
        return null;
    }
}
