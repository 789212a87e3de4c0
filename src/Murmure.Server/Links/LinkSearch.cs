using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>Which links of many: by words in slug, title, address and notes, by tag, folder, domain, external id; archived ones only when asked for.</summary>
internal sealed record LinkSearch(string Words, string Tag, string Folder, LinkHost? Domain, string ExternalId, bool Archived)
{
    public static LinkSearch Read(IQueryCollection query, LinkDirectory directory) => new(
        query["search"].ToString().Trim(), query["tag"].ToString().Trim().ToLowerInvariant(), query["folder"].ToString().Trim(),
        query["domain"].ToString() is { Length: > 0 } host && SiteHosts.Normalise(host) is { } name ? directory.Hosts.FirstOrDefault(domain => domain.Host == name) : null,
        query["externalId"].ToString(), query["archived"].ToString() is "true" or "yes");

    public IQueryable<Link> Apply(IQueryable<Link> links)
    {
        links = links.Where(link => link.Archived == Archived);
        if (Domain is { } domain)
            links = links.Where(link => link.DomainId == domain.Id);
        if (Tag.Length > 0)
            links = links.Where(link => link.Tags.Contains(Tag));
        if (Folder.Length > 0)
            links = links.Where(link => link.Folder == Folder);
        if (ExternalId.Length > 0)
            links = links.Where(link => link.ExternalId == ExternalId);
        foreach (var word in Words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(5))
        {
            var like = "%" + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
            links = links.Where(link => EF.Functions.Like(link.Slug, like, "\\") || EF.Functions.Like(link.Title, like, "\\") || EF.Functions.Like(link.Url, like, "\\") || EF.Functions.Like(link.Notes, like, "\\"));
        }
        return links;
    }
}
