using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Accounts;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Connections;

/// <summary>A connection as somebody typed it in.</summary>
/// <param name="Values">By the connector's fields; one that is left empty keeps what it had.</param>
/// <param name="Root">The server's address as services know it.</param>
internal sealed record ConnectionRequest(string Kind, string Name, string Channel, IReadOnlyDictionary<string, string> Values, string Root)
{
    /// <summary>Rooms of a community in which is counted; null leaves them as they are.</summary>
    public IReadOnlyList<string>? Watched { get; init; }

    public int? QuietFrom { get; init; }

    public int? QuietTo { get; init; }
}

/// <summary>A site's connections: adds, changes, lists, removes. What opens them lies encrypted.</summary>
internal sealed class ConnectionBook(
    IDbContextFactory<MurmureDb> metadata, ConnectorSet connectors, ConnectionDirectory directory, ObservationFile observations, IDataProtectionProvider protection, TimeProvider clock)
{
    public const int Most = 50;

    public const int LongestName = 60;

    private readonly IDataProtector protector = protection.CreateProtector("connections");

    /// <summary>Adds one, or changes one that is there; or the field that is wrong and the key of the text that says why.</summary>
    /// <param name="id">The one to change; null for a new one.</param>
    public async Task<(Connection? Kept, string Field, string Problem)> KeepAsync(SiteRules site, Maker who, long? id, ConnectionRequest asked, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var found = id is null ? null : await db.Connections.TagWith("ConnectionBook.Keep").SingleOrDefaultAsync(one => one.Id == id && one.SiteId == site.Id.Value, cancellation);
        if (id is not null && found is null)
            return (null, "", "connection.gone");
        var (settings, field, problem) = Read(asked, found is null ? null : SettingsOf(found));
        if (settings is null)
            return (null, field, problem);
        if (found is null)
        {
            if (await db.Connections.TagWith("ConnectionBook.Keep").CountAsync(one => one.SiteId == site.Id.Value, cancellation) >= Most)
                return (null, "name", "connection.many");
            found = new Connection
            {
                SiteId = site.Id.Value, Kind = asked.Kind, Name = "", Channel = "", Sealed = [], Root = "", Address = RandomNumberGenerator.GetHexString(20, lowercase: true), Created = clock.GetUtcNow().UtcDateTime,
            };
            db.Connections.Add(found);
        }
        (found.Name, found.Channel, found.Root, found.QuietFrom, found.QuietTo) = (asked.Name, asked.Channel, asked.Root, asked.QuietFrom, asked.QuietTo);
        found.Sealed = Seal(settings);
        who.Note(db, clock, id is null ? AuditAction.ConnectionAdded : AuditAction.ConnectionChanged, asked.Name);
        Watch(db, found, asked.Watched ?? found.Watched, who);
        await db.SaveChangesAsync(cancellation);
        await LoadAsync(cancellation);
        return (found, "", "");
    }

    /// <summary>Has a connection count in these rooms and in no others. PRIVACY: whoever calls it has it from somebody that the members of the rooms were told.</summary>
    public async Task<bool> WatchAsync(SiteRules site, Maker who, long id, IReadOnlyList<string> rooms, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Connections.TagWith("ConnectionBook.Watch").SingleOrDefaultAsync(one => one.Id == id && one.SiteId == site.Id.Value, cancellation) is not { } found || !MayWatch(found.Kind, rooms))
            return false;
        Watch(db, found, rooms, who);
        await db.SaveChangesAsync(cancellation);
        await LoadAsync(cancellation);
        return true;
    }

    public async Task<IReadOnlyList<Connection>> ListAsync(SiteRules site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Connections.TagWith("ConnectionBook.List").AsNoTracking().Where(one => one.SiteId == site.Id.Value).OrderBy(one => one.Id).ToListAsync(cancellation);
    }

    /// <summary>A connection of the site; null when it has none of that number.</summary>
    public Task<Connection?> FindAsync(SiteRules site, long id, CancellationToken cancellation) => FindAsync([site], id, cancellation);

    /// <summary>A connection of one of these sites; null where it is none of theirs.</summary>
    public async Task<Connection?> FindAsync(IReadOnlyList<SiteRules> sites, long id, CancellationToken cancellation)
    {
        var known = sites.Select(site => site.Id.Value).ToList();
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Connections.TagWith("ConnectionBook.Find").AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && known.Contains(one.SiteId), cancellation);
    }

    /// <summary>Removes a connection; what it counted goes with it, and posts keep what they said.</summary>
    public async Task RemoveAsync(SiteRules site, long id, Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Connections.TagWith("ConnectionBook.Remove").SingleOrDefaultAsync(one => one.Id == id && one.SiteId == site.Id.Value, cancellation) is not { } found)
            return;
        db.Connections.Remove(found);
        who.Note(db, clock, AuditAction.ConnectionRemoved, found.Name);
        // Asked twice at once, the other one does the rest.
        if (!await db.IsKeptAsync(cancellation))
            return;
        await LoadAsync(cancellation);
        await observations.EraseAsync(id, DayRange.All, cancellation);
    }

    /// <summary>Erases what a site's connections counted on some days; how many counts those were. The connections stay.</summary>
    public async Task<long> EraseAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var erased = 0L;
        foreach (var connection in await ListAsync(site, cancellation))
            erased += await observations.EraseAsync(connection.Id, days, cancellation);
        return erased;
    }

    /// <summary>Puts every connection where webhooks find it: at the start, and after each change.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var all = await db.Connections.TagWith("ConnectionBook.Load").AsNoTracking().ToListAsync(cancellation);
        directory.Replace([.. all.Select(one => (one, SettingsOf(one)))]);
    }

    /// <summary>What opens a connection; null where the keys that sealed it are gone.</summary>
    public ConnectorSettings? SettingsOf(Connection connection)
    {
        try
        {
            return connection.Sealed.Length == 0 ? new ConnectorSettings(new Dictionary<string, string>())
                : new ConnectorSettings(JsonSerializer.Deserialize(protector.Unprotect(connection.Sealed), ConnectionJson.Default.DictionaryStringString)!);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private bool MayWatch(string kind, IReadOnlyList<string> rooms) =>
        connectors.WatcherOf(kind) is { } watcher && rooms.Count <= watcher.MostRooms && rooms.All(watcher.IsRoom);

    private void Watch(MurmureDb db, Connection found, IReadOnlyList<string> rooms, Maker who)
    {
        if (found.Watched.ToHashSet(StringComparer.Ordinal).SetEquals(rooms))
            return;
        found.Watched = [.. rooms.Distinct(StringComparer.Ordinal)];
        who.Note(db, clock, AuditAction.RoomsChosen, found.Name);
    }

    private byte[] Seal(ConnectorSettings settings) =>
        protector.Protect(JsonSerializer.SerializeToUtf8Bytes(settings.Given.ToDictionary(name => name, name => settings[name], StringComparer.Ordinal), ConnectionJson.Default.DictionaryStringString));

    private (ConnectorSettings? Settings, string Field, string Problem) Read(ConnectionRequest asked, ConnectorSettings? before)
    {
        if (asked.Name.Length is 0 or > LongestName)
            return (null, "name", "connection.name.wrong");
        if (!Uri.TryCreate(asked.Root, UriKind.Absolute, out var root) || !(root.Scheme == Uri.UriSchemeHttps || root.Scheme == Uri.UriSchemeHttp) || root.UserInfo.Length > 0 || root.PathAndQuery != "/" || root.Fragment.Length > 0)
            return (null, "root", "connection.root.wrong");
        if (asked.QuietFrom is < 0 or > 23 || asked.QuietTo is < 0 or > 23 || asked.QuietFrom is null != asked.QuietTo is null)
            return (null, "quiet-from", "connection.quiet.wrong");
        if (asked.Watched is { Count: > 0 } rooms && !MayWatch(asked.Kind, rooms))
            return (null, "watched", "connection.watched.wrong");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in connectors.FieldsOf(asked.Kind))
        {
            var value = asked.Values.GetValueOrDefault(field.Name, "");
            if (value.Length == 0 && field.Secret)
                value = before?[field.Name] ?? "";
            if (value.Length > 0 ? !field.Pattern.IsMatch(value) : field.Required)
                return (null, field.Name, "connection.field.wrong");
            if (value.Length > 0 && asked.Kind == ConnectorSet.Manual && !ManualPlace.Fits(field.Name, asked.Channel))
                return (null, field.Name, "connection.field.elsewhere");
            if (value.Length > 0)
                values[field.Name] = value;
        }
        return (new ConnectorSettings(values), "", "");
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
