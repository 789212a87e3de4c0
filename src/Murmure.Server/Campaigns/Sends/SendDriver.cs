using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>Drives every send on: begins it at its time, lets it rest, halts it, and destroys its list when it is over.</summary>
internal sealed class SendDriver(IDbContextFactory<MurmureDb> metadata, SendFolder folder, SendPlans plans, Sending sending, TimeProvider clock)
{
    /// <summary>PRIVACY: a list is not kept longer, whatever became of it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(72);

    /// <summary>What a post answers whose list was destroyed before everybody was sent to.</summary>
    public const string CutOff = "cut-off";

    /// <summary>Sends of several connections go side by side.</summary>
    private const int AtOnce = 4;

    /// <summary>A turn of each; what fails for one is thrown when all the others had theirs.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var faults = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(folder.All, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (list, stop) =>
        {
            try
            {
                await StepAsync(list, stop);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                faults.Enqueue(fault);
            }
        });
        if (faults.TryPeek(out var first))
            ExceptionDispatchInfo.Throw(first);
    }

    /// <summary>Sends under way whose list is not there any more: a crash between its end and the post's, or a backup that was restored. What was sent was sent.</summary>
    public async Task FindCutOffAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var under = await db.Posts.TagWith("SendDriver.FindCutOff").Where(post => post.Channel == SendBook.Kind && post.ConnectionId != null && (post.State == PostState.Sending || post.State == PostState.Unsure)).ToListAsync(cancellation);
        foreach (var post in under.Where(post => folder.Find(post.Id) is null))
            (post.State, post.NextTry, post.Answer) = (post.PublishedAt is null ? PostState.Failed : PostState.Published, null, CutOff);
        await db.SaveChangesAsync(cancellation);
    }

    private async Task StepAsync(RecipientList list, CancellationToken cancellation)
    {
        await list.Turn.WaitAsync(cancellation);
        try
        {
            if (list.IsGone)
                return;
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            var place = await PostPlace.FindAsync(db, list.Head.Post, cancellation);
            if (place?.Connection is null || clock.GetUtcNow() - list.Head.Made >= Longest)
                await EndAsync(db, place?.Post, list, folder);
            else
                await StepAsync(db, place, place.Connection, list, cancellation);
        }
        finally
        {
            list.Turn.Release();
        }
    }

    /// <summary>What is left is not sent any more; what was is what the post says. Whoever holds the list's turn calls it.</summary>
    /// <param name="without">What the post is where nobody was sent to.</param>
    internal static async Task EndAsync(MurmureDb db, Post? post, RecipientList list, SendFolder folder, PostState without = PostState.Failed)
    {
        var (tally, stage) = (list.Tally(), list.Head.Stage);
        // Before the post says that it is over: a crash in between leaves no list behind that nobody looks after.
        folder.Destroy(list);
        if (post is null)
            return;
        if (tally.Waiting > 0 && post.Answer.Length == 0 && without != PostState.Cancelled)
            post.Answer = CutOff;
        // A list that nobody began with leaves the post to another one.
        post.State = stage == SendStage.Ready ? PostState.Draft : tally.Sent + tally.Unsure > 0 ? PostState.Published : without;
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private async Task StepAsync(MurmureDb db, PostPlace place, Connection connection, RecipientList list, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (list.Head.Stage == SendStage.Ready && place.Post is { State: PostState.Scheduled, Due: { } due } && due <= now.UtcDateTime)
            list.Go(SendStage.Going);
        if (list.Head.Stage != SendStage.Going)
            return;
        if (place.Post.State is PostState.Draft or PostState.Scheduled)
        {
            (place.Post.State, place.Post.PublishedAt) = (PostState.Sending, now.UtcDateTime);
            await db.SaveChangesAsync(cancellation);
        }
        if (list.RestsUntil <= now && !(connection.RestsUntil > now.UtcDateTime && list.RestsUntil == default))
            await SendAsync(db, place, connection, list, cancellation);
        await JudgeAsync(db, place.Post, list);
    }

    private async Task SendAsync(MurmureDb db, PostPlace place, Connection connection, RecipientList list, CancellationToken cancellation)
    {
        var plan = await plans.OfAsync(place, cancellation);
        if (plan is not null && QuietHours.Has(connection, plan.Site, clock.GetUtcNow()))
            return;
        var problem = plan is null ? new ConnectorProblem(ProblemReason.Credentials) : await sending.RunAsync(list, plan, cancellation);
        if (problem is null)
            return;
        list.Go(SendStage.Halted);
        place.Post.Answer = ConnectionHealth.NameOf(problem);
        place.Post.Tries++;
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private async Task JudgeAsync(MurmureDb db, Post post, RecipientList list)
    {
        var tally = list.Tally();
        if (tally.IsOver)
        {
            await EndAsync(db, post, list, folder);
            return;
        }
        // Those who wait are sent to; those who are unsure wait for a person.
        var state = tally.Waiting == 0 && tally.Unsure > 0 ? PostState.Unsure : PostState.Sending;
        if (post.State == state)
            return;
        post.State = state;
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
