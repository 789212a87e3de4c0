using System.Globalization;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>A column whose rare values go.</summary>
/// <param name="Column">Its name, in a table <c>told</c> that has it beside each visitor who brought it.</param>
/// <param name="Instead">SQL of what takes the value's place.</param>
/// <param name="Fewest">With how many visitors a value stays.</param>
/// <param name="Unless">SQL that is true where the value stays however rare.</param>
/// <param name="Together">Columns that are counted as one value with it.</param>
internal sealed record Fold(string Column, string Instead, int Fewest, string Unless = "false", string Together = "")
{
    private string Key => Together.Length == 0 ? Column : $"{Together}, {Column}";

    /// <summary>A common table expression that counts each value's visitors.</summary>
    public string Counted => $"n_{Column} AS (SELECT {Key}, count(DISTINCT visitor) AS n FROM told GROUP BY {Key})";

    public string Joined => $"LEFT JOIN n_{Column} USING ({Key})";

    public string Selected => string.Create(
        CultureInfo.InvariantCulture, $"CASE WHEN coalesce(n_{Column}.n, 0) >= {Fewest} OR {Unless} THEN {Column} ELSE {Instead} END AS {Column}");
}
