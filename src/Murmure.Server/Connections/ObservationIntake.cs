using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Connections;

/// <summary>
/// Counts what connectors observed. PRIVACY: here a message's name becomes a keyed hash and a person the hash of a refusal; nothing else of either goes on.
/// </summary>
internal sealed class ObservationIntake(
    ObservationFile file, MessageKeys keys, Refusals refusals, SiteDirectory sites, IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>What is longer is none of the reactions and reasons that services document.</summary>
    private const int LongestDetail = 40;

    /// <summary>A service repeats itself for seven days; what is older could not be told from what was counted already.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(MessageKeys.Days - 1);

    /// <summary>What takes longer from its writer to us may have been overtaken.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMinutes(10);

    /// <summary>Counts them; done when that cannot be lost by the end of the process.</summary>
    /// <returns>How many were new; null when there is no room just now.</returns>
    public Task<int?> TakeAsync(OpenConnection connection, IReadOnlyList<Observation> observations, CancellationToken cancellation) => TakeAsync(connection, observations, file.AppendAsync, cancellation);

    /// <summary>Counts what we did ourselves: it waits for its turn, because nobody tells it again.</summary>
    public Task TakeOwnAsync(OpenConnection connection, IReadOnlyList<Observation> observations, CancellationToken cancellation) =>
        TakeAsync(connection, observations, async (counts, day, stop) => await file.AppendInTurnAsync(counts, day, stop), cancellation);

    private async Task<int?> TakeAsync(
        OpenConnection connection, IReadOnlyList<Observation> observations, Func<IReadOnlyList<ObservationCount>, int, CancellationToken, Task<int?>> append, CancellationToken cancellation)
    {
        if (sites.Find(connection.Site) is not { } site)
            return 0;
        var fresh = observations.Where(one => one.At >= clock.GetUtcNow() - Oldest).ToList();
        // However late: nothing else says it again.
        foreach (var one in observations.Where(one => one is { Person: not null, Kind: ObservationKind.Refusal }))
            await TakeRefusalAsync(connection, site, one, cancellation);
        if (fresh.Count == 0)
            return 0;
        fresh = await MarkedAsync(site, fresh, cancellation);
        var posts = await PostsAsync(connection, fresh, cancellation);
        var consents = fresh.Where(IsConsent).Select(one => (One: one, Count: CountOf(connection, site, one, posts))).ToList();
        var counted = await append([.. fresh.Where(one => !IsConsent(one)).Select(one => CountOf(connection, site, one, posts))], keys.Today, cancellation);
        foreach (var (one, count) in consents)
            counted += await TakeConsentAsync(connection, site, one, count, cancellation);
        return counted;
    }

    /// <summary>Remembers that a message is of a post, for as long as its key is there.</summary>
    public Task RememberAsync(OpenConnection connection, string message, long post, CancellationToken cancellation) =>
        file.RememberAsync(keys.Hashes(connection.Site, connection.Id, "message", message), keys.Today, post, cancellation);

    private static bool IsConsent(Observation one) => one is { Person: not null, Kind: ObservationKind.Consent };

    /// <summary>Kept before it is counted, so that a crash in between leaves it to be told again. What is counted is kept, or its person came back since: told again, it says nothing.</summary>
    private async Task TakeRefusalAsync(OpenConnection connection, SiteRules site, Observation one, CancellationToken cancellation)
    {
        if (!await file.KnowsAsync(OnceOf(connection, one), cancellation))
            await refusals.KeepAsync(site, one.Person!, true, one.At, cancellation);
    }

    /// <summary>
    /// PRIVACY: a consent that is told again, by its service or by whoever kept a copy, or that comes late, must not end a refusal that came after it. Who is
    /// passed over may say it again; who refused need not.
    /// </summary>
    private async Task<int?> TakeConsentAsync(OpenConnection connection, SiteRules site, Observation one, ObservationCount count, CancellationToken cancellation)
    {
        var isNew = await file.AppendAsync([count], keys.Today, cancellation);
        // Not every service says when: after eight days a copy would be new, if what was said once were not known for as long as refusals are. PRIVACY: where it does,
        // nothing of it is kept, since what makes it the same may have the person's number in it.
        if (isNew == 1 && one.At >= clock.GetUtcNow() - Prompt && (!one.IsUndated || await refusals.IsFirstAsync(site, $"{connection.Kind} {one.Once}", cancellation)))
            await refusals.KeepAsync(site, one.Person!, false, one.At, cancellation);
        return isNew;
    }

    private IReadOnlyList<long> OnceOf(OpenConnection connection, Observation one) => one.Once.Length == 0 ? [] : keys.Hashes(connection.Site, connection.Id, "once", one.Once);

    private ObservationCount CountOf(OpenConnection connection, SiteRules site, Observation one, Dictionary<string, long> posts)
    {
        var known = posts.GetValueOrDefault(one.Message);
        // A clock that runs ahead must not make days that nobody has seen yet.
        var at = one.At > clock.GetUtcNow() ? clock.GetUtcNow() : one.At;
        return new ObservationCount(
            connection.Id, known, NameOf(one.Kind), one.Detail.Length > LongestDetail ? "" : one.Detail, site.DayOf(at.UtcDateTime), one.Amount, one.IsTotal)
        {
            Once = OnceOf(connection, one),
            Latest = one.Latest.Length == 0 ? [] : keys.Hashes(connection.Site, connection.Id, "latest", one.Latest),
            TakesBack = one.Kind == ObservationKind.ReactionRemoved,
            Clears = one.Clears,
            Message = known != 0 || one.Message.Length == 0 ? [] : keys.Hashes(connection.Site, connection.Id, "message", one.Message),
        };
    }

    /// <summary>PRIVACY: a number that is no campaign's of the site is just something that somebody wrote. It is not kept: they wrote, and that is counted.</summary>
    private async Task<List<Observation>> MarkedAsync(SiteRules site, List<Observation> observations, CancellationToken cancellation)
    {
        var marks = observations.Where(one => one.Kind == ObservationKind.Conversation).Select(one => long.TryParse(one.Detail, NumberStyles.None, CultureInfo.InvariantCulture, out var mark) ? mark : 0).ToList();
        if (marks.Count == 0)
            return observations;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var known = (await db.Campaigns.TagWith("ObservationIntake.Marked").Where(one => one.SiteId == site.Id.Value && marks.Contains(one.Id)).Select(one => one.Id).ToListAsync(cancellation))
            .Select(one => one.ToString(CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
        return observations.ConvertAll(one => one.Kind != ObservationKind.Conversation || known.Contains(one.Detail) ? one : one with { Kind = ObservationKind.Reply, Detail = "" });
    }

    /// <summary>Posts of ours in channels and groups, by the service's name for them.</summary>
    private async Task<Dictionary<string, long>> PostsAsync(OpenConnection connection, List<Observation> observations, CancellationToken cancellation)
    {
        var names = observations.Select(one => one.Message).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        // Messages to single people have no such name, and are what comes by the thousand.
        if (names.Count == 0 || connection.Kind == "whatsapp")
            return [];
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Posts.TagWith("ObservationIntake.Posts").Where(post => post.ConnectionId == connection.Id && names.Contains(post.Remote))
            .GroupBy(post => post.Remote).Select(same => new { same.Key, Id = same.Max(post => post.Id) }).ToDictionaryAsync(same => same.Key, same => same.Id, StringComparer.Ordinal, cancellation);
    }

    /// <summary>A kind as counts name it: <c>reaction-removed</c>.</summary>
    internal static string NameOf(ObservationKind kind) => Slugs.Of(kind);
}
