using System.Globalization;

namespace Murmure.Storage.Events;

/// <summary>How a filter compares.</summary>
/// <param name="Name">Its name in API and documents.</param>
/// <param name="Condition">SQL from the dialect, the dimension's expression and the names of the parameters.</param>
/// <param name="English">One sentence.</param>
/// <param name="French">The same sentence.</param>
public sealed record FilterOperator(
    string Name, Func<SqlDialect, string, IReadOnlyList<string>, string> Condition, string English, string French)
{
    public static FilterOperator Is { get; } = new("is", (_, column, values) => $"{column} = {values[0]}",
        "Equals the value.", "Égale la valeur.");

    public static FilterOperator IsNot { get; } = new("is-not", (_, column, values) => $"{column} <> {values[0]}",
        "Differs from the value.", "Diffère de la valeur.");

    public static FilterOperator Contains { get; } = new("contains", (dialect, column, values) => dialect.Contains(column, values[0]),
        "Contains the text, whatever its case.", "Contient le texte, quelle que soit la casse.");

    public static FilterOperator ContainsNot { get; } = new("contains-not", (dialect, column, values) => $"NOT {dialect.Contains(column, values[0])}",
        "Does not contain the text, whatever its case.", "Ne contient pas le texte, quelle que soit la casse.");

    public static FilterOperator AnyOf { get; } = new("any-of", (_, column, values) => $"{column} IN ({string.Join(", ", values)})",
        "Equals one of the values.", "Égale une des valeurs.");

    public static IReadOnlyList<FilterOperator> All { get; } = [Is, IsNot, Contains, ContainsNot, AnyOf];

    /// <summary>The operator that lets through what this one does not; null where none does.</summary>
    public FilterOperator? Contrary => this == Is ? IsNot : this == IsNot ? Is : this == Contains ? ContainsNot : this == ContainsNot ? Contains : null;

    /// <summary>Whether it lets through what its contrary does not name.</summary>
    internal bool Denies => this == IsNot || this == ContainsNot;

    /// <summary>The operator of that name, or null.</summary>
    public static FilterOperator? Find(string name) => All.FirstOrDefault(filter => filter.Name == name);

    public override string ToString() => Name;
}

/// <summary>A condition on what is counted. An empty text stands for "absent".</summary>
/// <param name="Values">One value; for <c>any-of</c> at least one and at most <see cref="MaxValues"/>. Days as <c>yyyy-MM-dd</c>, hours as 0 to 23.</param>
public sealed record Filter(Dimension Dimension, FilterOperator Operator, IReadOnlyList<string> Values)
{
    public const int MaxValues = 1_000;

    public static Filter Is(Dimension dimension, string value) => new(dimension, FilterOperator.Is, [value]);

    /// <summary>What is wrong with it.</summary>
    internal IEnumerable<ReportProblem> Problems()
    {
        var most = Operator == FilterOperator.AnyOf ? MaxValues : 1;
        if (Values.Count < 1 || Values.Count > most)
            yield return new("filter-values", $"'{Operator.Name}' on '{Dimension.Name}' takes {(most == 1 ? "one value" : $"1 to {most} values")}.");
        if ((Operator == FilterOperator.Contains || Operator == FilterOperator.ContainsNot) && Dimension.Type != DimensionType.Text)
            yield return new("filter-operator", $"'{Dimension.Name}' is no text: '{Operator.Name}' has no meaning there.");
        if (Values.Any(value => Parse(value) is null))
            yield return new("filter-value", $"A value of the filter on '{Dimension.Name}' cannot be read.");
    }

    /// <summary>The values as the store compares them: text, <see cref="DateOnly"/> or hour.</summary>
    internal IEnumerable<object> Parsed() => Values.Select(value => Parse(value)
        ?? throw new ArgumentException($"A value of the filter on '{Dimension.Name}' cannot be read.", nameof(value)));

    private object? Parse(string value) => Dimension.Type switch
    {
        DimensionType.Day => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        DimensionType.Hour => byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour < 24 ? (int)hour : null,
        _ => value,
    };
}
