using System.Globalization;
using System.Text.RegularExpressions;

namespace Murmure.Attribution.Suspicions;

/// <summary>
/// Agents of browsers that cannot exist. Only agents that are nothing but a browser's are judged: an app that embeds one, a fork and an old phone
/// all write what they like, and are people's.
/// </summary>
internal static partial class VersionRules
{
    /// <summary>The Chrome that came with each Android, from the release notes of both. Phones are sold with one a little older, and it updates itself.</summary>
    private static readonly Dictionary<int, int> ChromeOfAndroid = new() { [11] = 85, [12] = 94, [13] = 104, [14] = 117, [15] = 129, [16] = 137 };

    /// <summary>How many Chromes behind its system's a phone's may be: a year and a half.</summary>
    private const int Lag = 20;

    /// <summary>How many releases ahead of the calendar's a browser may be: preview channels are three ahead, and calendars change.</summary>
    private const int Ahead = 6;

    /// <summary>What is impossible about an agent, or null.</summary>
    public static string? Impossible(string agent)
    {
        // Blink and its numbers on a system where every browser was WebKit, under a name that Chrome has never used there.
        if (BlinkOnIos().Fits(agent))
            return "chrome-ios";
        if (agent.Contains("Windows NT 11", StringComparison.Ordinal))
            return "windows-nt-11"; // Windows 11 calls itself NT 10.0
        return OfChrome(agent) ?? OfSafari(agent) ?? OfFirefox(agent) ?? OfEdge(agent);
    }

    /// <summary>The first day on which a browser of that version can have been out; the beginning of time where it is long out or not known.</summary>
    public static DateOnly NotBefore(string browser, int major) => browser switch
    {
        // Every four weeks since 94; every two since 153, if that plan holds.
        "Chrome" or "Chrome Mobile" or "Chrome Mobile WebView" or "Edge" or "Chromium" => major > 153 + Ahead
            ? Earlier(Released(new DateOnly(2021, 9, 21), 94, major, 28), Released(new DateOnly(2026, 9, 8), 153, major, 14))
            : Released(new DateOnly(2021, 9, 21), 94, major, 28),
        // Every four weeks since 72.
        "Firefox" or "Firefox Mobile" => Released(new DateOnly(2020, 1, 7), 72, major, 28),
        _ => DateOnly.MinValue,
    };

    private static DateOnly Released(DateOnly first, int from, int major, int days) =>
        major <= from + Ahead ? DateOnly.MinValue : first.AddDays((major - from - Ahead) * days);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static string? OfChrome(string agent)
    {
        if (Read(PlainChrome(), agent) is not { } chrome)
            return null;
        var (system, major) = (chrome.Groups["system"].Value, Number(chrome.Groups["major"]));
        if (Read(Android(), system) is { } android && ChromeOfAndroid.TryGetValue(Number(android.Groups["major"]), out var shipped) && major < shipped - Lag)
            return "chrome-android";
        return system.Contains("Windows NT 10.0", StringComparison.Ordinal) && major < 40 ? "chrome-windows-10" : null;
    }

    /// <summary>Safari for Windows ended with 5.1 in 2012; on a telephone it is as old as the system, whose number iOS 26 froze at 18.</summary>
    private static string? OfSafari(string agent)
    {
        if (Read(PlainSafari(), agent) is not { } safari)
            return null;
        var (system, major) = (safari.Groups["system"].Value, Number(safari.Groups["major"]));
        if (Read(Windows(), system) is { } windows)
            return major > 5 || windows.Groups["modern"].Success ? "safari-windows" : null;
        if (Read(Ios(), system) is not { } ios)
            return null;
        var version = Number(ios.Groups["major"]);
        return major < version - 1 || (major > version + 1 && !(version == 18 && major >= 26)) ? "safari-ios" : null;
    }

    /// <summary>Firefox says its version twice; from 110 to 121 the first was held at 109.</summary>
    private static string? OfFirefox(string agent)
    {
        if (Read(PlainFirefox(), agent) is not { } firefox)
            return null;
        var (engine, major) = (Number(firefox.Groups["engine"]), Number(firefox.Groups["major"]));
        if (major >= 5 && engine != major && !(engine == 109 && major is > 109 and <= 121))
            return "firefox-twice";
        return agent.Contains("Windows NT 10.0", StringComparison.Ordinal) && major < 36 ? "firefox-windows-10" : null;
    }

    /// <summary>Edge has Chrome's number, and says both.</summary>
    private static string? OfEdge(string agent) =>
        Read(Edge(), agent) is { } edge && Math.Abs(Number(edge.Groups["chrome"]) - Number(edge.Groups["edge"])) > 1 ? "edge-chrome" : null;

    private static int Number(Group group) => int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Match? Read(Regex regex, string text)
    {
        try
        {
            return regex.Match(text) is { Success: true } match ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^Mozilla/5\.0 \((?:iPhone|iPad|iPod)[^)]*\) AppleWebKit/537\.36 .*\bChrome/\d", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex BlinkOnIos();

    [GeneratedRegex(@"^Mozilla/5\.0 \((?<system>[^)]*)\) AppleWebKit/[\d.]+ \(KHTML, like Gecko\) Chrome/(?<major>\d+)[\d.]* (?:Mobile )?Safari/[\d.]+$", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex PlainChrome();

    [GeneratedRegex(@"^Mozilla/5\.0 \((?<system>[^)]*)\) AppleWebKit/[\d.+]+ \(KHTML, like Gecko\) Version/(?<major>\d+)[\d.]* (?:Mobile/\w+ )?Safari/[\d.]+$", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex PlainSafari();

    [GeneratedRegex(@"^Mozilla/5\.0 \([^)]*rv:(?<engine>\d+)[^)]*\) Gecko/[\d.]+ Firefox/(?<major>\d+)[\d.]*$", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex PlainFirefox();

    [GeneratedRegex(@" Chrome/(?<chrome>\d+)[\d.]* (?:Mobile )?Safari/[\d.]+ Edg/(?<edge>\d+)", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Edge();

    [GeneratedRegex(@"\bAndroid (?<major>\d+)", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Android();

    [GeneratedRegex(@"\bWindows NT (?:(?<modern>6\.[23]|10)|\d)", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Windows();

    [GeneratedRegex(@"\bOS (?<major>\d+)_\d+.* like Mac OS X", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Ios();
}
