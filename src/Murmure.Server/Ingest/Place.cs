using MaxMind.Db;

namespace Murmure.Server.Ingest;

/// <summary>
/// The country of an address, by a database in MaxMind's format: the one that the build ships (GeoFeed, Whois and ASN; CC BY 4.0, NRO),
/// or an operator's own. Country only: nothing finer than what the report shows is ever looked up.
/// </summary>
internal sealed class Place : IDisposable
{
    private readonly Reader reader;

    public Place(string file) => reader = new Reader(file, FileAccessMode.MemoryMapped);

    /// <summary>The shipped database, beside the executable; null when the build left it out.</summary>
    public static Place? Shipped()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "geo", "country.mmdb");
        return File.Exists(file) ? new Place(file) : null;
    }

    /// <summary>A memory of networks for one worker.</summary>
    public Networks NewMemory() => new(reader);

    public void Dispose() => reader.Dispose();

    /// <summary>
    /// Remembers the country of networks (/24 in IPv4, /48 in IPv6), where the database says that all of it is in one country.
    /// A look-up makes a dozen objects; a network is no address.
    /// </summary>
    internal sealed class Networks(Reader reader)
    {
        private const int MostEntries = 50_000;
        private const ulong IPv6Mark = 1UL << 63;

        private readonly Dictionary<ulong, string> countries = [];

        /// <summary>ISO 3166-1 alpha-2, or empty where the address is in no country's range.</summary>
        public string CountryOf(in ClientAddress address)
        {
            if (address.IsSpecial)
                return "";
            var network = address.IsIPv6 ? (address.High >> 16) | IPv6Mark : address.Low >> 8;
            if (countries.TryGetValue(network, out var known))
                return known;
            var record = reader.Find<Dictionary<string, object>>(address.ToIPAddress(), out var prefix);
            var country = record is not null && record.TryGetValue("country_code", out var code) && code is string { Length: 2 } text
                ? string.Intern(text)
                : "";
            // The reader counts an IPv4 prefix within the IPv6 tree where the database holds both.
            var whole = address.IsIPv6 ? prefix <= 48 : (prefix > 32 ? prefix - 96 : prefix) <= 24;
            if (whole)
            {
                if (countries.Count >= MostEntries)
                    countries.Clear();
                countries[network] = country;
            }
            return country;
        }
    }
}
