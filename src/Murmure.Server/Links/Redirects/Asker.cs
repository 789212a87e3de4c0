using System.Globalization;
using Murmure.Attribution;
using Murmure.Attribution.UserAgent;

namespace Murmure.Server.Links;

/// <summary>Who asks for a link that has conditions, as far as rules may know. A <c>ref struct</c>, because the address is in it.</summary>
internal ref struct Asker
{
    public required AgentReading Agent;
    public required string Country;
    public required ReadOnlySpan<byte> Address;
    public required string Languages;
    public required ReadOnlySpan<char> Query;

    /// <summary>Now, on the site's clock.</summary>
    public required DateTime Local;

    public readonly bool IsPerson => Agent.Verdict == Verdict.Person;
    public readonly string? App => Agent.App;

    public readonly bool HasDevice(string device) => device.ToLowerInvariant() switch
    {
        "android" => Has("android"),
        "ios" => Has("ios") || Has("ipados"),
        "windows" => Has("windows"),
        "macos" => Has("mac"),
        "chromeos" => Has("chrome os"),
        // uap-core names many distributions; what is none of the others and runs on X11 is Linux.
        "linux" => Agent.Device == "desktop" && !Has("windows") && !Has("mac") && !Has("chrome os") && Agent.Os.Length > 0,
        var kind => Agent.Device.Equals(kind, StringComparison.Ordinal),
    };

    /// <summary>Whether the browser asks for the language with a quality of at least 0.9: people list what they merely understand with less.</summary>
    public readonly bool Speaks(string language)
    {
        foreach (var range in Languages.AsSpan().Split(','))
        {
            var asked = Languages.AsSpan()[range].Trim();
            var semicolon = asked.IndexOf(';');
            var name = semicolon < 0 ? asked : asked[..semicolon].TrimEnd();
            if (semicolon >= 0 && !(QualityOf(asked[(semicolon + 1)..]) >= 0.9))
                continue;
            if (name.Equals(language, StringComparison.OrdinalIgnoreCase)
                || (name.Length > language.Length && name[language.Length] == '-' && name.StartsWith(language, StringComparison.OrdinalIgnoreCase)))
                return true;
        }
        return false;
    }

    public readonly bool Asks(string parameter)
    {
        var whole = parameter.Contains('=', StringComparison.Ordinal);
        foreach (var range in Query.Split('&'))
        {
            var pair = Uri.UnescapeDataString(Query[range]);
            if (whole ? pair == parameter : pair == parameter || (pair.Length > parameter.Length && pair[parameter.Length] == '=' && pair.StartsWith(parameter, StringComparison.Ordinal)))
                return true;
        }
        return false;
    }

    private readonly bool Has(string system) => Agent.Os.StartsWith(system, StringComparison.OrdinalIgnoreCase);

    private static double QualityOf(ReadOnlySpan<char> parameter)
    {
        parameter = parameter.Trim();
        return parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
            ? quality
            : 0;
    }
}
