using System.Text;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>A link to be taken over as it was.</summary>
/// <param name="Created">When it was made, elsewhere; null is now.</param>
internal sealed record TakenLink(LinkRequest Asked, DateTime? Created);

internal sealed partial class LinkMaking
{
    /// <summary>The domain of that host, or the one that is taken where none is named.</summary>
    /// <param name="dry">Makes none: one that would be made has the number 0.</param>
    public async Task<(LinkHost? Domain, LinkProblem? Problem)> DomainAsync(string? host, Maker who, bool dry, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var (domain, problem) = DomainOf(new LinkRequest { Domain = host }, who, await SitesAsync(db, who, cancellation));
        if (dry || domain is not { Id: 0 })
            return (domain, problem);
        return await book.DomainAsync(domain.Host, who.Organisation, domain.Site, cancellation) is { } made ? (made, null) : (null, NotOurs);
    }

    /// <summary>Makes each that can be made and tells of each other why not: for what comes from elsewhere, where one bad row must not keep the rest away.</summary>
    /// <param name="domain">As <see cref="DomainAsync(string?, Maker, bool, CancellationToken)"/> gave it.</param>
    /// <param name="source">Who is named in the log of changes.</param>
    /// <param name="dry">Makes none.</param>
    public async Task<IReadOnlyList<MadeLink>> MakeEachAsync(
        IReadOnlyList<TakenLink> asked, LinkHost domain, Maker who, string source, bool dry, CancellationToken cancellation)
    {
        var known = await KnownAsync(asked, domain, cancellation);
        var made = asked.Select(one => PrepareTaken(one, domain, known)).ToList();
        while (!dry && made.Where(IsFresh).Select(one => one.Link!).ToList() is { Count: > 0 } fresh)
        {
            var taken = await book.AddAsync(fresh, db => who.Note(db, clock, AuditAction.LinksImported, $"{source}: {fresh.Count}"), cancellation);
            if (taken.Count == 0)
                break;
            // Somebody else made one of them meanwhile.
            for (var i = 0; i < made.Count; i++)
                made[i] = IsFresh(made[i]) && taken.Contains(made[i].Link!.Slug) ? Refused(Taken) : made[i];
        }
        return made;
    }

    private static bool IsFresh(MadeLink one) => one is { Found: false, Problem: null };

    private async Task<Dictionary<string, Link>> KnownAsync(IReadOnlyList<TakenLink> asked, LinkHost domain, CancellationToken cancellation)
    {
        var ids = asked.Select(one => one.Asked.ExternalId).OfType<string>().ToList();
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Links.TagWith("LinkMaking.Known").AsNoTracking().Where(link => link.DomainId == domain.Id && link.ExternalId != null && ids.Contains(link.ExternalId))
            .ToDictionaryAsync(link => link.ExternalId!, StringComparer.Ordinal, cancellation);
    }

    private MadeLink PrepareTaken(TakenLink one, LinkHost domain, Dictionary<string, Link> known)
    {
        if (one.Asked.ExternalId is { } id && known.TryGetValue(id, out var found))
            return new MadeLink(found, domain, null, Found: true);
        var now = clock.GetUtcNow().UtcDateTime;
        var link = new Link { DomainId = domain.Id, Slug = "", Url = "", Created = one.Created is { } then && then < now ? then : now, Updated = now };
        if (form.Fill(link, one.Asked, domain) is { } problem)
            return Refused(problem);
        return directory.TryFind(domain, Encoding.UTF8.GetBytes(link.Slug), out _) ? Refused(Taken) : new MadeLink(link, domain, null);
    }
}
