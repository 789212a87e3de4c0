namespace Murmure.Statistics.Simulation;

/// <summary>
/// A seed that has children. Each page, visit, share and click draws from the stream of its own branch, so what happens to one
/// never shifts the draws of another: a page more, or a cascade that grows, leaves every other page exactly as it was.
/// </summary>
/// <param name="Value">The seed of this branch.</param>
public readonly record struct SeedTree(ulong Value)
{
    /// <summary>The branch of a purpose ("typed", "share"). Distinct names give unrelated branches.</summary>
    public SeedTree Of(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        // FNV-1a: stable across processes and runtimes, which string.GetHashCode is not.
        var hash = 14695981039346656037UL;
        foreach (var c in purpose)
            hash = (hash ^ c) * 1099511628211UL;
        return Of(hash);
    }

    /// <summary>The branch of a number: a page's key, an hour, a place in a list.</summary>
    public SeedTree Of(ulong key) =>
        // The two rounds keep (parent, key) and (parent + 1, key - 1) apart, which one sum would not.
        new(SplitMix64.Mix(SplitMix64.Mix(Value + 0x9E3779B97F4A7C15UL) ^ (key * 0xD1342543DE82EF95UL)));

    /// <inheritdoc cref="Of(ulong)"/>
    public SeedTree Of(int key) => Of((ulong)key);

    /// <summary>A fresh stream at the start of this branch; the same each time it is asked for.</summary>
    public RandomSource Stream() => new(Value);
}
