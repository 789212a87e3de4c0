using System.Globalization;
using System.Text;
using Murmure.Server.Estimates.Files;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Simulation;

/// <summary>Writes a simulated run as the files that the product reads, and the truth beside them.</summary>
public static class SimulationWriter
{
    /// <summary>
    /// Writes <c>access.log</c> (Combined), <c>hits.jsonl</c>, <c>campaigns.csv</c>, <c>survey.jsonl</c>, <c>pages.jsonl</c> and
    /// <c>truth.json</c>, replacing what is there; no <c>campaigns.csv</c> where the scenario's owner confirms no calendar. The same arguments give the same bytes.
    /// </summary>
    /// <param name="scenario">The world to simulate.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="startDay">The first day, in the newspaper's time zone.</param>
    /// <param name="directory">Where to write; created where it is missing.</param>
    /// <param name="tables">Where the run's hourly tables go as well (<see cref="TableWriter"/>); null for nowhere.</param>
    /// <param name="cancellation">Stops between files and every few thousand lines.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    public static async Task<SimulationResult> WriteAsync(
        Scenario scenario, ulong seed, DateOnly startDay, string directory, string? tables = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Directory.CreateDirectory(directory);
        var run = Simulator.Run(scenario, seed, startDay.DayOfWeek);
        var paper = Newspaper.Load();
        var clock = new LocalClock(startDay, TimeZoneInfo.FindSystemTimeZoneById(paper.TimeZone));
        var site = new PrintedSite(paper, run.Site, clock);
        var requests = Render(run, site, clock);

        await using (var log = Create(directory, "access.log"))
            await LogFiles.AccessLogAsync(log, requests, cancellation);
        await using (var hits = Create(directory, "hits.jsonl"))
            await LogFiles.HitsAsync(hits, requests, paper.Host, cancellation);
        await CampaignsAsync(run, clock, directory, cancellation);
        await using (var survey = Create(directory, "survey.jsonl"))
            await SideFiles.SurveyAsync(survey, run, site, clock, cancellation);
        await using (var pages = Create(directory, "pages.jsonl"))
            await SideFiles.PagesAsync(pages, site, cancellation);
        await using (var truth = Create(directory, "truth.json"))
            await SideFiles.TruthAsync(truth, run, site, clock, cancellation);
        if (tables is not null)
            await TableWriter.WriteAsync(tables, Tables(run, site), cancellation);
        return new SimulationResult(paper.Name, paper.Host, requests.Count(r => r.Request.SharedBy is null), run.Truth);
    }

    /// <summary>The run's hourly tables, pages by the addresses that the log has: what the product would count if it made no mistake.</summary>
    private static HourlyTables Tables(SimulatedRun run, PrintedSite site)
    {
        var tables = SimulatedTables.Of(run);
        return tables with { Pages = [.. tables.Pages.Select((page, i) => page with { Name = site.Cards[i].Path })], Survey = SurveyStudy.Count(run.Answers) };
    }

    /// <summary>The file of campaigns says by being there that its owner confirms it: of an unconfirmed calendar none is left, from an earlier run either.</summary>
    private static async Task CampaignsAsync(SimulatedRun run, LocalClock clock, string directory, CancellationToken cancellation)
    {
        if (!run.Scenario.Collected.CalendarConfirmed)
        {
            File.Delete(Path.Combine(directory, "campaigns.csv"));
            return;
        }

        await using var campaigns = Create(directory, "campaigns.csv");
        await SideFiles.CampaignsAsync(campaigns, run, clock, cancellation);
    }

    /// <summary>All requests with their instants, in the order in which a server would log them.</summary>
    private static List<TimedRequest> Render(SimulatedRun run, PrintedSite site, LocalClock clock)
    {
        var wire = Wire.Load();
        var visits = new VisitTraffic(run, site, wire, clock);
        var previews = new PreviewTraffic(run, site, visits, wire);
        var end = 24.0 * run.Scenario.Days;
        // OrderBy is stable: requests of one instant keep the order in which they were made.
        return
        [
            .. run.Visits.SelectMany(visits.Render)
                .Concat(run.Previews.SelectMany(previews.Render))
                // Where no request for a preview reaches the server, those of public posts do not either.
                .Concat(run.Scenario.Collected.Previews ? run.Strays.SelectMany(previews.Render) : [])
                .Concat(run.Shares.Select(previews.Button).OfType<Request>())
                .Concat(new MachineTraffic(run, site, wire).Render())
                .Where(r => r.Time < end)
                .Select(r => new TimedRequest(clock.At(r.Time), r))
                .OrderBy(r => r.Time.UtcTicks),
        ];
    }

    private static StreamWriter Create(string directory, string file) => new(Path.Combine(directory, file), append: false, new UTF8Encoding(false), bufferSize: 1 << 16)
    {
        NewLine = "\n",
    };
}

/// <summary>What a simulation wrote.</summary>
/// <param name="Title">The site's name.</param>
/// <param name="Host">The site's host.</param>
/// <param name="Lines">Lines of the access log.</param>
/// <param name="Truth">What really happened.</param>
public sealed record SimulationResult(string Title, string Host, int Lines, Truth Truth);

/// <summary>A request and its instant.</summary>
internal sealed record TimedRequest(DateTimeOffset Time, Request Request)
{
    /// <summary>The instant as logs write it, <c>23/Nov/2026:06:45:12 +0100</c>.</summary>
    public string LogTime =>
        Time.ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture) + Time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
