using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Links.Abuse;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>A link that was made, found by its external id, or refused.</summary>
internal sealed record MadeLink(Link? Link, LinkHost? Domain, LinkProblem? Problem, bool Found = false);

/// <summary>Making, changing and deleting links, for API, pages, files and importers alike.</summary>
internal sealed partial class LinkMaking(
    LinkForm form, LinkBook book, LinkDirectory directory, IDbContextFactory<MurmureDb> metadata, TimeProvider clock, LinkLimits limits)
{
    private const int RandomTries = 5;

    /// <summary>A site of the organisation, in whose reports a new domain may count.</summary>
    private sealed record OwnSite(long Id, string Host);

    public async Task<MadeLink> MakeAsync(LinkRequest asked, Maker who, CancellationToken cancellation) => (await MakeManyAsync([asked], who, cancellation))[0];

    /// <summary>Makes all of them or none: one problem refuses the call, and each link's own is told. A null was no link at all.</summary>
    public async Task<IReadOnlyList<MadeLink>> MakeManyAsync(IReadOnlyList<LinkRequest?> asked, Maker who, CancellationToken cancellation)
    {
        var made = await PrepareAsync(asked, who, cancellation);
        if (made.Exists(one => one.Problem is not null))
            return made;
        if (limits.TryTake(who, made.Count(one => !one.Found)) is { } wait)
            return [.. made.Select(_ => Refused(LinkProblem.TooMany(wait)))];
        for (var i = 0; i < made.Count; i++)
            made[i] = await PlacedAsync(made[i], who, cancellation);
        if (made.Exists(one => one.Problem is not null))
            return made;
        var fresh = made.Where(one => one is { Found: false, Link: not null }).Select(one => one.Link!).ToList();
        var random = fresh.Where(link => link.Slug.Length == 0).ToHashSet();
        for (var tried = 0; fresh.Count > 0; tried++)
        {
            foreach (var link in random)
                link.Slug = Slug.Random();
            var taken = await book.AddAsync(fresh, db => who.Note(db, clock, AuditAction.LinkAdded, Named(fresh)), cancellation);
            if (taken.Count == 0)
                break;
            var clashing = fresh.Where(link => taken.Contains(link.Slug)).ToHashSet();
            if (tried == RandomTries || !clashing.IsSubsetOf(random))
                return [.. made.Select(one => one.Link is { } link && clashing.Contains(link) && !random.Contains(link) ? Refused(Taken) : one)];
        }
        return made;
    }

    /// <summary>What making them would come to, without doing anything.</summary>
    public async Task<IReadOnlyList<MadeLink>> CheckManyAsync(IReadOnlyList<LinkRequest?> asked, Maker who, CancellationToken cancellation) => await PrepareAsync(asked, who, cancellation);

    public async Task<MadeLink> ChangeAsync(long id, LinkRequest asked, IReadOnlySet<string> sent, Maker who, CancellationToken cancellation) =>
        await ChangeManyAsync([id], asked, sent, who, cancellation) is [var changed] ? changed : new MadeLink(null, null, null);

    /// <summary>Changes all of them alike or none: one problem refuses the call. Null when one of the numbers is none of the organisation's.</summary>
    public async Task<IReadOnlyList<MadeLink>?> ChangeManyAsync(IReadOnlyList<long> ids, LinkRequest asked, IReadOnlySet<string> sent, Maker who, CancellationToken cancellation)
    {
        var made = new List<MadeLink>();
        var changed = await book.ChangeAsync(ids, who.Organisation, (links, db) =>
        {
            foreach (var link in links)
            {
                var domain = directory.HostOf(link);
                var before = (link.Slug, link.ExternalId);
                made.Add(new MadeLink(link, domain, form.Fill(link, asked, domain, sent) ?? TwinOf(link, before, db)));
            }
            if (made.Exists(one => one.Problem is not null))
                return false;
            who.Note(db, clock, AuditAction.LinkChanged, Named(links));
            return true;
        }, cancellation);
        return changed is null ? null : made;
    }

    /// <summary>Deletes all of them or none. False when one of the numbers is none of the organisation's.</summary>
    public async Task<bool> RemoveAsync(IReadOnlyList<long> ids, Maker who, CancellationToken cancellation) =>
        await book.RemoveAsync(ids, who.Organisation, (db, links) => who.Note(db, clock, AuditAction.LinkRemoved, Named(links)), cancellation) is not null;

    /// <summary>The beginning of a domain's short addresses, with its slash.</summary>
    public static string RootOf(HttpContext http, LinkHost domain) =>
        domain.Host.Length == 0 || SiteHosts.Normalise(http.Request.Host.Host) == domain.Host ? $"{http.Request.Scheme}://{http.Request.Host}/"
        : $"{(Access.IsLocal(http) && http.Request.Scheme == "http" && domain.Host == "localhost" ? "http" : "https")}://{domain.Host}/";

    /// <summary>A short address as it is copied and sent.</summary>
    /// <param name="key">What follows <c>~</c>; empty for the plain address.</param>
    public static string AddressOf(HttpContext http, LinkHost domain, string slug, string key = "") =>
        RootOf(http, domain) + Uri.EscapeDataString(slug) + (key.Length > 0 ? "~" + key : "");

    private async Task<List<MadeLink>> PrepareAsync(IReadOnlyList<LinkRequest?> asked, Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var candidates = await SitesAsync(db, who, cancellation);
        var made = new List<MadeLink>(asked.Count);
        foreach (var one in asked)
            made.Add(one is null ? Refused(new LinkProblem("", "body", "This is no link.")) : await PrepareAsync(one, who, candidates, db, cancellation));
        MarkTwins(made);
        await MarkTakenAsync(made, db, cancellation);
        return made;
    }

    private static Task<List<OwnSite>> SitesAsync(MurmureDb db, Maker who, CancellationToken cancellation) =>
        db.Sites.TagWith("LinkMaking.Sites").AsNoTracking().Where(site => site.OrganisationId == who.Organisation && !site.Simulated)
            .OrderBy(site => site.Id).Select(site => new OwnSite(site.Id, site.Host)).ToListAsync(cancellation);

    private async Task<MadeLink> PrepareAsync(LinkRequest asked, Maker who, List<OwnSite> candidates, MurmureDb db, CancellationToken cancellation)
    {
        var (domain, problem) = DomainOf(asked, who, candidates);
        if (domain is null)
            return Refused(problem!);
        if (asked.ExternalId?.Trim() is { Length: > 0 } external
            && await db.Links.TagWith("LinkMaking.Find").AsNoTracking().SingleOrDefaultAsync(link => link.DomainId == domain.Id && link.ExternalId == external, cancellation) is { } found)
            return new MadeLink(found, domain, null, Found: true);
        var now = clock.GetUtcNow().UtcDateTime;
        var link = new Link { DomainId = domain.Id, Slug = "", Url = "", Created = now, Updated = now };
        return form.Fill(link, asked, domain) is { } wrong ? Refused(wrong) : new MadeLink(link, domain, null);
    }

    /// <summary>The domain named, the organisation's first one, or the server's own name; one that nobody has yet (number 0) counts for the site that fits its host.</summary>
    private (LinkHost? Domain, LinkProblem? Problem) DomainOf(LinkRequest asked, Maker who, List<OwnSite> candidates)
    {
        var named = asked.Domain?.Trim() is { Length: > 0 } text ? SiteForm.Host(text) : null;
        if (named is null && !string.IsNullOrWhiteSpace(asked.Domain))
            return (null, new LinkProblem("domain", "link-domain", "'domain' is the host of the short address, such as go.example.org."));
        var wanted = asked.Site is { Length: > 0 } name ? candidates.Find(one => one.Host == SiteHosts.Normalise(name)) : null;
        if (named is null && directory.Hosts.FirstOrDefault(domain => domain.Organisation == who.Organisation && (wanted is null || domain.Site.Value == wanted.Id)) is { } first)
            return (first, null);
        var host = named ?? "";
        if (directory.Hosts.FirstOrDefault(domain => domain.Host == host) is { } known)
            return known.Organisation == who.Organisation ? (known, null) : (null, NotOurs);
        var site = !string.IsNullOrEmpty(asked.Site) ? wanted : candidates.Find(one => Registrable(one.Host) == Registrable(host)) ?? (candidates is [var any, ..] ? any : null);
        return site is null
            ? (null, new LinkProblem("site", "link-site", "Clicks count in a site's reports, and there is no such site: add one first."))
            : (new LinkHost(0, host, who.Organisation, new SiteId(site.Id), null, null, null), null);
    }

    /// <summary>Makes the domain of a link whose domain there is not yet.</summary>
    private async Task<MadeLink> PlacedAsync(MadeLink made, Maker who, CancellationToken cancellation)
    {
        if (made.Domain is not { Id: 0 } wanted)
            return made;
        if (await book.DomainAsync(wanted.Host, who.Organisation, wanted.Site, cancellation) is not { } domain)
            return Refused(NotOurs);
        made.Link!.DomainId = domain.Id;
        return made with { Domain = domain };
    }

    // Two of one call must not ask for the same slug, nor be one thing of the caller's own system.
    private static void MarkTwins(List<MadeLink> made)
    {
        var seen = new HashSet<(string, string)>();
        var ids = new HashSet<(string, string)>();
        for (var i = 0; i < made.Count; i++)
        {
            if (made[i] is not { Found: false, Link: { } link, Domain: { } domain })
                continue;
            if (link.Slug.Length > 0 && !seen.Add((domain.Host, link.Slug)))
                made[i] = Refused(Taken);
            else if (link.ExternalId is { } external && !ids.Add((domain.Host, external)))
                made[i] = Refused(IdTaken);
        }
    }

    private static async Task MarkTakenAsync(List<MadeLink> made, MurmureDb db, CancellationToken cancellation)
    {
        foreach (var domain in made.Where(one => one is { Found: false, Domain.Id: > 0 }).Select(one => one.Domain!.Id).Distinct().ToList())
        {
            var slugs = made.Where(one => one is { Found: false, Link.Slug.Length: > 0 } && one.Domain!.Id == domain).Select(one => one.Link!.Slug).ToList();
            var taken = await db.Links.TagWith("LinkMaking.Taken").Where(link => link.DomainId == domain && slugs.Contains(link.Slug)).Select(link => link.Slug).ToListAsync(cancellation);
            for (var i = 0; taken.Count > 0 && i < made.Count; i++)
            {
                if (made[i] is { Found: false, Link: { } link } && made[i].Domain!.Id == domain && taken.Contains(link.Slug))
                    made[i] = Refused(Taken);
            }
        }
    }

    // The log of changes names a link by its slug, and many by how many they are.
    private static string Named(IReadOnlyList<Link> links) => links is [var one] ? one.Slug : $"{links.Count}";

    private static string Registrable(string host) => PublicSuffixes.Default.RegistrableDomain(host) ?? host;

    /// <summary>Whether another link of the domain has what this one was just given.</summary>
    private static LinkProblem? TwinOf(Link link, (string Slug, string? ExternalId) before, MurmureDb db) =>
        link.Slug != before.Slug && db.Links.Any(other => other.DomainId == link.DomainId && other.Slug == link.Slug) ? Taken
        : link.ExternalId is { } external && external != before.ExternalId && db.Links.Any(other => other.DomainId == link.DomainId && other.ExternalId == external)
            ? IdTaken
            : null;

    private static MadeLink Refused(LinkProblem problem) => new(null, null, problem);

    private static LinkProblem NotOurs { get; } = new("domain", "link-domain", "The domain is not among this organisation's.");

    private static LinkProblem IdTaken { get; } = new("externalId", "external-id-taken", "Another link of this domain has the external id already.");

    private static LinkProblem Taken { get; } = new("slug", "slug-taken", "Another link of this domain has the slug already.");
}
