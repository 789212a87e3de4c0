namespace Murmure.Storage.Events.DuckDb;

/// <summary>The close of a day.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<CloseResult> CloseDayAsync(string site, DateOnly day, CloseRules rules, CancellationToken cancellation) =>
        throw new NotSupportedException("This store has no open parts.");
}
