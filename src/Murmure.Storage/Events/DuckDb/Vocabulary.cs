using System.Runtime.InteropServices;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>
/// Gives the repeated texts of events a number. It remembers a bounded number of them and forgets all at once when full: a text then gets
/// a second number, which costs a row and changes no answer. For the same reason nothing is read back when a store is opened.
/// </summary>
/// <remarks>Measured on 1,000,000 events: appending went from 81,000 to over 600,000 rows a second against texts in every row.</remarks>
internal sealed class Vocabulary
{
    /// <summary>At most this many pages and as many origins are remembered: some 30 MB at worst.</summary>
    private const int Capacity = 100_000;

    private readonly Dictionary<string, int> _pages = new(StringComparer.Ordinal);
    private readonly Dictionary<OriginKey, int> _origins = [];
    private readonly Dictionary<AgentKey, int> _agents = [];
    private readonly List<(int Id, string Page)> _newPages = [];
    private readonly List<(int Id, OriginKey Origin)> _newOrigins = [];
    private readonly List<(int Id, AgentKey Agent)> _newAgents = [];
    private int _last;

    /// <summary>Begins after the numbers that the store has given.</summary>
    public Vocabulary(DuckDBConnection connection)
    {
        using var command = connection.Command("""
            /* Vocabulary */ SELECT greatest(
                (SELECT coalesce(max(id), 0) FROM paths), (SELECT coalesce(max(id), 0) FROM origins), (SELECT coalesce(max(id), 0) FROM agents))
            """);
        _last = (int)(command.ExecuteScalar() ?? 0);
    }

    public int Page(string? page) => Number(_pages, _newPages, page ?? "");

    public int Origin(in StoredEvent stored) => Number(_origins, _newOrigins, OriginKey.Of(stored));

    public int Agent(in StoredEvent stored) => Number(_agents, _newAgents, AgentKey.Of(stored));

    /// <summary>Writes the texts numbered since the last time.</summary>
    public void Save(DuckDBConnection connection)
    {
        using (var paths = connection.CreateAppender("paths"))
        {
            foreach (var (id, page) in _newPages)
                paths.CreateRow().AppendValue((int?)id).AppendValue(page).EndRow();
        }

        using (var origins = connection.CreateAppender("origins"))
        {
            foreach (var (id, origin) in _newOrigins)
                origin.Append(origins.CreateRow().AppendValue((int?)id)).EndRow();
        }

        using (var agents = connection.CreateAppender("agents"))
        {
            foreach (var (id, agent) in _newAgents)
                agent.Append(agents.CreateRow().AppendValue((int?)id)).EndRow();
        }

        _newPages.Clear();
        _newOrigins.Clear();
        _newAgents.Clear();
    }

    /// <summary>Forgets everything, where the store may have lost what was numbered: a write that failed, an erasure. Numbers go on.</summary>
    public void Forget()
    {
        _pages.Clear();
        _origins.Clear();
        _agents.Clear();
        _newPages.Clear();
        _newOrigins.Clear();
        _newAgents.Clear();
    }

    private int Number<T>(Dictionary<T, int> known, List<(int, T)> added, T text)
        where T : notnull
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, text, out var exists);
        if (exists)
            return number;
        var next = number = ++_last;
        added.Add((next, text));
        if (known.Count >= Capacity)
            known.Clear();
        return next;
    }
}
