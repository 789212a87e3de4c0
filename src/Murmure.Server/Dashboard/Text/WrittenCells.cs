using Murmure.Server.Reports;

namespace Murmure.Server.Dashboard.Text;

/// <summary>Cells in words.</summary>
public static class WrittenCells
{
    /// <summary>What the cell says.</summary>
    public static string Written(this Texts texts, SmallCells.Cell cell) => cell switch
    {
        { Visits: { } visits } => texts.Number(visits),
        { Small: true } => texts.Say("audience.few", SmallCells.Threshold),
        _ => texts.Say("audience.many", SmallCells.Threshold),
    };

    /// <summary>What stands in the place of a count that is kept back.</summary>
    public static string Kept(this Texts texts) => texts.Say("explore.kept", SmallCells.Threshold);

    /// <summary>Why something is not shown.</summary>
    public static string Hidden(this Texts texts) => texts.Say("explore.small", SmallCells.Threshold);
}
