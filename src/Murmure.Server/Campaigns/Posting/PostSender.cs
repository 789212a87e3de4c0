using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>
/// Hands over what is due, each post at most once unless it is certain that it is not out: that it is about to be handed over is written down before, and what
/// became of it after. What a crash leaves in between is a person's to judge.
/// </summary>
internal sealed class PostSender(
    IDbContextFactory<MurmureDb> metadata, ConnectionDirectory directory, ConnectorSet connectors, PostLetter letters, ConnectionHealth health, PostTerms terms)
{
    /// <summary>A connection with many posts due does not keep the others waiting.</summary>
    private const int MostDue = 50;

    /// <summary>After a crash: what was being handed over may be out or not.</summary>
    public async Task FindUnsureAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        // A send to single people knows of each of them by itself.
        await db.Posts.TagWith("PostSender.FindUnsure").Where(post => post.State == PostState.Sending && post.Channel != PostTerms.ToPeople)
            .ExecuteUpdateAsync(set => set.SetProperty(post => post.State, PostState.Unsure).SetProperty(post => post.NextTry, (DateTime?)null).SetProperty(post => post.Answer, "interrupted"), cancellation);
    }

    /// <summary>Hands over what is due at this moment.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var now = terms.Now;
        var due = await db.Posts.TagWith("PostSender.Due").AsNoTracking().Where(post => post.State == PostState.Scheduled && post.NextTry <= now && post.ConnectionId != null && post.Channel != PostTerms.ToPeople)
            .OrderBy(post => post.NextTry).ThenBy(post => post.Id).Take(MostDue).Select(post => new { post.Id, Connection = post.ConnectionId!.Value }).ToListAsync(cancellation);
        foreach (var one in due)
        {
            var connection = await db.Connections.TagWith("PostSender.Connection").AsNoTracking().SingleOrDefaultAsync(other => other.Id == one.Connection, cancellation);
            if (connection is null || terms.Waits(connection) || directory.Find(connection.Id) is not { } open || connectors.PublisherOf(connection.Kind) is not { } publisher)
                continue;
            // A person may have taken it back, or changed it, while those before it were handed over.
            db.ChangeTracker.Clear();
            if (await db.Posts.TagWith("PostSender.Claim").Where(post => post.Id == one.Id && post.State == PostState.Scheduled && post.NextTry <= now && post.ConnectionId == one.Connection)
                .ExecuteUpdateAsync(set => set.SetProperty(post => post.State, PostState.Sending).SetProperty(post => post.Tries, post => post.Tries + 1), cancellation) == 0)
                continue;
            await SendAsync(db, await db.Posts.TagWith("PostSender.Send").SingleAsync(post => post.Id == one.Id, cancellation), connection, open, publisher, cancellation);
        }
    }

    private async Task SendAsync(MurmureDb db, Post post, Connection connection, OpenConnection open, IMessagePublisher publisher, CancellationToken cancellation)
    {
        if (open.Settings is not { } settings)
        {
            Fail(post, new ConnectorProblem(ProblemReason.Credentials, "key-lost"));
            await db.SaveChangesAsync(cancellation);
            return;
        }
        if (!terms.IsPatient(post))
        {
            (post.State, post.NextTry, post.Answer) = (PostState.Failed, null, "late");
            await db.SaveChangesAsync(cancellation);
            return;
        }
        var message = await letters.WriteAsync(post, connection.Root, cancellation);
        // The end of the program waits for this one: what was handed over should be known.
        var result = await publisher.PublishAsync(message, settings, CancellationToken.None);
        Note(post, result);
        health.Asked(connection.Id, ProblemOf(result), (result as PublishResult.Later)?.After);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private void Note(Post post, PublishResult result)
    {
        post.Answer = ConnectionHealth.NameOf(ProblemOf(result));
        switch (result)
        {
            case PublishResult.Published published:
                (post.State, post.PublishedAt, post.Remote, post.NextTry) = (PostState.Published, terms.Now, published.Message, null);
                break;
            case PublishResult.Later later when terms.IsPatient(post):
                (post.State, post.NextTry) = (PostState.Scheduled, terms.Now + Longer(later.After, Retries.Pause(post.Tries)));
                break;
            case PublishResult.Later or PublishResult.Refused:
                Fail(post, ProblemOf(result)!);
                break;
            case PublishResult.Unsure:
                (post.State, post.NextTry) = (PostState.Unsure, null);
                break;
        }
    }

    private static void Fail(Post post, ConnectorProblem problem) => (post.State, post.NextTry, post.Answer) = (PostState.Failed, null, ConnectionHealth.NameOf(problem));

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan pause) => asked is { } wait && wait > pause ? wait : pause;

    private static ConnectorProblem? ProblemOf(PublishResult result) => result switch
    {
        PublishResult.Later later => later.Problem,
        PublishResult.Refused refused => refused.Problem,
        PublishResult.Unsure unsure => unsure.Problem,
        _ => null,
    };
}
