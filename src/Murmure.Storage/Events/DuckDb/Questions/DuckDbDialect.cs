namespace Murmure.Storage.Events.DuckDb;

/// <summary>DuckDB's SQL.</summary>
public sealed class DuckDbDialect : SqlDialect
{
    public static DuckDbDialect Instance { get; } = new();

    public override string Parameter(string name, DimensionType type) => $"${name}";

    public override string Contains(string column, string parameter) => $"contains(lower({column}), lower({parameter}))";

    public override string Like(string column, string parameter) => $"{column} LIKE {parameter} ESCAPE '\\'";

    public override string FirstSegment(string column) => $"split_part(split_part({column}, '?', 1), '/', 2)";

    public override string Property(string column, string name) => $"coalesce(json_extract_string(nullif({column}, ''), '$.\"{name}\"'), '')";

    public override string FromText(string column, DimensionType type) => type switch
    {
        DimensionType.Day => $"CAST({column} AS DATE)",
        DimensionType.Hour => $"CAST({column} AS UTINYINT)",
        _ => column,
    };
}
