namespace Murmure.Storage.Events;

/// <summary>Rows that a table's part of an answer is counted from. A day lies in one of them only.</summary>
/// <param name="Source">Whose part.</param>
/// <param name="Where">SQL that keeps the query's site and days.</param>
internal abstract record ReportRows(ReportSource Source, string Where);

/// <summary>One row each.</summary>
/// <param name="From">What stands after FROM for a table's rows in this place, given the rest of the statement: only columns named there need to be found.</param>
internal sealed record SingleRows(ReportSource Source, string Where, Func<ReportSource, string, string> From) : ReportRows(Source, Where);

/// <summary>Counts by day and the dimensions of a roll-up, under the metrics' names; the dimensions' values are texts in the columns <c>a</c>, <c>b</c> and <c>c</c>.</summary>
internal sealed record RolledUpRows(ReportSource Source, string Where, string From, Rollup Rollup) : ReportRows(Source, Where);
