using System.Globalization;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>
/// Where the rows of a question about one site are: the store's own file and the open days that the question holds. A day that is being closed is read in its
/// open part as long as that is held, and never in both.
/// </summary>
internal sealed class PartsSeen(IReadOnlyList<Part> open) : IDisposable
{
    public static PartsSeen OwnFileOnly => new([]);

    public IReadOnlyList<Part> Open => open;

    /// <summary>A table's or view's rows, as what follows FROM.</summary>
    public string From(string table, DayRange? range = null)
    {
        if (open.Count == 0)
            return table;
        var days = open.Select(part => $"SELECT * FROM {part.In}{table}");
        return OnlyOpen(range)
            ? $"({string.Join(" UNION ALL ", days)}) AS {table}"
            : $"({Closed(table)} UNION ALL {string.Join(" UNION ALL ", days)}) AS {table}";
    }

    /// <summary>The rows of days that are not held open here, as a statement.</summary>
    public string Closed(string table) => open.Count == 0
        ? $"SELECT * FROM {table}"
        : $"SELECT * FROM {table} WHERE day NOT IN ({string.Join(", ", open.Select(part => $"DATE '{part.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'").Distinct())})";

    /// <summary>Whether every day of the range is held open.</summary>
    public bool OnlyOpen(DayRange? range) =>
        range is not null && range.To.DayNumber - range.From.DayNumber < open.Count
            && Enumerable.Range(range.From.DayNumber, range.To.DayNumber - range.From.DayNumber + 1).All(day => open.Any(part => part.Day.DayNumber == day));

    public void Dispose()
    {
        foreach (var part in open)
            part.Leave();
    }
}
