using Murmure.Server.Simulation;
using Spectre.Console;

namespace Murmure.Terminal;

/// <summary>The score table for a terminal: three tables of the same rows, for eighty columns do not hold one.</summary>
internal static class ScoreTerminal
{
    private const int Widest = 120;

    public static void Write(IAnsiConsole console, ScoreTable table)
    {
        var lines = new Lines(console, Math.Clamp(console.Profile.Width, 80, Widest));
        lines.Title(table.Title);
        if (!table.IsEnough)
            lines.Strong(table.TooFew);
        lines.Quiet(table.Units).Gap().Table(table.Heads, table.Rows);
        if (table.HasKnownMiss)
            lines.Quiet(table.KnownMiss);
        lines.Gap().Table(table.OtherHeads, table.OtherRows).Gap().Table(table.PartHeads, table.PartRows).Gap();
        foreach (var row in table.TargetRows)
            lines.Say($"{row[0]}  {row[1]}: {row[2]}{(row[3].Length > 0 ? $" ({row[3]})" : "")}  {row[4]}");
    }
}
