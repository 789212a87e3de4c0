namespace Murmure.Drills;

/// <summary>One line of the table.</summary>
/// <param name="Problem">Null when the drill was passed; <c>skipped: …</c> when it could not be run.</param>
internal sealed record DrillRow(string Drill, int Ends, Ledger Ledger, string Note, string? Problem)
{
    public bool Failed => Problem is not null && !Problem.StartsWith("skipped", StringComparison.Ordinal);

    /// <summary>What every drill demands, and what this one demands besides.</summary>
    public static DrillRow Of(string drill, int ends, Ledger ledger, string note, string? problem = null) => new(drill, ends, ledger, note, problem ?? ledger switch
    {
        { Lost: > 0 } => $"{ledger.Lost} LOST",
        { Twice: > 0 } => $"{ledger.Twice} TWICE",
        { Altered: > 0 } => $"{ledger.Altered} ALTERED",
        { Accepted: 0 } => "NOTHING WAS ACCEPTED",
        _ => null,
    });
}

internal static class DrillTable
{
    public static void PrintHead() => Print("drill", "ends", "accepted", "found", "lost", "twice", "result", "note");

    public static void Print(DrillRow row) => Print(
        row.Drill, Text(row.Ends), Text(row.Ledger.Accepted), Text(row.Ledger.Found), Text(row.Ledger.Lost), Text(row.Ledger.Twice), row.Problem ?? "ok", row.Note);

    private static string Text(long number) => number.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);

    private static void Print(string drill, string ends, string accepted, string found, string lost, string twice, string result, string note) =>
        Console.WriteLine($"{drill,-26} {ends,5} {accepted,11} {found,11} {lost,6} {twice,6}  {result,-8} {note}");
}
