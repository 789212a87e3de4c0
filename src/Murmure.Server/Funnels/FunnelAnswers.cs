using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Funnels;

/// <summary>An answer of <c>/api/v1/funnels</c>.</summary>
public sealed record FunnelsAnswer(string Site, IReadOnlyList<FunnelAnswer> Funnels);

/// <summary>A funnel to be made or changed.</summary>
/// <param name="Site">The site's host; a change needs none, a funnel stays its site's.</param>
/// <param name="Name">1 to 60 characters.</param>
/// <param name="Steps">Two to six, in their order.</param>
public sealed record FunnelRequest(string? Site, string? Name, IReadOnlyList<StepAnswer>? Steps);

/// <param name="Id">Its number.</param>
/// <param name="Name">As members called it.</param>
/// <param name="Steps">In their order.</param>
public sealed record FunnelAnswer(long Id, string Name, IReadOnlyList<StepAnswer> Steps)
{
    internal static FunnelAnswer Of(Funnel funnel) => new(funnel.Id, funnel.Name, StepAnswer.Of(funnel));
}

/// <param name="Kind"><c>page</c> or <c>goal</c>.</param>
/// <param name="Value">A page's path, in which <c>*</c> stands for any text; or a goal's name.</param>
public sealed record StepAnswer(string Kind, string Value)
{
    /// <summary>As a line that members write; null where kind and value do not go together: a page begins with / or *, a goal does not.</summary>
    internal string? Line() => Value is { } value && Kind is "page" or "goal" && FunnelBook.StepOf(value.Trim()).OfGoal == (Kind == "goal") ? value.Trim() : null;

    internal static IReadOnlyList<StepAnswer> Of(Funnel funnel) =>
        [.. funnel.Steps.Select(FunnelBook.StepOf).Select(step => new StepAnswer(step.OfGoal ? "goal" : "page", step.Value))];
}

/// <summary>An answer of <c>/api/v1/funnels/{id}</c>.</summary>
/// <param name="Visits">All visits of these days that the filters let through.</param>
/// <param name="Suppressed">Whether something is kept back.</param>
public sealed record FunnelFiguresAnswer(
    long Id, string Name, string Site, DateOnly From, DateOnly To, long? Visits, IReadOnlyList<ReachedAnswer> Steps, bool Suppressed)
{
    internal static FunnelFiguresAnswer Of(string site, DayRange days, FunnelFigures figures) => new(
        figures.Funnel.Id, figures.Funnel.Name, site, days.From, days.To, figures.All,
        [.. StepAnswer.Of(figures.Funnel).Select((step, at) => new ReachedAnswer(
            step.Kind, step.Value, figures.Reached[at], figures.Families.ToDictionary(family => family.Family, family => family.Reached[at], StringComparer.Ordinal)))],
        figures.Suppressed);
}

/// <param name="Kind"><c>page</c> or <c>goal</c>.</param>
/// <param name="Value">As of the funnel.</param>
/// <param name="Visits">Visits that did this step and all before it; null where that is kept back.</param>
/// <param name="Families">The same by the family that brought them.</param>
public sealed record ReachedAnswer(string Kind, string Value, long? Visits, IReadOnlyDictionary<string, long?> Families);
