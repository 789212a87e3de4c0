using Murmure.Connectors;
using Murmure.Connectors.WhatsApp;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>What a send would do if it went on now.</summary>
/// <param name="Would">People who would be written to.</param>
/// <param name="Not">Those who want no messages, were left out, or cannot be written to.</param>
/// <param name="Left">How many the day's limit leaves; null without a limit.</param>
/// <param name="Findings">What keeps the message itself from being taken.</param>
internal sealed record SendOutlook(int Would, int Not, int? Left, IReadOnlyList<MessageFinding> Findings);

/// <summary>Tells what a send would do, without sending: the list is looked through once, and the service is asked nothing.</summary>
internal sealed class SendOutlooks(SendFolder folder, Refusals refusals, SendLimits limits, ConnectionDirectory directory, PostCheck check)
{
    /// <summary>Null where there is no list that waits for somebody's word.</summary>
    public async Task<SendOutlook?> AskAsync(SiteRules site, Post post, CancellationToken cancellation)
    {
        if (folder.Find(post.Id) is not { Head.Stage: not SendStage.Going } list || directory.Find(post.ConnectionId ?? 0) is not { Settings: { } settings } connection)
            return null;
        var findings = await check.AskAsync(post, cancellation);
        await list.Turn.WaitAsync(cancellation);
        try
        {
            if (list.IsGone)
                return null;
            var (tally, waiting) = (list.Tally(), list.Those(RecipientState.Waiting));
            // PRIVACY: each number is read for the moment of its comparison, as it is before its message is sent.
            var would = waiting.Count(index => list.PersonAt(index) is not null) - await refusals.CountAsync(site, waiting.Select(list.PersonAt).OfType<Person>().Select(Sending.FormsOf), cancellation);
            var tier = post.Details.GetValueOrDefault("form", "") is "" or "template" ? WhatsAppConnector.TierOf(settings) : null;
            return new SendOutlook(would, waiting.Count - would + tally.Refuses + tally.Failed + tally.LeftOut, limits.LeftOfDay(connection.Id, tier), findings);
        }
        finally
        {
            list.Turn.Release();
        }
    }
}
