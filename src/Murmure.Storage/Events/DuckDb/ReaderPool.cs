using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>
/// Connections for questions. One DuckDB connection runs one statement at a time, so each question rents its own; they see the committed
/// state and never wait for the writer.
/// </summary>
internal sealed class ReaderPool(string connectionString) : IDisposable
{
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];

    /// <summary>Runs a question away from the caller's thread; a cancelled one is interrupted inside DuckDB.</summary>
    public Task<T> RunAsync<T>(Func<DuckDBConnection, T> question, CancellationToken cancellation) =>
        Task.Run(() =>
        {
            var connection = _idle.TryTake(out var idle) ? idle : Opened();
            try
            {
                return connection.Interruptible(question, cancellation);
            }
            finally
            {
                _idle.Add(connection);
            }
        }, cancellation);

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    private DuckDBConnection Opened()
    {
        var connection = new DuckDBConnection(connectionString);
        connection.Open();
        return connection;
    }
}
