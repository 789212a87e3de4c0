using System.Collections.Concurrent;
using System.Globalization;
using Murmure.Attribution;
using Murmure.Server.Reports;

namespace Murmure.Server.Dashboard.Text;

/// <summary>What the slugs and codes of a report are called. A name that no text knows is shown as it is, cleaned.</summary>
public static class Names
{
    private static readonly ConcurrentDictionary<(Language, string), string> CountryNames = new();

    public static string Grade(this Texts texts, Grade grade) => texts["grade." + Slug(grade)];

    public static string GradeExplained(this Texts texts, Grade grade) => texts["grade." + Slug(grade) + ".explain"];

    public static string Family(this Texts texts, Family family) => texts["family." + Slug(family)];

    /// <summary>Families stand in the channel list under their own name where no channel is known (<c>direct</c>, <c>referral</c>).</summary>
    public static string Channel(this Texts texts, string slug, string name) => texts.Find("family." + slug) ?? Displayed.Foreign(name, 40);

    /// <summary>Who asked for a preview; not always a channel: Meta's fetcher serves public posts and private messages alike.</summary>
    public static string Previewer(this Texts texts, string slug, string name) => texts.Find("preview." + slug) ?? texts.Channel(slug, name);

    public static string MachineReason(this Texts texts, string slug) => texts.Find("machine." + slug) ?? Spaced(slug);

    public static string LineReason(this Texts texts, string slug) =>
        texts.Find("reason." + slug) ?? texts.Find("machine." + slug) ?? Spaced(slug);

    /// <summary>What a rule looks at, as a sentence; null for one that no text knows, of which the id is all there is to show.</summary>
    public static string? Rule(this Texts texts, string id) => texts.Find("rule." + id);

    public static string Device(this Texts texts, string slug) =>
        slug.Length == 0 ? texts["name.unknown"] : texts.Find("device." + slug) ?? Spaced(slug);

    public static string App(this Texts texts, string slug) =>
        slug.Length == 0 ? texts["name.unknown"] : CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Spaced(slug));

    /// <summary>A country by its two letters, in the report's language.</summary>
    public static string Country(this Texts texts, string code) => code.Length == 2 && char.IsAsciiLetter(code[0]) && char.IsAsciiLetter(code[1])
        ? CountryNames.GetOrAdd((texts.Language, code.ToUpperInvariant()), static (key, culture) => CountryName(key.Item2, culture), texts.Culture)
        : texts["name.unknown"];

    /// <summary>A region or a city, with the country that it lies in: <c>FR/Normandie/Caen</c> is "Caen (Normandie, France)".</summary>
    public static string Area(this Texts texts, string stored)
    {
        if (stored.Split('/', 3) is not [var country, .. { Length: > 0 } areas])
            return Displayed.Foreign(stored, 80);
        var within = areas[..^1].Where(area => area.Length > 0).Select(area => Displayed.Foreign(area, 40)).Append(texts.Country(country));
        return $"{Displayed.Foreign(areas[^1], 60)} ({string.Join(", ", within)})";
    }

    // A region asked for together with a language ("fr-BE") names itself in that language.
    private static string CountryName(string code, CultureInfo culture)
    {
        try
        {
            return new RegionInfo(culture.TwoLetterISOLanguageName + "-" + code).NativeName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    private static string Slug<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Spaced(string slug)
    {
        var clean = Displayed.Foreign(slug, 40).Replace('-', ' ');
        return clean.Length == 0 ? clean : char.ToUpperInvariant(clean[0]) + clean[1..];
    }

    /// <summary>A step of a trend by its day, and its hour where it is one.</summary>
    public static string Step(this Texts texts, DayRow step) =>
        step.Hour is { } hour ? texts.Say("trend.hour", texts.Day(step.Day), texts.Say("chart.hour", hour, hour + 1)) : texts.Day(step.Day);

    /// <summary>The same where there is little room.</summary>
    public static string ShortStep(this Texts texts, DayRow step) => step.Hour is { } hour ? texts.Say("trend.hour.short", texts.ShortDay(step.Day), hour) : texts.ShortDay(step.Day);
}
