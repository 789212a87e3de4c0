using System.Collections.Frozen;
using Murmure.Connectors;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>A connection as a webhook finds it.</summary>
/// <param name="Settings">What opens it; null where the keys that sealed it are gone.</param>
internal sealed record OpenConnection(long Id, SiteId Site, string Kind, string Address, Uri Root, FrozenSet<string> Watched, ConnectorSettings? Settings);

/// <summary>Every connection, in memory: a webhook asks no database. Replaced as a whole when anything changes.</summary>
internal sealed class ConnectionDirectory
{
    private volatile FrozenDictionary<string, OpenConnection> byAddress = FrozenDictionary<string, OpenConnection>.Empty;

    public IEnumerable<OpenConnection> All => byAddress.Values;

    /// <summary>The connection of a webhook's address; null when there is none of that kind and name.</summary>
    public OpenConnection? Find(string kind, string address) => byAddress.GetValueOrDefault(address) is { } found && found.Kind == kind ? found : null;

    /// <summary>The connection of that number; null when there is none.</summary>
    public OpenConnection? Find(long id) => byAddress.Values.FirstOrDefault(one => one.Id == id);

    public void Replace(IReadOnlyList<(Connection Connection, ConnectorSettings? Settings)> all) => byAddress = all.Where(one => Uri.TryCreate(one.Connection.Root, UriKind.Absolute, out _)).ToFrozenDictionary(
        one => one.Connection.Address,
        one => new OpenConnection(
            one.Connection.Id, new SiteId(one.Connection.SiteId), one.Connection.Kind, one.Connection.Address, new Uri(one.Connection.Root), one.Connection.Watched.ToFrozenSet(StringComparer.Ordinal), one.Settings),
        StringComparer.Ordinal);
}
