using System.Runtime.InteropServices;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>
/// Gives the repeated texts of events a number. It remembers a bounded number of them and forgets all at once when full: a text then gets
/// a second number, which costs a row and changes no answer. For the same reason nothing is read back when a store is opened.
/// </summary>
/// <remarks>Measured on 1,000,000 events: appending went from 81,000 to over 600,000 rows a second against texts in every row.</remarks>
internal sealed class Vocabulary
{
    /// <summary>At most this many pages and as many origins are remembered: some 30 MB at worst.</summary>
    private const int Capacity = 100_000;

    private readonly Part part;
    private readonly Dictionary<string, int> pages = new(StringComparer.Ordinal);
    private readonly Dictionary<OriginKey, int> origins = [];
    private readonly Dictionary<AgentKey, int> agents = [];
    private readonly Dictionary<DetailKey, int> details = [];
    private readonly List<(int Id, string Page)> newPages = [];
    private readonly List<(int Id, OriginKey Origin)> newOrigins = [];
    private readonly List<(int Id, AgentKey Agent)> newAgents = [];
    private readonly List<(int Id, DetailKey Detail)> newDetails = [];
    private int last;

    /// <summary>Begins after the numbers that the part has given.</summary>
    public Vocabulary(DuckDBConnection connection, Part part)
    {
        this.part = part;
        using var command = connection.Command($"""
            /* Vocabulary */ SELECT greatest(
                (SELECT coalesce(max(id), 0) FROM {part.In}paths), (SELECT coalesce(max(id), 0) FROM {part.In}origins),
                (SELECT coalesce(max(id), 0) FROM {part.In}agents), (SELECT coalesce(max(id), 0) FROM {part.In}details))
            """);
        last = (int)(command.ExecuteScalar() ?? 0);
    }

    public int Page(string? page) => Number(pages, newPages, page ?? "");

    public int Origin(in StoredEvent stored) => Number(origins, newOrigins, OriginKey.Of(stored));

    public int Agent(in StoredEvent stored) => Number(agents, newAgents, AgentKey.Of(stored));

    public int Detail(EventDetail detail) => Number(details, newDetails, DetailKey.Of(detail));

    /// <summary>How many texts it remembers.</summary>
    public int Size => pages.Count + origins.Count + agents.Count + details.Count;

    /// <summary>So many numbers in a row, for rows that a statement writes; the first of them.</summary>
    public int Reserve(int count)
    {
        last += count;
        return last - count + 1;
    }

    /// <summary>Writes the texts numbered since the last time.</summary>
    public void Save(DuckDBConnection connection)
    {
        using (var pathRows = part.Appender(connection, "paths"))
        {
            foreach (var (id, page) in newPages)
                pathRows.CreateRow().AppendValue((int?)id).AppendValue(page).EndRow();
        }

        using (var originRows = part.Appender(connection, "origins"))
        {
            foreach (var (id, origin) in newOrigins)
                origin.Append(originRows.CreateRow().AppendValue((int?)id)).EndRow();
        }

        using (var agentRows = part.Appender(connection, "agents"))
        {
            foreach (var (id, agent) in newAgents)
                agent.Append(agentRows.CreateRow().AppendValue((int?)id)).EndRow();
        }

        if (newDetails.Count > 0)
        {
            using var detailRows = part.Appender(connection, "details");
            foreach (var (id, detail) in newDetails)
                detail.Append(detailRows.CreateRow().AppendValue((int?)id)).EndRow();
        }

        newPages.Clear();
        newOrigins.Clear();
        newAgents.Clear();
        newDetails.Clear();
    }

    /// <summary>Forgets everything, where the store may have lost what was numbered: a write that failed, an erasure. Numbers go on.</summary>
    public void Forget()
    {
        pages.Clear();
        origins.Clear();
        agents.Clear();
        details.Clear();
        newPages.Clear();
        newOrigins.Clear();
        newAgents.Clear();
        newDetails.Clear();
    }

    private int Number<T>(Dictionary<T, int> known, List<(int, T)> added, T text)
        where T : notnull
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, text, out var exists);
        if (exists)
            return number;
        var next = number = ++last;
        added.Add((next, text));
        if (known.Count >= Capacity)
            known.Clear();
        return next;
    }
}
