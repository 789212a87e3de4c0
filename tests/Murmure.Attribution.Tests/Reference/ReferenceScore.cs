namespace Murmure.Attribution.Tests.Reference;

/// <summary>A row that was answered otherwise than its label says.</summary>
/// <param name="Clue">What the classifier was asked: an agent, a package, a referrer.</param>
/// <param name="Label">What the row expects.</param>
/// <param name="Answer">What the classifier said.</param>
/// <param name="Source">Whose test data the row comes from.</param>
internal sealed record Miss(string Clue, string Label, string Answer, string Source);

/// <summary>How one set of labelled rows was answered.</summary>
/// <param name="Set">What the set measures, in words.</param>
/// <param name="Rows">How many rows count.</param>
/// <param name="Misses">Those answered wrongly.</param>
/// <param name="Allowed">How many misses are allowed; null where the set is shown as information only.</param>
internal sealed record ReferenceScore(string Set, int Rows, IReadOnlyList<Miss> Misses, int? Allowed)
{
    public int Right => Rows - Misses.Count;

    /// <summary>Rows answered rightly, of all that count.</summary>
    public double Share => Rows == 0 ? 0 : (double)Right / Rows;

    public bool Holds => Rows > 0 && (Allowed is null || Misses.Count <= Allowed);

    /// <summary>A set in which at least this share must be right.</summary>
    public static ReferenceScore AtLeast(double share, string set, int rows, IReadOnlyList<Miss> misses) =>
        new(set, rows, misses, (int)Math.Floor((rows * (1 - share)) + 1e-9));

    public override string ToString() => $"{Set}: {Right} of {Rows}, {Misses.Count} misses, {(Allowed is { } most ? $"{most}" : "any number")} allowed";
}
