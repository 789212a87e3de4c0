namespace Murmure.Server.Tests.Ingest;

/// <summary>A small world, as databases of cities tell it: four networks of Normandy, one of Brittany, two of Belgium, one of a state without regions.</summary>
internal static class SomePlaces
{
    public static readonly DateTime Built = new(2026, 11, 10, 6, 0, 0, DateTimeKind.Utc);

    public static readonly IReadOnlyList<(string Network, string Country, string Region, string City)> All =
    [
        ("80.10.1.0/24", "FR", "Normandy|Normandie", "Caen"), ("80.10.2.0/24", "FR", "Normandy|Normandie", "Rouen"),
        ("80.10.3.0/24", "FR", "Normandy|Normandie", "Bayeux"), ("80.10.4.0/25", "FR", "Normandy|Normandie", "Le Havre"),
        ("80.10.5.0/24", "FR", "Brittany|Bretagne", "Brest"), ("81.240.1.0/24", "BE", "Hainaut", "Mons"), ("81.240.2.0/24", "BE", "Liège", "Liege|Liège"),
        ("2001:41d0:1::/48", "FR", "Brittany|Bretagne", "Brest"), ("8.129.1.0/24", "SG", "", "Singapore|Singapour"), ("8.129.2.0/24", "US", "", ""),
    ];

    /// <summary>As MaxMind, DB-IP and IP2Location lay it out.</summary>
    public static MmdbWriter Nested(string type = "GeoLite2-City", Func<string, string>? city = null)
    {
        var writer = new MmdbWriter(type, Built);
        foreach (var (network, country, region, named) in All)
        {
            var record = new Dictionary<string, object>
            {
                ["country"] = new Dictionary<string, object> { ["iso_code"] = country, ["geoname_id"] = 3_017_382U },
                ["location"] = new Dictionary<string, object> { ["time_zone"] = "Europe/Paris" },
                ["postal"] = new Dictionary<string, object> { ["code"] = "14000" },
            };
            if (region.Length > 0)
                record["subdivisions"] = new List<object> { Names(region), Names("Calvados") };
            if (named.Length > 0)
                record["city"] = Names(city?.Invoke(named) ?? named);
            writer.Add(network, record);
        }
        return writer;
    }

    /// <summary>As ip-location-db lays it out.</summary>
    public static MmdbWriter Flat()
    {
        var writer = new MmdbWriter("dbip-city", Built);
        foreach (var (network, country, region, city) in All)
            writer.Add(network, new Dictionary<string, object> { ["country_code"] = country, ["state1"] = region.Split('|')[0], ["state2"] = "Calvados", ["city"] = city.Split('|')[0], ["postcode"] = "14000" });
        return writer;
    }

    public static MmdbWriter CountriesOnly() => All.Aggregate(new MmdbWriter("GeoLite2-Country", Built), (writer, place) => writer.Add(
        place.Network, new Dictionary<string, object> { ["country"] = new Dictionary<string, object> { ["iso_code"] = place.Country } }));

    private static Dictionary<string, object> Names(string names)
    {
        var (english, french) = (names.Split('|')[0], names.Split('|')[^1]);
        var languages = new Dictionary<string, object> { ["de"] = "nie gelesen", ["en"] = english };
        if (french != english)
            languages["fr"] = french;
        return new Dictionary<string, object> { ["geoname_id"] = 3_029_241U, ["names"] = languages };
    }
}
