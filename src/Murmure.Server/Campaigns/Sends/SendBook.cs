using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>A list as a member hands it in.</summary>
/// <param name="Text">The table.</param>
/// <param name="Column">Which column has the numbers; empty finds it.</param>
/// <param name="OptIn">Whether they say that everybody on it agreed to be written to.</param>
internal sealed record RecipientsRequest(string Text, string Column, bool OptIn);

/// <summary>How a send stands.</summary>
/// <param name="Until">When its list is destroyed at the latest.</param>
/// <param name="RestsUntil">Until when a limit has it rest; null where none does.</param>
internal sealed record SendState(SendStage Stage, SendTally Tally, DateTimeOffset Until, DateTimeOffset? RestsUntil);

/// <summary>What members do with sends: hand in a list, begin, let go on, decide on who is unsure, and cancel.</summary>
internal sealed class SendBook(IDbContextFactory<MurmureDb> metadata, SendFolder folder, TimeProvider clock)
{
    /// <summary>The one kind of connection that writes to single people.</summary>
    public const string Kind = "whatsapp";

    /// <summary>How the send of a post stands; null where it has no list.</summary>
    public SendState? StateOf(long post)
    {
        if (folder.Find(post) is not { } list)
            return null;
        var rests = list.RestsUntil > clock.GetUtcNow() ? list.RestsUntil : (DateTimeOffset?)null;
        return new SendState(list.Head.Stage, list.Tally(), list.Head.Made + SendDriver.Longest, rests);
    }

    /// <summary>Takes a list for a post that has none; or the key of the text that says why not.</summary>
    public async Task<(RecipientsRead? Read, string Problem)> KeepAsync(SiteRules site, Caller caller, long post, RecipientsRequest asked, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await FindAsync(db, site, post, cancellation) is not { Post.State: PostState.Draft or PostState.Scheduled, Connection.Kind: Kind } place)
            return (null, "send.gone");
        if (folder.Find(post) is not null)
            return (null, "send.list.there");
        // It would be destroyed before its time.
        if (place.Post.Due > (clock.GetUtcNow() + SendDriver.Longest).UtcDateTime)
            return (null, "send.list.early");
        if (!asked.OptIn)
            return (null, "send.opt-in");
        var (read, problem) = RecipientReader.Read(asked.Text, asked.Column);
        if (read is null)
            return (null, problem);
        // That somebody said so is kept; who it was said of is not.
        new AuditLog(db, clock).Add(caller, AuditAction.RecipientsListed, place.Campaign.Name);
        await db.SaveChangesAsync(cancellation);
        return folder.Make(post, read.Numbers, clock.GetUtcNow()) is null ? (null, "send.list.there") : (read, "");
    }

    /// <summary>Begins a send, or lets it go on where it halted. Until the post's time it only waits.</summary>
    public Task<bool> StartAsync(SiteRules site, Caller caller, long post, CancellationToken cancellation) => ChangeAsync(site, post, (db, place, list) =>
    {
        list.RestsUntil = default;
        (list.Troubles, list.Alike) = (0, default);
        place.Post.Answer = "";
        new AuditLog(db, clock).Add(caller, AuditAction.SendStarted, place.Campaign.Name);
        if (list.Head.Stage == SendStage.Ready && place.Post.Due > clock.GetUtcNow().UtcDateTime)
            place.Post.State = PostState.Scheduled;
        else
            list.Go(SendStage.Going);
        return db.SaveChangesAsync(cancellation);
    }, cancellation);

    /// <summary>Has nobody sent to until <see cref="StartAsync"/>.</summary>
    public Task<bool> HaltAsync(SiteRules site, long post, CancellationToken cancellation) => ChangeAsync(site, post, (_, _, list) =>
    {
        list.Go(list.Head.Stage == SendStage.Going ? SendStage.Halted : list.Head.Stage);
        return Task.CompletedTask;
    }, cancellation);

    /// <summary>Decides on those of whom nobody knows whether they got the message.</summary>
    /// <param name="again">Whether they are sent to again: some of them may get it twice.</param>
    public Task<bool> DecideAsync(SiteRules site, Caller caller, long post, bool again, CancellationToken cancellation) => ChangeAsync(site, post, (db, place, list) =>
    {
        list.Mark(list.Those(RecipientState.Unsure), again ? RecipientState.Waiting : RecipientState.LeftOut);
        new AuditLog(db, clock).Add(caller, again ? AuditAction.SendRepeated : AuditAction.SendLeft, place.Campaign.Name);
        return db.SaveChangesAsync(cancellation);
    }, cancellation);

    /// <summary>Sends to nobody any more, and destroys the list.</summary>
    public Task<bool> CancelAsync(SiteRules site, Caller caller, long post, CancellationToken cancellation) => ChangeAsync(site, post, (db, place, list) =>
    {
        new AuditLog(db, clock).Add(caller, AuditAction.SendCancelled, place.Campaign.Name);
        return SendDriver.EndAsync(db, place.Post, list, folder, PostState.Cancelled);
    }, cancellation);

    /// <summary>A post of that campaign and site that goes to single people; null for any other.</summary>
    public async Task<PostPlace?> FindAsync(SiteRules site, long campaign, long post, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await FindAsync(db, site, post, cancellation) is { } place && place.Campaign.Id == campaign && (place.Connection?.Kind == Kind || folder.Find(post) is not null) ? place : null;
    }

    private async Task<bool> ChangeAsync(SiteRules site, long post, Func<MurmureDb, PostPlace, RecipientList, Task> change, CancellationToken cancellation)
    {
        if (folder.Find(post) is not { } list)
            return false;
        await list.Turn.WaitAsync(cancellation);
        try
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            if (list.IsGone || await FindAsync(db, site, post, cancellation) is not { } place)
                return false;
            await change(db, place, list);
            return true;
        }
        finally
        {
            list.Turn.Release();
        }
    }

    private static async Task<PostPlace?> FindAsync(MurmureDb db, SiteRules site, long post, CancellationToken cancellation) =>
        await PostPlace.FindAsync(db, post, cancellation) is { } place && place.Campaign.SiteId == site.Id.Value ? place : null;
}
