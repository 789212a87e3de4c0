using System.Globalization;

namespace Murmure.Storage.Events.DuckDb.Questions;

/// <summary>Days as a list in SQL.</summary>
internal static class Days
{
    /// <summary>A condition, with its AND, that leaves these out; nothing where there are none.</summary>
    public static string Not(IEnumerable<DateOnly> days) => Written(days) is { Length: > 0 } written ? $" AND day NOT IN ({written})" : "";

    public static string Written(IEnumerable<DateOnly> days) =>
        string.Join(", ", days.Distinct().Select(day => $"DATE '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'"));
}
