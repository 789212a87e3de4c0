using Murmure.Server.Reports;

namespace Murmure.Server.Dashboard.Charts;

/// <summary>
/// The days of a report as the steps of a trend: days, or weeks or months where days would be too thin to see. Silent days are steps with
/// zeros, because a gap is news; but a log whose clock strayed by decades does not draw the decades between.
/// </summary>
public static class DaySteps
{
    private const int MostSteps = 62;
    private const int MostFilled = 240;

    /// <summary>The most days that are shown hour by hour.</summary>
    public const int MostByHour = 7;

    /// <summary>The steps in order of time, and how long one is.</summary>
    /// <param name="asked">How long a step is to be; the days decide where nobody asked.</param>
    public static (StepLength Length, IReadOnlyList<DayRow> Steps) Of(IReadOnlyList<DayRow> days, StepLength? asked = null)
    {
        if (days.Count == 0)
            return (asked ?? StepLength.Day, []);
        var (first, last) = (days.Min(d => d.Day), days.Max(d => d.Day));
        var length = (asked == StepLength.Hour || (asked == StepLength.Day && last.DayNumber - first.DayNumber >= MostFilled) ? null : asked) ?? (last.DayNumber - first.DayNumber + 1) switch
        {
            <= MostSteps => StepLength.Day,
            <= MostSteps * 7 => StepLength.Week,
            _ => StepLength.Month,
        };
        var known = days.GroupBy(d => Start(d.Day, length)).ToDictionary(g => g.Key, g => Sum(g.Key, g));
        var starts = new List<DateOnly>();
        for (var at = Start(first, length); at <= last && starts.Count <= MostFilled; at = Next(at, length))
            starts.Add(at);
        if (starts.Count > MostFilled)
            starts = [.. known.Keys.Order()];
        return (length, [.. starts.Select(s => known.GetValueOrDefault(s) ?? new DayRow(s, 0, 0, 0, 0, 0))]);
    }

    /// <summary>The hours of these days, each day from midnight, to the last of which anything is known: silent hours are steps with zeros.</summary>
    public static IReadOnlyList<DayRow> Hours(IReadOnlyList<DayRow> known)
    {
        if (known.Count == 0)
            return [];
        var byHour = known.GroupBy(row => (row.Day, row.Hour)).ToDictionary(hour => hour.Key, hour => hour.First());
        var (first, last) = (known.Min(row => row.Day), known.Max(row => row.Day));
        var end = known.Where(row => row.Day == last).Max(row => row.Hour) ?? 23;
        return
        [
            .. from number in Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1)
               let day = DateOnly.FromDayNumber(number)
               from hour in Enumerable.Range(0, day == last ? end + 1 : 24)
               select byHour.GetValueOrDefault((day, hour)) ?? new DayRow(day, 0, 0, 0, 0, 0) { Hour = hour },
        ];
    }

    /// <summary>The visits of other days, moved to where they stand, in each of the steps; null in those that lie before the first of these days.</summary>
    public static IReadOnlyList<long?> Beside(IReadOnlyList<DayRow> steps, StepLength length, IReadOnlyList<DayRow> others, DateOnly first)
    {
        var sums = others.GroupBy(row => (Start(row.Day, length), length == StepLength.Hour ? row.Hour : null)).ToDictionary(step => step.Key, step => step.Sum(row => row.Visits));
        return [.. steps.Select(step => sums.TryGetValue((step.Day, step.Hour), out var visits) ? visits : step.Day < first ? (long?)null : 0)];
    }

    /// <summary>Which steps days lie in: the step's place, and the numbers of the days in it, counted from 1; <c>1–3</c> for several in a row.</summary>
    public static IReadOnlyList<(int Step, string Number)> Marked(IReadOnlyList<DayRow> steps, StepLength length, IReadOnlyList<DateOnly> days)
    {
        var places = days.Index().Select(day => (Number: day.Index + 1, Step: Step(day.Item)))
            .Where(mark => mark.Step >= 0 && days[mark.Number - 1] < Next(steps[mark.Step].Day, length));
        return [.. places.GroupBy(mark => mark.Step).Select(group => (group.Key, group.Count() == 1
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{group.First().Number}")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{group.First().Number}–{group.Last().Number}")))];

        // Of a day's hours the first has its marks.
        int Step(DateOnly day) => length == StepLength.Hour ? steps.ToList().FindIndex(step => step.Day == day) : steps.ToList().FindLastIndex(step => step.Day <= day);
    }

    private static DayRow Sum(DateOnly start, IEnumerable<DayRow> days) => days.Aggregate(
        new DayRow(start, 0, 0, 0, 0, 0),
        (sum, d) => new(start, sum.Visits + d.Visits, sum.Evidence + d.Evidence, sum.Ours + d.Ours, sum.Direct + d.Direct, sum.Previews + d.Previews));

    // Weeks begin on Monday, as in ISO 8601.
    private static DateOnly Start(DateOnly day, StepLength length) => length switch
    {
        StepLength.Hour or StepLength.Day => day,
        StepLength.Week => DateOnly.FromDayNumber(Math.Max(0, day.DayNumber - (((int)day.DayOfWeek + 6) % 7))),
        _ => new DateOnly(day.Year, day.Month, 1),
    };

    // The calendar ends in 9999; a step past it is the end of the loop.
    private static DateOnly Next(DateOnly start, StepLength length) => length switch
    {
        StepLength.Hour or StepLength.Day when start < DateOnly.MaxValue => start.AddDays(1),
        StepLength.Week when start.DayNumber + 7 <= DateOnly.MaxValue.DayNumber => start.AddDays(7),
        StepLength.Month when start is not { Year: 9999, Month: 12 } => start.AddMonths(1),
        _ => DateOnly.MaxValue,
    };
}

/// <summary>How long one step of a trend is.</summary>
public enum StepLength
{
    /// <summary>Of few days only, and only where their events are kept.</summary>
    Hour,
    Day,
    Week,
    Month,
}

public static class StepLengths
{
    /// <summary>The name in addresses.</summary>
    public static string Name(this StepLength length) => length switch
    {
        StepLength.Hour => "hour",
        StepLength.Day => "day",
        StepLength.Week => "week",
        _ => "month",
    };

    /// <summary>The step of that name, or null.</summary>
    public static StepLength? Find(string name) => Enum.GetValues<StepLength>().Cast<StepLength?>().FirstOrDefault(length => length!.Value.Name() == name);
}
