namespace Murmure.Server.Ingest;

/// <summary>
/// Reads what databases of cities say of a network. Two layouts: MaxMind's, in which everything has names by language (GeoLite2 and GeoIP2, DB-IP and
/// IP2Location likewise), and the flat one of ip-location-db and ipinfo.
/// </summary>
/// <remarks>https://dev.maxmind.com/geoip/docs/databases/city-and-country · https://github.com/sapics/ip-location-db</remarks>
internal static class PlaceRecord
{
    public static PlaceReading Read(IReadOnlyDictionary<string, object> record)
    {
        var country = Code(record);
        return new(country, Names(record, country, "en"), Names(record, country, "fr"));
    }

    /// <summary>The country of a record of either layout, or empty.</summary>
    public static string Code(IReadOnlyDictionary<string, object> record)
    {
        var code = Text(record, "country_code") ?? Text(record.GetValueOrDefault("country") as IReadOnlyDictionary<string, object>, "iso_code") ?? Text(record, "country");
        return code is { Length: 2 } && char.IsAsciiLetter(code[0]) && char.IsAsciiLetter(code[1]) ? string.Intern(code.ToUpperInvariant()) : "";
    }

    private static AreaNames Names(IReadOnlyDictionary<string, object> record, string country, string language)
    {
        // Of what a country is divided into the first is the largest.
        var within = record.GetValueOrDefault("subdivisions") is IReadOnlyList<object> and [var largest, ..] ? largest : null;
        return AreaNames.Of(
            country,
            Name(within, language) ?? Text(record, "state1") ?? Text(record, "region"),
            Name(record.GetValueOrDefault("city"), language) ?? Text(record, "city"));
    }

    // English is the one language that every database has.
    private static string? Name(object? place, string language) =>
        (place as IReadOnlyDictionary<string, object>)?.GetValueOrDefault("names") is IReadOnlyDictionary<string, object> names ? Text(names, language) ?? Text(names, "en") : null;

    private static string? Text(IReadOnlyDictionary<string, object>? record, string key) => record?.GetValueOrDefault(key) as string is { Length: > 0 } text ? text : null;
}
