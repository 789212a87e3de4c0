namespace Murmure.Storage.Events;

/// <summary>What differs between the stores' SQL, and nothing else.</summary>
public abstract class SqlDialect
{
    /// <summary>How a statement refers to a parameter of that name and type.</summary>
    public abstract string Parameter(string name, DimensionType type);

    /// <summary>Whether a text contains another, whatever the case.</summary>
    public abstract string Contains(string column, string parameter);

    /// <summary>Whether a text is like a pattern in which <c>%</c> stands for any text, <c>_</c> for one sign, and a backslash before them for themselves.</summary>
    public abstract string Like(string column, string parameter);

    /// <summary>The first segment of a path without its query: <c>sport</c> of <c>/sport/football?p=2</c>.</summary>
    public abstract string FirstSegment(string column);

    /// <summary>The value under a name in a column of properties, empty when there is none. The name has been checked and needs no quoting.</summary>
    public abstract string Property(string column, string name);

    /// <summary>A dimension's value of that type from its text.</summary>
    public abstract string FromText(string column, DimensionType type);
}
