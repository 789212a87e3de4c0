namespace Murmure.Storage.Events;

/// <summary>Something that a visit may have done.</summary>
/// <param name="OfGoal">Whether it is a goal reached; else a page opened.</param>
/// <param name="Value">The goal's name; or the page's path, in which <c>*</c> stands for any text.</param>
public sealed record VisitStep(bool OfGoal, string Value)
{
    /// <summary>The most steps of one question.</summary>
    public const int Most = 6;

    /// <summary>SQL that is true of an event that does it.</summary>
    /// <param name="parameter">Refers to <see cref="Compared"/>.</param>
    internal string Condition(SqlDialect dialect, string parameter) => OfGoal
        ? $"(kind = 'goal' AND name = {parameter})"
        : $"(kind = 'pageview' AND {dialect.Like("page", parameter)})";

    /// <summary>What an event is compared with.</summary>
    internal string Compared => OfGoal ? Value
        : Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace('*', '%');
}
