namespace Murmure.Server.Links.Elsewhere;

/// <summary>
/// Takes other services' links over, with their slugs and what was counted of them. A link's external id is the source and its slug, so that a
/// second run, or one that goes on where another was cut off, adds nothing that is there.
/// </summary>
internal sealed class LinkSwitch(LinkMaking making, ImportedClicksBook clicks, RemoteLinks remote)
{
    private const int Chunk = 500;
    private const int MostTags = 20;

    /// <summary>Takes rows over.</summary>
    public async Task TakeAsync(SwitchRun run, IReadOnlyList<ForeignLink> links, CancellationToken cancellation)
    {
        foreach (var chunk in links.Chunk(Chunk))
        {
            var taken = await MakeAsync(run, chunk, cancellation);
            run.Clicks += taken.Sum(one => Told(one.Told));
            if (!run.Dry)
                await clicks.KeepAsync(run.Source, taken, cancellation);
        }
    }

    /// <summary>Takes one page of a source's API over, with its links' clicks; where to go on is told by the run.</summary>
    /// <param name="address">What the member typed, or where an earlier step said to go on.</param>
    public async Task StepAsync(SwitchRun run, RemoteShape shape, string address, string token, CancellationToken cancellation)
    {
        var (page, problem) = await remote.ReadAsync(shape, address, token, cancellation);
        (run.Next, run.Stopped) = (page?.Next?.ToString(), problem);
        if (page is null)
        {
            run.Next = problem == RemoteProblem.Slower ? address : null;
            return;
        }
        var taken = await MakeAsync(run, page.Links, cancellation);
        var told = taken.Where(one => one.Told.Clicks is not null).ToList();
        run.Clicks += told.Sum(one => Told(one.Told));
        if (run.Dry)
            return;
        await clicks.KeepAsync(run.Source, told, cancellation);
        await AskClicksAsync(run, shape, address, token, [.. taken.Except(told)], cancellation);
    }

    private async Task AskClicksAsync(
        SwitchRun run, RemoteShape shape, string address, string token, IReadOnlyList<(long Link, ForeignLink Told)> links, CancellationToken cancellation)
    {
        var fresh = await clicks.FreshAsync(run.Source, [.. links.Select(one => one.Link)], cancellation);
        foreach (var (link, foreign) in links.Where(one => !fresh.Contains(one.Link)))
        {
            var (days, problem) = await remote.ClicksAsync(shape, address, foreign, token, cancellation);
            if (problem is not null)
            {
                // From the same page again: links whose clicks are here are not asked for twice.
                (run.Stopped, run.Next) = (problem, address);
                return;
            }
            if (days is null)
                continue;
            var told = foreign with { ClicksByDay = days };
            run.Clicks += Told(told);
            await clicks.KeepAsync(run.Source, [(link, told)], cancellation);
        }
    }

    /// <summary>The links that are here now, new or known; in a dry run those that would be, without a number.</summary>
    private async Task<List<(long Link, ForeignLink Told)>> MakeAsync(SwitchRun run, IReadOnlyList<ForeignLink> links, CancellationToken cancellation)
    {
        var takeable = links.Where(run.Take).ToList();
        var made = await making.MakeEachAsync([.. takeable.Select(link => Asked(run.Source, link))], run.Domain, run.Who, run.Source.Name, run.Dry, cancellation);
        var here = new List<(long, ForeignLink)>(takeable.Count);
        foreach (var (link, one) in takeable.Zip(made))
        {
            if (one.Problem is { } problem)
            {
                run.Refuse(link, problem);
                continue;
            }
            run.Known += one.Found ? 1 : 0;
            run.Imported += one.Found ? 0 : 1;
            here.Add((one.Link!.Id, link));
        }
        return here;
    }

    private static TakenLink Asked(LinkSource source, ForeignLink link) => new(
        new LinkRequest
        {
            Url = link.Url, Slug = link.Slug, Title = link.Title.Length > 0 ? link.Title : null, Tags = link.Tags.Count > 0 ? [.. link.Tags.Take(MostTags)] : null,
            ExternalId = source.ExternalId(link.Slug), Archived = link.Archived ? true : null, ValidUntil = link.ValidUntil,
        },
        link.Created);

    private static long Told(ForeignLink link) => ImportedClicksBook.Days(link).Values.Sum();
}
