using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>Changes what is out already, where the service lets us: doing it again changes nothing.</summary>
internal sealed class PostEditing(IDbContextFactory<MurmureDb> metadata, ConnectionDirectory directory, ConnectorSet connectors, PostLetter letters, ConnectionHealth health)
{
    /// <summary>Whether a post can be changed there. One whose message a person named may be that person's own.</summary>
    public bool May(Post post) => post is { State: PostState.Published, Remote.Length: > 0, ConnectionId: { } id } && !post.Details.ContainsKey(PostLinking.Linked) && directory.Find(id) is { Settings: not null } open && connectors.Find(open.Kind) is IMessageEditor;

    /// <summary>Makes it say something else; what was wrong, null when it says it now.</summary>
    public Task<ConnectorProblem?> ChangeAsync(Campaign campaign, long post, string text, CancellationToken cancellation) => text.Length is 0 or > PostBook.LongestText
        ? Task.FromResult<ConnectorProblem?>(new ConnectorProblem(ProblemReason.Refused))
        : DoAsync(campaign, post, async (found, open, editor) =>
        {
            var before = found.Text;
            found.Text = text;
            var problem = await editor.EditAsync(found.Remote, await letters.WriteAsync(found, open.Root.ToString(), cancellation), open.Settings!, cancellation);
            if (problem is not null)
                found.Text = before;
            return problem;
        }, cancellation);

    /// <summary>Takes it back; what was wrong, null when it is gone. What it brought until then stays in the report.</summary>
    public Task<ConnectorProblem?> RemoveAsync(Campaign campaign, long post, CancellationToken cancellation) => DoAsync(campaign, post, async (found, open, editor) =>
    {
        var problem = await editor.RemoveAsync(found.Remote, open.Settings!, cancellation);
        if (problem is null)
            found.State = PostState.Cancelled;
        return problem;
    }, cancellation);

    private async Task<ConnectorProblem?> DoAsync(Campaign campaign, long post, Func<Post, OpenConnection, IMessageEditor, Task<ConnectorProblem?>> act, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Posts.TagWith("PostEditing.Do").SingleOrDefaultAsync(one => one.Id == post && one.CampaignId == campaign.Id, cancellation) is not { } found || !May(found)
            || directory.Find(found.ConnectionId!.Value) is not { } open || connectors.Find(open.Kind) is not IMessageEditor editor)
            return new ConnectorProblem(ProblemReason.Missing);
        var problem = await act(found, open, editor);
        health.Asked(open.Id, problem);
        // Told twice at once, it is written down by the other one.
        await db.IsKeptAsync(CancellationToken.None);
        return problem;
    }
}
