using Microsoft.EntityFrameworkCore;
using Murmure.Server.Connections;
using Murmure.Server.Connections.Pages;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Notices;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Privacy;

/// <summary>Where a site's figures and messages go, by kind: members by e-mail, outlets of notices, webhooks of links, connections that publish. Nobody is named.</summary>
internal sealed class SiteReceivers(IDbContextFactory<MurmureDb> metadata, ConnectorSet connectors)
{
    /// <returns>Each kind once, as the language writes it; empty where nothing goes anywhere.</returns>
    public async Task<IReadOnlyList<string>> OfAsync(SiteRules site, Texts texts, CancellationToken cancellation)
    {
        var id = site.Id.Value;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var mail = await db.NoticeSubscriptions.TagWith("SiteReceivers.Mail").AnyAsync(one => one.SiteId == id, cancellation);
        var hooks = await db.Webhooks.TagWith("SiteReceivers.Hooks").AnyAsync(one => one.OrganisationId == site.Organisation, cancellation);
        var outlets = await db.NoticeOutlets.TagWith("SiteReceivers.Outlets").Where(one => one.SiteId == id).Select(one => one.Kind).Distinct().ToListAsync(cancellation);
        var connections = await db.Connections.TagWith("SiteReceivers.Connections").Where(one => one.SiteId == id).Select(one => one.Kind).Distinct().ToListAsync(cancellation);
        IEnumerable<string> programs = hooks ? outlets.Append(OutletKind.Webhook) : outlets;
        return
        [
            .. mail ? [texts["register.where.mail"]] : Array.Empty<string>(),
            .. programs.Distinct().Order(StringComparer.Ordinal).Select(kind => kind == OutletKind.Webhook ? texts["register.where.program"] : texts["notice.outlet." + kind])
                // The others tell this server something and are told nothing.
                .Union(connections.Where(kind => connectors.PublisherOf(kind) is not null).Order(StringComparer.Ordinal).Select(texts.KindName)),
        ];
    }
}
