using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Estimates.Files;

/// <summary>
/// Reads one file of tables row by row. A cell that cannot be read is a default and the file's <see cref="Problem"/>, with which reading ends: nothing
/// of a folder with a bad line is used.
/// </summary>
internal sealed class TableReader : IDisposable
{
    private const string Numbers = "a whole number from 0 on";

    private readonly string file;
    private readonly HourScale hours;
    private readonly StreamReader text;
    private readonly CsvParser parser;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private string[] row = [];

    private TableReader(string path, string file, HourScale hours)
    {
        (this.file, this.hours) = (file, hours);
        text = new StreamReader(path);
        parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, BadDataFound = null, IgnoreBlankLines = true });
        ReadHead();
    }

    /// <summary>The first thing that could not be read; null while there is none.</summary>
    public TableProblem? Problem { get; private set; }

    /// <summary>Opens a file; null where it is not there.</summary>
    public static TableReader? Open(string folder, string file, HourScale hours)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? new TableReader(path, file, hours) : null;
    }

    /// <summary>The next row; false at the end and after a problem.</summary>
    public bool Read()
    {
        if (Problem is not null || !parser.Read())
            return false;
        row = parser.Record ?? [];
        if (row.Length != columns.Count)
            Fail($"{row.Length} cells", $"{columns.Count}, as in the first line");
        return Problem is null;
    }

    public string Text(string column)
    {
        var cell = Raw(column);
        if (cell.Length == 0)
            Fail($"no {column}", "any text");
        return cell;
    }

    /// <summary>A text, or null where the cell is empty or the column is not there.</summary>
    public string? CellOrNothing(string column) => Raw(column) is { Length: > 0 } cell ? cell : null;

    public int Count(string column) => Number(column, Raw(column));

    /// <summary>A number, or null where the cell is empty or the column is not there.</summary>
    public int? CountOrNothing(string column) => Raw(column) is { Length: > 0 } cell ? Number(column, cell) : null;

    public bool Flag(string column) => FlagOrNothing(column) ?? Failed($"no {column}", "0, 1, true or false", false);

    public bool? FlagOrNothing(string column) => Raw(column).ToLowerInvariant() switch
    {
        "" => null,
        "0" or "false" => false,
        "1" or "true" => true,
        var other => Failed($"{column} '{Shown(other)}'", "0, 1, true or false", (bool?)null),
    };

    public FeatureCell Cell(string column) => FeatureCell.TryParse(Raw(column), out var cell)
        ? cell
        : Failed($"{column} '{Shown(Raw(column))}'",
            $"[engine-]{{{string.Join(", ", FeatureCell.DeviceNames)}}}|{{first, returning}}|{{{string.Join(", ", FeatureCell.NavigationNames)}}}", default(FeatureCell));

    /// <summary>A moment in hours, as the scale counts them.</summary>
    public double Moment(string column)
    {
        if (hours.TryRead(Raw(column), out var hour, out var accepted))
            return hour;
        return Failed($"{column} '{Shown(Raw(column))}'", accepted, 0.0);
    }

    /// <summary>Whether a moment is a whole day: a date without a time.</summary>
    public bool IsDay(string column) => Raw(column) is { Length: 10 } cell && DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>One of some words.</summary>
    public T Word<T>(string column, params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        var cell = Raw(column);
        foreach (var (word, meaning) in words)
        {
            if (cell == word)
                return meaning;
        }

        var known = new List<string>();
        foreach (var (word, _) in words)
            known.Add(word.Length == 0 ? "nothing" : word);
        return Failed($"{column} '{Shown(cell)}'", string.Join(", ", known), words[0].Meaning);
    }

    public void Fail(string found, string accepted) => Problem ??= new TableProblem(file, parser.RawRow, found, accepted);

    public void Dispose()
    {
        parser.Dispose();
        text.Dispose();
    }

    private void ReadHead()
    {
        var (known, optional) = TableColumns.Of(file);
        var needed = known.Except(optional).ToArray();
        var all = string.Join(',', needed) + (optional.Length > 0 ? $" and, where known, {string.Join(',', optional)}" : "");
        // An empty file says that it was measured and nothing came, or that there was no mailing.
        if (!parser.Read() && file != TableColumns.Direct)
            return;
        var head = parser.Record ?? [];
        for (var i = 0; i < head.Length; i++)
        {
            if (!known.Contains(head[i]))
                Fail($"a column '{Shown(head[i])}'", all);
            else if (!columns.TryAdd(head[i], i))
                Fail($"two columns '{head[i]}'", all);
        }

        if (Array.Find(needed, column => !columns.ContainsKey(column)) is { } missing)
            Problem ??= new TableProblem(file, 1, $"no column '{missing}'", all);
    }

    private string Raw(string column) => columns.TryGetValue(column, out var place) && place < row.Length ? row[place] : "";

    private int Number(string column, string cell) => int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : Failed(cell.Length == 0 ? $"no {column}" : $"{column} '{Shown(cell)}'", Numbers, 0);

    private T Failed<T>(string found, string accepted, T instead)
    {
        Fail(found, accepted);
        return instead;
    }

    /// <summary>What somebody wrote, short and on one line.</summary>
    private static string Shown(string cell)
    {
        var plain = string.Concat(cell.Select(c => char.IsControl(c) ? ' ' : c));
        return plain.Length <= 40 ? plain : plain[..40] + "…";
    }
}
