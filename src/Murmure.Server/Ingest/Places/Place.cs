using MaxMind.Db;

namespace Murmure.Server.Ingest;

/// <summary>
/// Where an address is, by databases in MaxMind's format: the country by the one that the build ships (GeoFeed, Whois and ASN; CC BY 4.0, NRO); country,
/// region and city by the operator's own, where there is one and it knows the address. Nothing finer than what a report may show is ever read.
/// </summary>
internal sealed class Place : IDisposable
{
    private readonly Reader? shipped;
    private volatile PlaceFile? own;

    private Place(Reader? shipped, PlaceFile? own) => (this.shipped, this.own) = (shipped, own);

    /// <summary>The operator's own; null where there is none.</summary>
    public PlaceFile? Own => own;

    /// <summary>Why the file that the operator named is not read now; empty where it is.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>The shipped database, beside the executable; a build may have left it out.</summary>
    internal static string ShippedFile { get; } = Path.Combine(AppContext.BaseDirectory, "geo", "country.mmdb");

    /// <summary>By the shipped database, where there is one, and an operator's own.</summary>
    public static Place With(PlaceFile? own) => new(ShippedReader(), own);

    /// <summary>A memory of networks for one worker.</summary>
    public Networks NewMemory() => new(shipped, own);

    /// <summary>Whether a memory is of the databases as they are now.</summary>
    public bool IsOf(Networks memory) => ReferenceEquals(memory.Own, own);

    /// <summary>Takes another state of the operator's file, or notes why it cannot be read; then the one before serves on.</summary>
    public void Take(PlaceFile? file, string trouble)
    {
        Trouble = trouble;
        // The one before is left to the collector: others may be reading it.
        if (file is not null)
            own = file;
    }

    public void Dispose()
    {
        shipped?.Dispose();
        own?.Dispose();
    }

    private static Reader? ShippedReader() => File.Exists(ShippedFile) ? new Reader(ShippedFile, FileAccessMode.MemoryMapped) : null;

    /// <summary>
    /// Remembers the place of networks (/24 in IPv4, /48 in IPv6), where the database says that all of it is in one.
    /// A look-up makes a dozen objects; a network is no address.
    /// </summary>
    internal sealed class Networks(Reader? shipped, PlaceFile? own)
    {
        private const int MostEntries = 50_000;
        private const ulong IPv6Mark = 1UL << 63;

        private readonly Dictionary<ulong, PlaceReading> places = [];

        public PlaceFile? Own => own;

        /// <summary>ISO 3166-1 alpha-2, or empty where the address is in no country's range.</summary>
        public string CountryOf(in ClientAddress address) => Find(address).Country;

        public PlaceReading Find(in ClientAddress address)
        {
            if (address.IsSpecial)
                return PlaceReading.Unknown;
            var network = address.IsIPv6 ? (address.High >> 16) | IPv6Mark : address.Low >> 8;
            if (places.TryGetValue(network, out var known))
                return known;
            var (place, bits) = Look(address);
            if (bits <= (address.IsIPv6 ? 48 : 24))
            {
                if (places.Count >= MostEntries)
                    places.Clear();
                places[network] = place;
            }
            return place;
        }

        private (PlaceReading Place, int Bits) Look(in ClientAddress address)
        {
            var (asked, prefix, among) = (address.ToIPAddress(), 0, 0);
            if (own?.Find(asked, out prefix) is { Country.Length: > 0 } found)
                return (found, Bits(address, prefix));
            var record = shipped?.Find<Dictionary<string, object>>(asked, out among);
            return (record is null ? PlaceReading.Unknown : PlaceReading.OfCountry(PlaceRecord.Code(record)), Math.Max(Bits(address, prefix), Bits(address, among)));
        }

        // The reader counts an IPv4 prefix within the IPv6 tree where the database holds both.
        private static int Bits(in ClientAddress address, int prefix) => !address.IsIPv6 && prefix > 32 ? prefix - 96 : prefix;
    }
}
