using System.Net;
using MaxMind.Db;

namespace Murmure.Server.Ingest;

/// <summary>
/// The country of an address, by a database in MaxMind's format: the one that the build ships (GeoFeed, Whois and ASN; CC BY 4.0, NRO),
/// or an operator's own. Country only: nothing finer than what the report shows is ever looked up.
/// </summary>
internal sealed class Place : IDisposable
{
    private readonly Reader reader;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> codes = new(StringComparer.Ordinal);

    public Place(string file) => reader = new Reader(file, FileAccessMode.MemoryMapped);

    /// <summary>The shipped database, beside the executable; null when the build left it out.</summary>
    public static Place? Shipped()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "geo", "country.mmdb");
        return File.Exists(file) ? new Place(file) : null;
    }

    /// <summary>ISO 3166-1 alpha-2, or empty where the address is no address or in no country's range.</summary>
    public string CountryOf(ReadOnlySpan<byte> address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            return "";
        var record = reader.Find<Dictionary<string, object>>(parsed);
        return record is not null && record.TryGetValue("country_code", out var code) && code is string { Length: 2 } text
            ? codes.GetOrAdd(text, text)
            : "";
    }

    public void Dispose() => reader.Dispose();
}
