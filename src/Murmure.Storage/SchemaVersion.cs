namespace Murmure.Storage;

/// <summary>How far a part of the data has come, found without changing anything of it.</summary>
/// <param name="Part">A name that stays: <c>events</c>, <c>closed-days</c>, <c>metadata</c>, <c>journal</c>.</param>
/// <param name="Lowest">Of several files that of the one furthest behind.</param>
/// <param name="Highest">That of the one furthest ahead.</param>
/// <param name="Known">The version that this Murmure writes.</param>
public sealed record SchemaVersion(string Part, int Lowest, int Highest, int Known)
{
    public bool IsOlder => Lowest < Known;

    public bool IsNewer => Highest > Known;

    /// <summary>Why a newer one is refused, in one line for people.</summary>
    public string Refusal => $"{Part} is of version {Highest}, and this Murmure knows versions up to {Known}. Upgrade Murmure, or restore a backup that this one made.";
}
