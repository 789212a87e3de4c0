using System.Security.Cryptography;

namespace Murmure.Server.Tracker;

/// <summary>A script that sites load, in the three forms that it is sent in: compressed when the program was built, carried inside the assembly.</summary>
public sealed class TrackerScript
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> bodies;

    private TrackerScript(string name, byte[] bare)
    {
        Name = name;
        Version = Convert.ToHexStringLower(SHA256.HashData(bare))[..12];
        bodies = new(StringComparer.Ordinal) { [""] = bare, ["br"] = Read(name + ".br"), ["gzip"] = Read(name + ".gz") };
    }

    /// <summary>Page views, engagement, events, consent: what every site needs.</summary>
    public static TrackerScript Core { get; } = Load("m.js");

    /// <summary>The same with links, forms, shares, copies, the article's description and consent tools.</summary>
    public static TrackerScript Extra { get; } = Load("m-extra.js");

    /// <summary>The share buttons, <c>&lt;murmure-share&gt;</c>.</summary>
    public static TrackerScript Share { get; } = Load("share.js");

    /// <summary>The one question that a site may ask.</summary>
    public static TrackerScript Survey { get; } = Load("survey.js");

    public static IReadOnlyList<TrackerScript> All { get; } = [Core, Extra, Share, Survey];

    /// <summary>The file's name, which is its path on the server.</summary>
    public string Name { get; }

    /// <summary>Changes with the content.</summary>
    public string Version { get; }

    /// <summary>The address that may be cached for ever, relative to the server.</summary>
    public string PinnedAddress => $"/{Name}?v={Version}";

    /// <summary>The bytes in a content coding: <c>br</c>, <c>gzip</c>, or empty for none.</summary>
    public ReadOnlyMemory<byte> In(string coding) => bodies[coding];

    private static TrackerScript Load(string name) => new(name, Read(name));

    private static byte[] Read(string name)
    {
        using var stream = typeof(TrackerScript).Assembly.GetManifestResourceStream("tracker/" + name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource tracker/{name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
