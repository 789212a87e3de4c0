using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Abuse;

/// <summary>Takes links out of service and puts them back, with a reason and an entry in the log of changes.</summary>
internal sealed class LinkModeration(LinkBook book, LinkDirectory directory, BlockLists lists, TimeProvider clock)
{
    /// <summary>The reason of links that a block list has.</summary>
    public const string ByList = "blocklist";

    public const int LongestReason = 200;

    /// <summary>From now on the link answers 410 with a page.</summary>
    /// <param name="reason">For the organisation to read; visitors are not told.</param>
    public async Task<MadeLink> DisableAsync(long id, string? reason, Maker who, CancellationToken cancellation)
    {
        if (reason?.Trim() is not { Length: > 0 and <= LongestReason } why)
            return new MadeLink(null, null, new LinkProblem("reason", "link-reason", $"'reason' says why, in 1 to {LongestReason} characters."));
        var changed = await book.ChangeAsync([id], who.Organisation, (links, db) =>
        {
            var link = links[0];
            link.Disabled = why;
            who.Note(db, clock, AuditAction.LinkDisabled, link.Slug);
            return true;
        }, cancellation);
        return Of(changed?[0]);
    }

    /// <summary>The link leads on again, unless a block list has where it leads.</summary>
    public async Task<MadeLink> EnableAsync(long id, Maker who, CancellationToken cancellation)
    {
        LinkProblem? problem = null;
        var changed = await book.ChangeAsync([id], who.Organisation, (links, db) =>
        {
            var link = links[0];
            if (lists.Blocks(link))
                problem = new LinkProblem("url", "link-url", "'url': the address is on a block list.");
            else if (link.Disabled.Length > 0)
            {
                link.Disabled = "";
                who.Note(db, clock, AuditAction.LinkEnabled, link.Slug);
                return true;
            }
            return false;
        }, cancellation);
        return Of(changed?[0]) with { Problem = problem };
    }

    private MadeLink Of(Link? link) => new(link, link is null ? null : directory.HostOf(link), null);
}
