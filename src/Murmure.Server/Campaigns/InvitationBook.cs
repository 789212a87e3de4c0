using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>Invitations to a community that were made for a campaign: whoever joins by one of them came of it.</summary>
internal sealed class InvitationBook(IDbContextFactory<MurmureDb> metadata, ConnectionDirectory directory, ConnectorSet connectors, ConnectionHealth health, TimeProvider clock)
{
    public const int Most = 20;

    /// <summary>The site's connections that can invite.</summary>
    public IReadOnlyList<OpenConnection> Inviters(SiteRules site) => [.. directory.All.Where(one => one.Site == site.Id && connectors.Find(one.Kind) is IInviter).OrderBy(one => one.Id)];

    public async Task<IReadOnlyList<Invitation>> ListAsync(Campaign campaign, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Invitations.TagWith("InvitationBook.List").AsNoTracking().Where(one => one.CampaignId == campaign.Id).OrderBy(one => one.Id).ToListAsync(cancellation);
    }

    /// <summary>The channel that whoever uses it comes to.</summary>
    public string ChannelOf(Invitation invitation) => directory.Find(invitation.ConnectionId) is { } connection ? connectors.ChannelOf(connection.Kind, "") ?? "" : "";

    /// <summary>Has the service make one; what was wrong, null when it is made.</summary>
    public async Task<ConnectorProblem?> MakeAsync(SiteRules site, Campaign campaign, long connection, CancellationToken cancellation)
    {
        if (Inviters(site).FirstOrDefault(one => one.Id == connection) is not { Settings: { } settings } open || connectors.Find(open.Kind) is not IInviter inviter)
            return new ConnectorProblem(ProblemReason.Missing);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var number = await db.Invitations.TagWith("InvitationBook.Make").CountAsync(one => one.CampaignId == campaign.Id, cancellation);
        if (number >= Most)
            return new ConnectorProblem(ProblemReason.Limit);
        var result = await inviter.InviteAsync(string.Create(CultureInfo.InvariantCulture, $"campaign-{campaign.Id}-{number + 1}"), settings, cancellation);
        if (result is not InviteResult.Made made)
        {
            var problem = (result as InviteResult.Refused)?.Problem ?? new ConnectorProblem(ProblemReason.Fault);
            health.Asked(connection, problem);
            return problem;
        }
        db.Invitations.Add(new Invitation { CampaignId = campaign.Id, ConnectionId = connection, Detail = made.Detail, Address = made.Address.ToString(), Created = clock.GetUtcNow().UtcDateTime });
        await db.SaveChangesAsync(cancellation);
        return null;
    }
}
