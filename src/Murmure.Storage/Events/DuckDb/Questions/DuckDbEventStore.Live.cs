using Murmure.Storage.Events.DuckDb.Questions;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What happens just now.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<IReadOnlyList<LiveCount>> LiveAsync(string site, LiveWindow window, CancellationToken cancellation) =>
        AskAsync(site, window.Days, IReadOnlyList<LiveCount> (connection, seen) => seen.Open.Count == 0
            ? []
            : connection.Rows(
                LiveSql.Ask(seen.Open, seen.Counted),
                row => new LiveCount(Enum.Parse<LiveKind>(row.GetString(0)), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4)),
                ("since", window.Since), ("recent", window.Until - LiveWindow.Now), ("until", window.Until)), cancellation);
}
