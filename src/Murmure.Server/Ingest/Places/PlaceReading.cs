namespace Murmure.Server.Ingest;

/// <summary>Where a network is: no finer than a city, whatever else a database tells.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, or empty.</param>
internal sealed record PlaceReading(string Country, AreaNames English, AreaNames French)
{
    public static readonly PlaceReading Unknown = OfCountry("");

    public static PlaceReading OfCountry(string country) => new(country, AreaNames.None, AreaNames.None);

    /// <summary>The names as a site keeps them: in the language of its reports, so that they stay what they are whoever reads them.</summary>
    public AreaNames In(string language) => language == "fr" ? French : English;
}

/// <summary>Region and city as they are stored: each after what it lies in, so that two of one name are two. Empty where they are unknown.</summary>
internal readonly record struct AreaNames(string Region, string City)
{
    private const int Longest = 80;

    public static readonly AreaNames None = new("", "");

    /// <summary>Of the names that a database has. Without a country there is neither: it is what they are told apart by.</summary>
    public static AreaNames Of(string country, string? region, string? city)
    {
        var (within, place) = (Clean(region), Clean(city));
        return country.Length == 0 ? None
            : new(within.Length == 0 ? "" : $"{country}/{within}", place.Length == 0 ? "" : $"{country}/{within}/{place}");
    }

    // A name never has what stands between names.
    private static string Clean(string? name)
    {
        var clean = new string([.. (name ?? "").Where(letter => !char.IsControl(letter)).Select(letter => letter == '/' ? '-' : letter)]).Trim();
        return clean.Length > Longest ? "" : clean;
    }
}
