using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Hosting;

/// <summary>Whether the server can do its work now: both stores answer, the journal has room, and so has the disk.</summary>
internal static class Readiness
{
    private const long LeastFree = 64 << 20;

    public static async Task<IResult> AnswerAsync(
        IEventStore store, IDbContextFactory<MurmureDb> metadata, Journal journal, ServeOptions options, CancellationToken cancellation)
    {
        var problems = new List<string>();
        if (!await AnswersAsync(() => store.OpenDaysAsync(cancellation)))
            problems.Add("the event store does not answer");
        if (!await AnswersAsync(() => AskAsync(metadata, cancellation)))
            problems.Add("the metadata do not answer");
        if (journal.Figures is { Room: false } figures)
            problems.Add("the journal has no room" + (figures.Obstacle is { } obstacle ? $": {obstacle}" : ""));
        if (new DriveInfo(Path.GetFullPath(options.DataFolder)).AvailableFreeSpace < LeastFree)
            problems.Add($"the disk has less than {LeastFree >> 20} MB free");
        return problems.Count == 0
            ? TypedResults.Text("ready\n")
            : TypedResults.Text(string.Join('\n', problems) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task AskAsync(IDbContextFactory<MurmureDb> metadata, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.Settings.TagWith("Readiness").AnyAsync(cancellation);
    }

    private static async Task<bool> AnswersAsync(Func<Task> question)
    {
        try
        {
            await question();
            return true;
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }
}
