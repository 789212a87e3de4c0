using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Funnels;

/// <summary>How far visits came in a funnel.</summary>
/// <param name="All">All visits of the days that the filters let through, whatever they did; null where that is kept back.</param>
/// <param name="Reached">Of each step the visits that did it and all steps before it; null where that is kept back.</param>
/// <param name="Families">The same by the family that brought them, most visits first; families that brought nobody to the first step are left out.</param>
public sealed record FunnelFigures(Funnel Funnel, long? All, IReadOnlyList<long?> Reached, IReadOnlyList<(string Family, IReadOnlyList<long?> Reached)> Families)
{
    public IReadOnlyList<VisitStep> Steps { get; } = [.. Funnel.Steps.Select(FunnelBook.StepOf)];

    /// <summary>Why there are no figures; empty where there are.</summary>
    public IReadOnlyList<ReportProblem> Problems { get; init; } = [];

    /// <summary>Where events that it would take are deleted: the first day from which on they are there.</summary>
    public DateOnly? Since => Problems.Select(problem => problem.Since).FirstOrDefault(since => since is not null);

    public bool Suppressed => Problems.Count == 0 && (All is null || Reached.Contains(null) || Families.Any(family => family.Reached.Contains(null)));

    /// <summary>How many visits a step lost of those that the one before had; null for the first, and where one of the two is kept back.</summary>
    public long? LostAt(int step) => step == 0 ? null : Reached[step - 1] - Reached[step];

    public static FunnelFigures Without(Funnel funnel, IReadOnlyList<ReportProblem> problems) => new(funnel, null, [.. funnel.Steps.Select(_ => (long?)null)], []) { Problems = problems };
}
