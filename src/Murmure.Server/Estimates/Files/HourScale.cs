using System.Globalization;

namespace Murmure.Server.Estimates.Files;

/// <summary>
/// How the files of one folder count hours: whole numbers from the period's first midnight, or times on the site's clock, the same way in all of them. An
/// offset in a time is not reckoned with: the hour is the one that is written, which is the site's own.
/// </summary>
internal sealed class HourScale
{
    /// <summary>A period longer than this was no period: a year in the wrong place, a time in seconds.</summary>
    public const int MostDays = 400;

    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <summary>Whether the files write times; null until one was read.</summary>
    public bool? Dated { get; private set; }

    /// <summary>
    /// Reads an hour: as it is written, or since the calendar's beginning. A campaign's moment may be a fraction of an hour, or before the period.
    /// </summary>
    public bool TryRead(string text, out double hour, out string accepted)
    {
        accepted = Dated switch
        {
            true => "a time such as 2026-11-02T14:00, as in the lines before",
            false => "hours from the first midnight on, as in the lines before",
            _ => "hours from the first midnight on, or a time such as 2026-11-02T14:00",
        };
        if (Dated != true && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out hour) && Math.Abs(hour) < 24 * MostDays)
        {
            Dated = false;
            return true;
        }

        hour = 0;
        if (Dated == false || !DateTime.TryParseExact(WithoutOffset(text), Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        Dated = true;
        hour = new TimeSpan(time.Ticks).TotalHours;
        return true;
    }

    /// <summary>Without <c>Z</c>, <c>+01:00</c>, <c>+0100</c> or fractions of a second at its end.</summary>
    private static string WithoutOffset(string text)
    {
        if (text.Length <= 11)
            return text;
        var end = text.IndexOfAny(['Z', '+', '-', '.'], 11);
        return end < 0 ? text : text[..end];
    }
}
