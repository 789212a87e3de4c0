using System.Globalization;
using System.Resources;

namespace Murmure.Server.Dashboard.Text;

/// <summary>
/// The words of one language, and its way of writing numbers and dates. Numbers do not depend on the installed ICU data: the separators
/// are written here, so that a report is the same text on every machine.
/// </summary>
public sealed class Texts
{
    private const string NarrowNoBreakSpace = "\u202F";
    private static readonly ResourceManager Resources = new(typeof(Texts));
    private static readonly Texts English = new(Language.English);
    private static readonly Texts French = new(Language.French);

    private Texts(Language language)
    {
        Language = language;
        Culture = (CultureInfo)CultureInfo.GetCultureInfo(language == Language.French ? "fr-FR" : "en-GB").Clone();
        Culture.NumberFormat.NumberGroupSeparator = language == Language.French ? NarrowNoBreakSpace : ",";
        Culture.NumberFormat.NumberDecimalSeparator = language == Language.French ? "," : ".";
    }

    public Language Language { get; }

    public CultureInfo Culture { get; }

    public static Texts For(Language language) => language == Language.French ? French : English;

    /// <summary>The text of a key.</summary>
    /// <exception cref="ArgumentException">No such key: a mistake of the caller's.</exception>
    public string this[string key] => Find(key) ?? throw new ArgumentException($"No text has the key '{key}'.", nameof(key));

    /// <summary>The text of a key, or null: for names that come from data, such as a machine's reason.</summary>
    public string? Find(string key) => Resources.GetString(key, Culture);

    /// <summary>The text of a key with its placeholders filled in; whole numbers are written as the language writes them.</summary>
    public string Say(string key, params ReadOnlySpan<object> values)
    {
        var written = new object[values.Length];
        for (var i = 0; i < values.Length; i++)
            written[i] = values[i] is long or int ? Number(Convert.ToInt64(values[i], CultureInfo.InvariantCulture)) : values[i];
        return string.Format(Culture, this[key], written);
    }

    /// <summary>As <see cref="Say"/>, with <c>key.one</c> where the language uses the singular: for 1, and in French for 0 too.</summary>
    public string Count(string key, long count, params ReadOnlySpan<object> more)
    {
        var singular = count == 1 || (count == 0 && Language == Language.French);
        return Say(singular ? key + ".one" : key, [count, .. more]);
    }

    /// <summary>A whole number with the thousands set apart.</summary>
    public string Number(long value) => value.ToString("N0", Culture);

    /// <summary>A fraction of 1 as a percentage; both languages set the sign apart by a narrow no-break space.</summary>
    public string Percent(double fraction, int decimals = 0) =>
        (fraction * 100).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), Culture) + NarrowNoBreakSpace + "%";

    /// <summary>
    /// <paramref name="part"/> of <paramref name="whole"/>: whole percents as in the headline, a decimal below 1 %, never "0 %" for something.
    /// </summary>
    public string Share(long part, long whole)
    {
        if (whole <= 0 || part <= 0)
            return Percent(0);
        var fraction = (double)part / whole;
        return fraction < 0.001 ? "<" + NarrowNoBreakSpace + Percent(0.001, 1) : Percent(fraction, fraction < 0.00995 ? 1 : 0);
    }

    /// <summary>A length of time: 34 s, 2 min 05 s.</summary>
    public string Duration(long seconds) => seconds < 60
        ? Say("figure.time.short", seconds)
        : Say("figure.time", seconds / 60, (seconds % 60).ToString("00", Culture));

    /// <summary>A ratio: two decimals, three where two would say nothing of it; a dash where there is none.</summary>
    public string Ratio(double? value) => value is { } known ? known.ToString(known switch { 0 => "0", < 0.1 => "0.000", _ => "0.00" }, Culture) : "–";

    /// <summary>A file's size in decimal units.</summary>
    public string Size(long bytes)
    {
        var (key, unit) = bytes switch
        {
            >= 1_000_000_000 => ("size.gb", 1e9),
            >= 1_000_000 => ("size.mb", 1e6),
            _ => ("size.kb", 1e3),
        };
        return Say(key, (bytes / unit).ToString("N1", Culture));
    }

    /// <summary>A day in full: 23 November 2026.</summary>
    public string Day(DateOnly day) => day.Day == 1 && Language == Language.French
        ? "1er " + day.ToString("MMMM yyyy", Culture)
        : day.ToString("d MMMM yyyy", Culture);

    /// <summary>The first day of a period: "1" of "1 to 2 November 2026". What it shares with <paramref name="last"/> is left for that to say.</summary>
    public string DayUntil(DateOnly first, DateOnly last)
    {
        var day = first.Day == 1 && Language == Language.French ? "1er" : first.Day.ToString(Culture);
        return (first.Year == last.Year, first.Month == last.Month) switch
        {
            (true, true) => day,
            (true, false) => day + " " + first.ToString("MMMM", Culture),
            _ => Day(first),
        };
    }

    /// <summary>A moment on the clocks of a zone: 23 November 2026, 14:05. Only UTC, which is nobody's own, is named.</summary>
    public string Moment(DateTime utc, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);
        return Say("time.moment", Day(DateOnly.FromDateTime(local)), Clock(local)) + (zone.Id == TimeZoneInfo.Utc.Id ? " UTC" : "");
    }

    /// <summary>The time of day, to the minute: 14:05.</summary>
    public string Clock(DateTime local) => local.ToString(Language == Language.French ? "H'\u00A0h\u00A0'mm" : "HH:mm", Culture);

    /// <summary>A day where there is little room: 23/11.</summary>
    public string ShortDay(DateOnly day) => day.ToString("dd'/'MM", Culture);
}
