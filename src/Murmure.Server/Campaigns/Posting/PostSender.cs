using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Links;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>
/// Hands over what is due, each post at most once unless it is certain that it is not out: that it is about to be handed over is written down before, and what
/// became of it after. What a crash or a fault leaves in between is a person's to judge. Connections go side by side, a connection's posts one after the other.
/// </summary>
internal sealed class PostSender(
    IDbContextFactory<MurmureDb> metadata, ConnectionDirectory directory, ConnectorSet connectors, PostLetter letters, ObservationIntake intake, ConnectionHealth health, PostTerms terms)
{
    /// <summary>More posts of one connection go in the next rounds.</summary>
    private const int MostDue = 50;

    /// <summary>Then it is not the posts: the connection rests before the others become unsure too.</summary>
    private const int MostTroubles = 3;

    /// <summary>How many answers of a connection's in a row said neither yes nor no.</summary>
    private readonly ConcurrentDictionary<long, int> troubles = new();

    /// <summary>What was being handed over and is not any more, after a crash or a fault, may be out or not. To be called while nothing is handed over.</summary>
    public async Task FindUnsureAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        // A send to single people knows of each of them by itself.
        await db.Posts.TagWith("PostSender.FindUnsure").Where(post => post.State == PostState.Sending && post.Channel != PostTerms.ToPeople)
            .ExecuteUpdateAsync(set => set.SetProperty(post => post.State, PostState.Unsure).SetProperty(post => post.NextTry, (DateTime?)null).SetProperty(post => post.Answer, "interrupted"), cancellation);
    }

    /// <summary>Hands over what is due at this moment. One round at a time.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        await FindUnsureAsync(cancellation);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var now = terms.Now;
        var due = await db.Posts.TagWith("PostSender.Due").AsNoTracking().Where(post => post.State == PostState.Scheduled && post.NextTry <= now && post.ConnectionId != null && post.Channel != PostTerms.ToPeople)
            .OrderBy(post => post.NextTry).ThenBy(post => post.Id).Select(post => new { post.Id, Connection = post.ConnectionId!.Value }).ToListAsync(cancellation);
        // All of them, whatever fails for one: a service that hangs holds up its own posts alone.
        await Task.WhenAll(due.GroupBy(one => one.Connection).Select(mine => SendAsync(mine.Key, [.. mine.Select(one => one.Id).Take(MostDue)], cancellation)));
    }

    private async Task SendAsync(long number, IReadOnlyList<long> posts, CancellationToken cancellation)
    {
        foreach (var post in posts)
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            var connection = await db.Connections.TagWith("PostSender.Connection").AsNoTracking().SingleOrDefaultAsync(one => one.Id == number, cancellation);
            if (connection is null || terms.Waits(connection) || directory.Find(number) is not { } open || connectors.PublisherOf(connection.Kind) is not { } publisher)
                return;
            if (await ClaimAsync(db, post, number, cancellation) is not { } claimed)
                continue;
            // From here on to the end: what was handed over should be known, and the end of the program waits for it.
            var result = terms.IsPatient(claimed) ? await HandOverAsync(claimed, connection, open, publisher) : null;
            Note(claimed, result);
            await db.SaveChangesAsync(CancellationToken.None);
            if (result is PublishResult.Published published)
                await intake.RememberAsync(open, published.Message, post, CancellationToken.None);
            if (result is not null && !await GoesOnAsync(number, result))
                return;
        }
    }

    /// <summary>Writes down that it is about to be handed over; null where a person took it back, or changed when, while those before it were handed over.</summary>
    private async Task<Post?> ClaimAsync(MurmureDb db, long id, long connection, CancellationToken cancellation)
    {
        var now = terms.Now;
        if (await db.Posts.TagWith("PostSender.Claim").Where(post => post.Id == id && post.State == PostState.Scheduled && post.NextTry <= now && post.ConnectionId == connection)
            .ExecuteUpdateAsync(set => set.SetProperty(post => post.State, PostState.Sending).SetProperty(post => post.Tries, post => post.Tries + 1), cancellation) == 0)
            return null;
        return await db.Posts.TagWith("PostSender.Send").SingleAsync(post => post.Id == id, CancellationToken.None);
    }

    private async Task<PublishResult> HandOverAsync(Post post, Connection connection, OpenConnection open, IMessagePublisher publisher)
    {
        if (open.Settings is not { } settings)
            return new PublishResult.Refused(new ConnectorProblem(ProblemReason.Credentials, "key-lost"));
        var isAsked = false;
        try
        {
            var message = await letters.WriteAsync(post, connection.Root, CancellationToken.None, goesOut: true);
            isAsked = true;
            return await publisher.PublishAsync(message, settings, CancellationToken.None);
        }
        // Whatever it is: once the service may have been asked, only a look at the channel tells.
        catch (Exception fault)
        {
            var problem = health.LogFault(connection.Id, fault);
            return isAsked ? new PublishResult.Unsure(problem) : new PublishResult.Later(problem);
        }
    }

    /// <summary>Whether the connection's next post may go out at once. Where the service wants a pause, or says neither yes nor no for long, none does.</summary>
    private async Task<bool> GoesOnAsync(long connection, PublishResult result)
    {
        var after = (result as PublishResult.Later)?.After;
        if (result is PublishResult.Published or PublishResult.Refused)
            troubles.TryRemove(connection, out _);
        else if (troubles.AddOrUpdate(connection, 1, (_, before) => before + 1) is >= MostTroubles and var many)
            after = Longer(after, Retries.Pause(many - MostTroubles + 1));
        health.Asked(connection, ProblemOf(result), after);
        if (after is null)
            return true;
        // At once: the next round, and a send, ask the store whether it rests.
        await health.WriteAsync(CancellationToken.None);
        return false;
    }

    /// <param name="result">Null where its time is long over.</param>
    private void Note(Post post, PublishResult? result)
    {
        post.Answer = result is null ? "late" : ConnectionHealth.NameOf(ProblemOf(result));
        switch (result)
        {
            case PublishResult.Published published:
                (post.State, post.PublishedAt, post.Remote, post.NextTry) = (PostState.Published, terms.Now, published.Message, null);
                break;
            case PublishResult.Later later when terms.IsPatient(post):
                (post.State, post.NextTry) = (PostState.Scheduled, terms.Now + Longer(later.After, Retries.Pause(post.Tries)));
                break;
            case PublishResult.Unsure:
                (post.State, post.NextTry) = (PostState.Unsure, null);
                break;
            default:
                (post.State, post.NextTry) = (PostState.Failed, null);
                break;
        }
    }

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan pause) => asked is { } wait && wait > pause ? wait : pause;

    private static ConnectorProblem? ProblemOf(PublishResult result) => result switch
    {
        PublishResult.Later later => later.Problem,
        PublishResult.Refused refused => refused.Problem,
        PublishResult.Unsure unsure => unsure.Problem,
        _ => null,
    };
}
