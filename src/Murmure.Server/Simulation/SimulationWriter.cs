using System.Globalization;
using System.Text;
using Murmure.Statistics.Simulation;

namespace Murmure.Server.Simulation;

/// <summary>Writes a simulated run as the files that the product reads, and the truth beside them.</summary>
public static class SimulationWriter
{
    /// <summary>
    /// Writes <c>access.log</c> (Combined), <c>hits.jsonl</c>, <c>campaigns.csv</c>, <c>survey.jsonl</c>, <c>pages.jsonl</c> and
    /// <c>truth.json</c>, replacing what is there. The same arguments give the same bytes.
    /// </summary>
    /// <param name="scenario">The world to simulate.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="startDay">The first day, in the newspaper's time zone.</param>
    /// <param name="directory">Where to write; created where it is missing.</param>
    /// <param name="cancellation">Stops between files and every few thousand lines.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    public static async Task<SimulationResult> WriteAsync(
        Scenario scenario, ulong seed, DateOnly startDay, string directory, CancellationToken cancellation = default)
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
        await using (var campaigns = Create(directory, "campaigns.csv"))
            await SideFiles.CampaignsAsync(campaigns, run, clock, cancellation);
        await using (var survey = Create(directory, "survey.jsonl"))
            await SideFiles.SurveyAsync(survey, run, site, clock, cancellation);
        await using (var pages = Create(directory, "pages.jsonl"))
            await SideFiles.PagesAsync(pages, site, cancellation);
        await using (var truth = Create(directory, "truth.json"))
            await SideFiles.TruthAsync(truth, run, site, clock, cancellation);
        return new SimulationResult(paper.Name, paper.Host, requests.Count(r => r.Request.SharedBy is null), run.Truth);
    }

    /// <summary>All requests with their instants, in the order in which a server would log them.</summary>
    private static List<TimedRequest> Render(SimulatedRun run, PrintedSite site, LocalClock clock)
    {
        var wire = Wire.Load();
        var visits = new VisitTraffic(run, site, wire, clock);
        var previews = new PreviewTraffic(run, site, visits);
        var end = 24.0 * run.Scenario.Days;
        // OrderBy is stable: requests of one instant keep the order in which they were made.
        return
        [
            .. run.Visits.SelectMany(visits.Render)
                .Concat(run.Previews.SelectMany(previews.Render))
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
