using System.Text.Json;
using System.Text.Json.Serialization;

namespace Murmure.Server.Simulation;

/// <summary>The invented newspaper, as written in <c>newspaper.json</c>.</summary>
internal sealed record Newspaper(
    string Name, string Host, string TimeZone, IReadOnlyList<string> Authors, IReadOnlyList<string> Places, IReadOnlyList<NewspaperSection> Sections)
{
    public static Newspaper Load() => SimulationJson.Read("newspaper.json", SimulationJson.Default.Newspaper);
}

/// <summary>One section: its articles' titles, and templates for sites that have more articles than titles.</summary>
internal sealed record NewspaperSection(string Slug, string Name, IReadOnlyList<string> Titles, IReadOnlyList<string> More);

/// <summary>What the simulated requests are composed of, as written in <c>wire.json</c>: versions, models, referrers, machines.</summary>
internal sealed record Wire
{
    /// <summary>What an agent says of iOS and of Safari; from Safari 26 on the first stays behind.</summary>
    public required string[][] IosVersions { get; init; }

    public required string[] Iphones { get; init; }

    /// <summary>Android version, model, build and maker.</summary>
    public required string[][] Androids { get; init; }

    public required string[] Chrome { get; init; }

    public required string[] Firefox { get; init; }

    /// <summary>Samsung Internet's version and that of the Chromium below.</summary>
    public required string[][] SamsungInternet { get; init; }

    public required Dictionary<string, string[]> WebReferrers { get; init; }

    public required Dictionary<string, string> AppReferrers { get; init; }

    /// <summary>The letter of each private channel in share tags.</summary>
    public required Dictionary<string, string> Tags { get; init; }

    public required Crawler[] Crawlers { get; init; }

    public required string[] FeedReaders { get; init; }

    public required string Monitor { get; init; }

    public required string[] LinkScanners { get; init; }

    public required string[] PostFetchers { get; init; }

    public required string[] SpamReferrers { get; init; }

    public required string[] Probes { get; init; }

    public static Wire Load() => SimulationJson.Read("wire.json", SimulationJson.Default.Wire);
}

/// <summary>A machine that reads the site.</summary>
internal sealed record Crawler(string Agent, double PerDay);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Newspaper))]
[JsonSerializable(typeof(Wire))]
internal sealed partial class SimulationJson : JsonSerializerContext
{
    public static T Read<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        using var stream = typeof(SimulationJson).Assembly.GetManifestResourceStream("simulation/" + file)
            ?? throw new InvalidOperationException($"The assembly lacks its resource simulation/{file}.");
        return JsonSerializer.Deserialize(stream, type) ?? throw new InvalidOperationException($"simulation/{file} is empty.");
    }
}
