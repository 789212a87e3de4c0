namespace Murmure.Server.Dashboard.Explore.Comparing;

/// <summary>A value beside an earlier one.</summary>
/// <param name="Direction">1 for more, -1 for fewer, 0 for as many.</param>
/// <param name="By">How much it is, where there is little room; null where it cannot be said in a figure.</param>
/// <param name="Words">All of it, for who does not see the arrow.</param>
internal sealed record Change(int Direction, string? By, string Words)
{
    public string Arrow => Direction switch { > 0 => "▲", < 0 => "▼", _ => "=" };
}
