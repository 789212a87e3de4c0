using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Estimates;
using Murmure.Server.Ingest;
using Murmure.Server.Simulation;
using Murmure.Server.Tests.Live;
using Murmure.Statistics.Simulation;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Estimates;

/// <summary>From a simulated reader to the figure on the screen: fourteen days by the doors of a server, closed, estimated, and held against the truth.</summary>
[WholeServer]
public sealed class SimulatedFortnightTests(ITestOutputHelper output)
{
    private const string Zone = "Europe/Paris";
    private static readonly DateOnly Monday = new(2026, 11, 9);
    private static readonly Scenario Base = Scenario.Find("base")! with { Site = new SiteShape(Sections: 4, Articles: 40) };

    [Fact]
    public async Task What_is_counted_at_the_doors_is_what_happened_and_a_figure_comes_of_it()
    {
        using var folder = new Folder();
        var simulated = await SimulationWriter.WriteAsync(Base, 5, Monday, folder.Path);
        await using var host = await LiveHost.StartAsync(
            new DateTimeOffset(2026, 11, 22, 23, 30, 0, TimeSpan.Zero), new IntakeOptions { NetworkLimit = 0 }, sites: LiveHost.Rules(simulated.Host, zone: Zone));
        await SendAsync(host, Path.Combine(folder.Path, "hits.jsonl"));
        // Counts of machines that are written later would be an import's latest, which is waited for.
        await host.Services.GetRequiredService<TallyWriter>().WriteAsync(default);
        await host.SettleAsync();
        host.Clock.Advance(TimeSpan.FromHours(32));
        await host.CloseDaysAsync();
        (await host.Store.ClosedDaysAsync(simulated.Host, default)).Select(closed => closed.Day).ShouldBe(Enumerable.Range(0, 14).Select(Monday.AddDays));
        await host.Services.GetRequiredService<EstimateRounds>().RunDueAsync(default);

        var reading = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        var answer = JsonDocument.Parse((await ApiTests.GetAsync(host, reading, $"/api/v1/estimates?site={simulated.Host}&from=2026-11-01&to=2026-11-30")).Body).RootElement;
        var rolling = answer.GetProperty("estimates").EnumerateArray()
            .Single(one => one.GetProperty("period").GetString() == "rolling" && one.GetProperty("to").GetString() == "2026-11-22");
        var figure = rolling.GetProperty("figure");
        var (direct, visits, measured) = (figure.GetProperty("direct").GetInt32(), figure.GetProperty("visits").GetInt64(), figure.GetProperty("measured").GetInt64());
        var truth = simulated.Truth.Total;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"visits {visits} of {truth.Visits} + {simulated.Truth.StealthVisits}, direct {direct} of {truth.Direct}, measured {measured} of {truth.Dark - truth.DarkDirect}, alpha {truth.Alpha:0.000}, told {figure.GetProperty("rung")} {figure.GetProperty("alpha")} {figure.GetProperty("bounds")} rule {figure.GetProperty("rule")} {figure.GetProperty("checks")} {figure.GetProperty("demotedBecause")}"));

        // Machines that nobody recognises are direct visits, and readers who come back within half an hour go on with their visit.
        direct.ShouldBeInRange(Part(truth.Direct, .95), Part(truth.Direct + simulated.Truth.StealthVisits, 1.02));
        visits.ShouldBeInRange(Part(truth.Visits, .95), Part(truth.Visits + simulated.Truth.StealthVisits, 1.02));
        measured.ShouldBeInRange(Part(truth.Dark - truth.DarkDirect, .9), Part(truth.Dark - truth.DarkDirect, 1.1));
        (rolling.GetProperty("from").GetString(), rolling.GetProperty("to").GetString(), rolling.GetProperty("provisional").GetBoolean()).ShouldBe(("2026-11-09", "2026-11-22", false));
        answer.GetProperty("estimates").EnumerateArray().Count(one => one.GetProperty("period").GetString() == "week").ShouldBe(2);
        // Nobody has confirmed the calendar: the bounds are shown, and the model's own value stands beside them.
        figure.GetProperty("rung").GetString().ShouldBe("bounds");
        figure.GetProperty("demotedBecause").EnumerateArray().Select(reason => reason.GetString()).ShouldBe(["calendar-unconfirmed", "survey-weak"]);
        figure.GetProperty("narrowings").EnumerateArray().Select(step => step.GetProperty("step").GetString()).ShouldContain("confirm-calendar");
        foreach (var interval in (string[])["alpha", "bounds", "model"])
        {
            figure.GetProperty(interval).GetProperty("lower").GetDouble().ShouldBeLessThanOrEqualTo(truth.Alpha, interval);
            figure.GetProperty(interval).GetProperty("upper").GetDouble().ShouldBeGreaterThanOrEqualTo(truth.Alpha, interval);
        }

        // Four points are the target of the mean error without a survey.
        figure.GetProperty("model").GetProperty("value").GetDouble().ShouldBe(truth.Alpha, .04);
        await HasTablesAsync(host, simulated);
    }

    /// <summary>The tables behind the figure, day by day.</summary>
    private static async Task HasTablesAsync(LiveHost host, SimulationResult simulated)
    {
        for (var day = 0; day < 14; day++)
        {
            var counts = await host.Store.HourlyCountsAsync(simulated.Host, Monday.AddDays(day), default);
            var direct = counts.Where(count => count.Kind == HourlyKind.Direct).Sum(count => count.Count);
            direct.ShouldBeInRange(Part(simulated.Truth.ByDay[day].Direct, .9), Part(simulated.Truth.ByDay[day].Direct, 1.15), $"day {day}");
            counts.Where(count => count.Kind == HourlyKind.Preview).ShouldNotBeEmpty();
            counts.Where(count => count.Kind == HourlyKind.Direct).ShouldContain(count => count.Cell.FetchSite == FetchSite.None);
        }
    }

    private static int Part(int whole, double part) => (int)(whole * part);

    private static async Task SendAsync(LiveHost host, string hits)
    {
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.EventsWrite, Scopes.Backfill);
        foreach (var batch in File.ReadLines(hits).Select(EventOf).OfType<string>().Chunk(500))
        {
            var (status, body) = await ApiTests.CallAsync(host, key, "/api/v1/events", "[" + string.Join(',', batch) + "]");
            ((int)status).ShouldBe(202, body);
        }
    }

    /// <summary>A simulated request as a server tells of it; null for what showed nobody a page.</summary>
    private static string? EventOf(string line)
    {
        var hit = JsonNode.Parse(line)!.AsObject();
        if ((string?)hit["method"] != "GET" || (int?)hit["status"] is not (200 or 202))
            return null;
        var told = new JsonObject { ["n"] = (string?)hit["n"] ?? "pageview", ["id"] = (string?)hit["id"], ["u"] = (string?)hit["url"], ["time"] = (string?)hit["time"], ["ip"] = (string?)hit["ip"], ["ua"] = (string?)hit["ua"] };
        if ((string?)hit["referrer"] is { } referrer)
            told["r"] = referrer;
        if (hit["headers"] is { } headers)
            told["headers"] = headers.DeepClone();
        if ((string?)hit["p"]?["channel"] is { } channel)
            told["p"] = new JsonObject { ["via"] = channel };
        return told.ToJsonString();
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("murmure-fortnight-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
