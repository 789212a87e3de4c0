using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Murmure.Attribution.UserAgent;

/// <summary>
/// Browser family with major version, and system family, by uap-core's expressions (pinned list, Apache-2.0); device class by our own rule.
/// These few words are all that is kept of an agent.
/// </summary>
internal sealed partial class BrowserTable
{
    private readonly PatternTable<Replacement> browsers;
    private readonly PatternTable<Replacement> systems;

    private readonly record struct Replacement(string? Name, string? Version);

    public BrowserTable()
    {
        var (browserRows, systemRows) = Read();
        browsers = new PatternTable<Replacement>(browserRows);
        systems = new PatternTable<Replacement>(systemRows);
    }

    public (string Browser, short Major) FindBrowser(string agent)
    {
        if (browsers.Find(agent) is not { } hit)
            return ("", 0);
        var name = Fill(hit.Value.Name ?? "$1", hit.Match);
        var version = hit.Value.Version is { } fixedVersion ? Fill(fixedVersion, hit.Match) : hit.Match.Groups[2].Value;
        return (name, short.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : (short)0);
    }

    public string FindSystem(string agent) =>
        systems.Find(agent) is { } hit ? Fill(hit.Value.Name ?? "$1", hit.Match) : "";

    /// <summary><c>tv</c>, <c>tablet</c>, <c>mobile</c>, <c>desktop</c>, or empty where the agent does not say.</summary>
    public static string DeviceOf(string agent) =>
        Television().Fits(agent) ? "tv"
        : Tablet().Fits(agent) ? "tablet"
        : Mobile().Fits(agent) ? "mobile"
        : Desktop().Fits(agent) ? "desktop"
        : "";

    private static string Fill(string template, Match match)
    {
        if (!template.Contains('$', StringComparison.Ordinal))
            return template;
        for (var group = 1; group <= 4; group++)
            template = template.Replace($"${group}", match.Groups[group].Value, StringComparison.Ordinal);
        var name = template.Trim();
        // A name comes from the list, or from a short capture of it; anything longer would be agent text.
        return name.Length <= 40 ? name : "";
    }

    private static (List<(string, RegexOptions, Replacement)> Browsers, List<(string, RegexOptions, Replacement)> Systems) Read()
    {
        var browserRows = new List<(string, RegexOptions, Replacement)>();
        var systemRows = new List<(string, RegexOptions, Replacement)>();
        using var reader = new StreamReader(EmbeddedList.Open("lists/uap-core.yaml"));
        var parser = new Parser(reader);
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var section = parser.Consume<Scalar>().Value;
            if (section is not ("user_agent_parsers" or "os_parsers"))
                break; // the device list follows; the device class does not need it
            var rows = section == "os_parsers" ? systemRows : browserRows;
            parser.Consume<SequenceStart>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                rows.Add(ReadRow(parser, section == "os_parsers" ? "os_" : "family_", section == "os_parsers" ? "os_v1_" : "v1_"));
        }
        return (browserRows, systemRows);
    }

    private static (string, RegexOptions, Replacement) ReadRow(Parser parser, string nameKey, string versionKey)
    {
        var (pattern, options, row) = ("", RegexOptions.None, default(Replacement));
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var (key, value) = (parser.Consume<Scalar>().Value, parser.Consume<Scalar>().Value);
            if (key == "regex")
                pattern = value;
            else if (key == "regex_flag" && value == "i")
                options = RegexOptions.IgnoreCase;
            else if (key == nameKey + "replacement")
                row = row with { Name = value };
            else if (key == versionKey + "replacement")
                row = row with { Version = value };
        }
        return (pattern, options, row);
    }

    [GeneratedRegex(@"\b(?:smart-?tv|hbbtv|nettv|googletv|appletv|crkey|bravia|aftb|aft[a-z]\b|roku|web0s|tizen.*tv|playstation|nintendo|xbox)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Television();

    // Android tablets leave out "Mobile"; iPads since 2019 call themselves Macs and cannot be told apart without a script.
    [GeneratedRegex(@"\bipad\b|\btablet\b|\bkindle|\bsilk/(?!.*mobile)|android(?!.*\bmobile\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Tablet();

    [GeneratedRegex(@"\bmobile\b|\biphone\b|\bipod\b|\bandroid\b|windows phone|blackberry|opera mini|\bmidp\b|symbian|kaios", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Mobile();

    [GeneratedRegex(@"windows|macintosh|mac os x|x11|linux|cros\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Desktop();
}
