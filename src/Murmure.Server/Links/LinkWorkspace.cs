using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Admin;

namespace Murmure.Server.Links;

/// <summary>What the verb <c>link</c> does: the same on a stopped server's folder and through the socket of a running one.</summary>
internal sealed class LinkWorkspace(LinkMaking making, LinkBook book, LinkDirectory directory, Organisations organisations)
{
    public async Task<AdminAnswer> AddAsync(AddLinkRequest asked, CancellationToken cancellation)
    {
        if (directory.Hosts.Count == 0)
            await book.LoadHostsAsync(cancellation);
        var (organisation, problem) = await organisations.MeantAsync(asked.Organisation, null, asked.Domain ?? "links", false, cancellation);
        if (organisation is not { } place)
            return new(false, problem);
        var made = await making.MakeAsync(
            new LinkRequest { Url = asked.Url, Domain = asked.Domain, Slug = asked.Slug }, new Maker(place.Id, null, AuditLog.CommandLine), cancellation);
        if (made is not { Link: { } link, Domain: { } domain })
            return new(false, made.Problem!.Detail);
        var path = "/" + Uri.EscapeDataString(link.Slug);
        return new(true, $"The link is one of {place.Name}'s.", domain.Host.Length == 0 ? path : $"https://{domain.Host}{path}");
    }
}
