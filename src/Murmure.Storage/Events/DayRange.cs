using System.Globalization;

namespace Murmure.Storage.Events;

/// <summary>Calendar days of a site, both ends included.</summary>
public sealed record DayRange
{
    /// <exception cref="ArgumentException">The range ends before it begins.</exception>
    public DayRange(DateOnly from, DateOnly to)
    {
        if (to < from)
            throw new ArgumentException("A range of days cannot end before it begins.", nameof(to));
        From = from;
        To = to;
    }

    public DateOnly From { get; }
    public DateOnly To { get; }

    /// <summary>Every day there can be.</summary>
    public static DayRange All { get; } = new(DateOnly.MinValue, DateOnly.MaxValue);

    public static DayRange Of(DateOnly day) => new(day, day);

    /// <summary>How many days.</summary>
    public int Length => To.DayNumber - From.DayNumber + 1;

    public bool Contains(DateOnly day) => day >= From && day <= To;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd}..{To:yyyy-MM-dd}");
}
