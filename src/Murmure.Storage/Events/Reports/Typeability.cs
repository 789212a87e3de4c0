namespace Murmure.Storage.Events;

/// <summary>
/// Whether anybody types an address. The score is
/// <c>z = 1.5·[path is "/"] + 0.8·[one segment] − 0.04·length − 0.5·[4 digits or more] − 0.7·[query]</c>, and a page with <c>z ≤ 0</c> is
/// <em>deep</em>. It is a heuristic for strata and comparisons, never evidence on one visit.
/// </summary>
public static class Typeability
{
    /// <summary>
    /// SQL that is true for a deep page. In whole hundredths, because a sum of binary fractions could fall on either side of zero.
    /// The same functions exist in DuckDB and ClickHouse, but for the last argument of <c>regexp_replace</c>, so digits are counted by
    /// what is left when <c>translate</c> has taken them out.
    /// </summary>
    public static string Deep(string page)
    {
        var path = $"split_part({page}, '?', 1)";
        var inner = $"trim({path}, '/')";
        return $"""
            (CASE WHEN {inner} = '' THEN 150 ELSE 0 END
              + CASE WHEN {inner} <> '' AND position('/' IN {inner}) = 0 THEN 80 ELSE 0 END
              - 4 * length({path})
              - CASE WHEN length({path}) - length(translate({path}, '0123456789', '')) >= 4 THEN 50 ELSE 0 END
              - CASE WHEN position('?' IN {page}) > 0 THEN 70 ELSE 0 END) <= 0
            """;
    }

    /// <summary>The same of a page's path in hand.</summary>
    public static bool IsDeep(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var path = page.Split('?', 2)[0];
        var inner = path.Trim('/');
        var score = (inner.Length == 0 ? 150 : 0)
            + (inner.Length > 0 && !inner.Contains('/', StringComparison.Ordinal) ? 80 : 0)
            - (4 * path.EnumerateRunes().Count())
            - (path.Count(char.IsAsciiDigit) >= 4 ? 50 : 0)
            - (page.Contains('?', StringComparison.Ordinal) ? 70 : 0);
        return score <= 0;
    }
}
