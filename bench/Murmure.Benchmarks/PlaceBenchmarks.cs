using BenchmarkDotNet.Attributes;
using Murmure.Server.Ingest;
using Murmure.Server.Tests.Ingest;

namespace Murmure.Benchmarks;

/// <summary>
/// What it costs a hit to be placed: by the shipped table of countries alone, and by an operator's database of cities, made here with 65,536 networks and
/// 4,096 cities of two languages each. From a worker's memory, as most hits are, and of networks that are met for the first time.
/// </summary>
public class PlaceBenchmarks : IDisposable
{
    private const int Hits = 10_000;
    private const int Known = 2_000;

    private readonly byte[][] addresses = new byte[Hits][];
    private string path = "";
    private Place countries = null!;
    private Place cities = null!;
    private Place.Networks warmCountries = null!;
    private Place.Networks warmCities = null!;

    [GlobalSetup]
    public void Setup()
    {
        var writer = new MmdbWriter("Bench-City", DateTime.UnixEpoch.AddYears(56));
        for (var i = 0; i < 65_536; i++)
            writer.Add($"81.{i >> 8}.{i & 255}.0/24", Record(i % 4_096));
        path = writer.WriteTo(Path.Combine(Path.GetTempPath(), $"murmure-bench-{Environment.ProcessId}.mmdb"));
        var random = new Random(1); // the same addresses each time
        for (var i = 0; i < Hits; i++)
            addresses[i] = System.Text.Encoding.UTF8.GetBytes($"81.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}");
        countries = Place.With(null);
        cities = Place.With(PlaceFile.Open(path).File ?? throw new InvalidOperationException("The database that was made cannot be read."));
        (warmCountries, warmCities) = (countries.NewMemory(), cities.NewMemory());
        (CountryRemembered(), CityRemembered()).ToString();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        countries.Dispose();
        cities.Dispose();
        File.Delete(path);
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Hits, Description = "country, remembered")]
    public int CountryRemembered() => Found(warmCountries, Known);

    [Benchmark(OperationsPerInvoke = Hits, Description = "city, remembered")]
    public int CityRemembered() => Found(warmCities, Known);

    [Benchmark(OperationsPerInvoke = Hits, Description = "country, first met")]
    public int CountryMet() => Found(countries.NewMemory(), Hits);

    [Benchmark(OperationsPerInvoke = Hits, Description = "city, first met")]
    public int CityMet() => Found(cities.NewMemory(), Hits);

    private int Found(Place.Networks memory, int distinct)
    {
        var found = 0;
        for (var i = 0; i < Hits; i++)
            found += ClientAddress.TryRead(addresses[i % distinct], out var address) && memory.Find(address).English.City.Length > 0 ? 1 : 0;
        return found;
    }

    private static Dictionary<string, object> Record(int city) => new()
    {
        ["city"] = Named($"City {city}"), ["continent"] = Named("Europe"), ["country"] = new Dictionary<string, object> { ["iso_code"] = "FR", ["names"] = Named("France")["names"] },
        ["location"] = new Dictionary<string, object> { ["time_zone"] = "Europe/Paris" }, ["postal"] = new Dictionary<string, object> { ["code"] = "14000" },
        ["subdivisions"] = new List<object> { Named($"Region {city % 20}"), Named($"Part {city % 100}") },
    };

    private static Dictionary<string, object> Named(string name) => new()
    {
        ["geoname_id"] = 3_000_000U,
        ["names"] = new Dictionary<string, object> { ["de"] = name, ["en"] = name, ["es"] = name, ["fr"] = name + " (fr)", ["ja"] = name, ["pt-BR"] = name, ["ru"] = name, ["zh-CN"] = name },
    };
}
