namespace Murmure.Attribution.Suspicions;

/// <summary>
/// A rule that takes a hit for a machine's although its agent is a person's. None of them is proof: what they find is kept apart, shown, and
/// counted as people where the site's owner says so.
/// </summary>
/// <param name="Slug">Its name in the store, in the API and in texts. It never changes.</param>
/// <param name="Grade"><see cref="Attribution.Grade.Observed"/> where the hit contradicts itself, <see cref="Attribution.Grade.Inferred"/> where it is unlike people's.</param>
public sealed record Suspicion(string Slug, Grade Grade)
{
    /// <summary>A browser that does not exist: a version not yet released, or one that never ran on that system.</summary>
    public static Suspicion ImpossibleVersion { get; } = new("impossible-version", Grade.Observed);

    /// <summary>Headers that contradict the agent, or lack what that browser always sends.</summary>
    public static Suspicion ContradictingHeaders { get; } = new("contradicting-headers", Grade.Observed);

    /// <summary>An address of a company that rents servers.</summary>
    public static Suspicion HostingNetwork { get; } = new("hosting-network", Grade.Inferred);

    /// <summary>Many pages in a short time, and never a sign of reading.</summary>
    public static Suspicion Burst { get; } = new("burst", Grade.Inferred);

    public static IReadOnlyList<Suspicion> All { get; } = [ImpossibleVersion, ContradictingHeaders, HostingNetwork, Burst];

    /// <summary>The rule of that name, or null.</summary>
    public static Suspicion? Find(string slug) => All.FirstOrDefault(rule => rule.Slug == slug);
}
