using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Simulation;

public sealed class ScenariosTests
{
    private static readonly IReadOnlyList<Scenario> Everything = [.. Scenario.All, .. Scenario.HeldOut];

    public static TheoryData<string> Names => [.. Everything.Select(s => s.Name)];

    [Fact]
    public void Every_scenario_of_the_list_is_there_and_says_what_it_is()
    {
        string[] expected =
        [
            "S1", "S2", "S3", "S4", "S4b", "S4c", "S5", "S6", "S7", "S7b", "S8", "S9", "S10", "S11", "S12", "S13", "S14", "S15", "S16",
        ];
        Scenario.All.Select(s => s.Name).ShouldBe(expected);
        Scenario.HeldOut.Select(s => s.Name).ShouldBe(["H1", "H2", "H3", "H4"]);
        Everything.SelectMany(s => s.Aliases.Append(s.Name)).Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(Everything.Sum(s => s.Aliases.Count + 1));
        Everything.Select(s => s.Description).Distinct().Count().ShouldBe(Everything.Count);
        Everything.ShouldAllBe(s => Scenario.Find(s.Name) == s);
    }

    [Fact]
    public void At_least_half_of_the_scenarios_have_laws_that_the_model_has_no_form_for()
    {
        Scenario.All.Count(s => s.Departures.Count > 0).ShouldBeGreaterThanOrEqualTo((Scenario.All.Count + 1) / 2);
        foreach (var departure in Enum.GetValues<Departure>())
            Scenario.All.Count(s => s.Departures.Contains(departure)).ShouldBeGreaterThanOrEqualTo(2, departure.ToString());
        Scenario.HeldOut.ShouldAllBe(s => s.Departures.Count >= 3);
        Scenario.HeldOut.ShouldAllBe(s => s.Description.Contains("last run only", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_scenario_runs_repeats_itself_and_keeps_within_its_limits(string name)
    {
        var scenario = Scenario.Find(name)!;
        var run = Simulator.Run(scenario, 3);
        run.Visits.Count.ShouldBeGreaterThan(500);
        run.Visits.ShouldAllBe(v => v.Time >= 0 && v.Time < 24 * scenario.Days && v.Generation <= scenario.Sharing.Limits.Depth);
        run.Visits.Where(v => v.IsDark).GroupBy(v => v.Page).ShouldAllBe(page => page.Count() <= scenario.Sharing.Limits.PerPage);
        run.Strays.ShouldAllBe(p => p.Time >= 0 && p.Time < 24 * scenario.Days);
        // Half of what is clicked could come from clicks at most: a world above that would be measured by its limits.
        run.Truth.BranchingRatio.ShouldBeLessThan(.6);

        var again = Simulator.Run(scenario, 3);
        again.Visits.Select(Key).ShouldBe(run.Visits.Select(Key));
        again.Previews.Select(p => (p.Time, p.Share.Seed.Value)).ShouldBe(run.Previews.Select(p => (p.Time, p.Share.Seed.Value)));
        again.Strays.ShouldBe(run.Strays);
    }

    [Theory]
    [InlineData("S7")]
    [InlineData("S7b")]
    public void Where_nobody_shares_no_visit_is_dark(string name)
    {
        var run = Simulator.Run(Scenario.Find(name)!, 2);
        run.Visits.ShouldAllBe(v => !v.IsDark);
        run.Truth.Total.Alpha.ShouldBe(0);
        run.Shares.ShouldBeEmpty();
        run.Previews.ShouldBeEmpty();
        // The publisher's public posts are previewed all the same; messengers' fetchers come where the scenario has them.
        run.Strays.ShouldContain(p => p.App == "facebook");
        run.Strays.Count(p => p.App is "telegram" or "whatsapp" or "discord").ShouldBeInRange(name == "S7" ? 0 : 200, name == "S7" ? 0 : int.MaxValue);
    }

    [Theory]
    [InlineData("S3")]
    [InlineData("S10")]
    [InlineData("S13")]
    [InlineData("S14")]
    [InlineData("S15")]
    [InlineData("H2")]
    public void Clicks_of_a_world_with_another_delay_law_do_not_wait_as_those_of_the_base_do(string name)
    {
        var (here, there) = (Delays(Scenario.Find(name)!.Sharing.Delay), Delays(new ClickDelay()));
        // Kolmogorov and Smirnov at one in ten thousand: 2.2 times the square root of 2 / n.
        Distance(here, there).ShouldBeGreaterThan(2.2 * Math.Sqrt(2.0 / here.Length));
        Distance(Delays(new ClickDelay(), 2), there).ShouldBeLessThan(2.2 * Math.Sqrt(2.0 / here.Length));
    }

    [Fact]
    public void Whoever_reads_in_the_evening_opens_at_three_in_the_night_next_to_nothing()
    {
        var law = new WakingDelay(new ClickDelay(), WakingDelay.Evenings);
        var stream = new RandomSource(5);
        double[] opened = [.. Enumerable.Range(0, 20_000).Select(i => i % 24 + law.Draw(stream, i % 24))];
        var plain = new ClickDelay();
        double[] otherwise = [.. Enumerable.Range(0, 20_000).Select(i => i % 24 + plain.Draw(stream, i % 24))];
        opened.Count(t => t % 24 is >= 2 and < 5).ShouldBeLessThan(otherwise.Count(t => t % 24 is >= 2 and < 5) / 4);
        opened.Count(t => t % 24 is >= 20 and < 22).ShouldBeGreaterThan(otherwise.Count(t => t % 24 is >= 20 and < 22));
    }

    [Fact]
    public void An_outage_stops_what_is_sent_and_opened_there_and_nothing_else()
    {
        var scenario = Scenario.Find("S14")!;
        var outage = scenario.Outage!;
        var run = Simulator.Run(scenario, 1);
        run.Shares.Where(s => s.App.Slug == "whatsapp").ShouldAllBe(s => s.Time < outage.Start || s.Time >= outage.End);
        run.Visits.Where(v => v.Channel is "whatsapp" or "messenger" && v.IsDark).ShouldAllBe(v => v.Time < outage.Start || v.Time >= outage.End);
        run.Visits.Count(v => v.IsDark && v.Time >= outage.Start && v.Time < outage.End).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_change_of_policy_triples_what_is_lost_from_the_middle_on()
    {
        var run = Simulator.Run(Scenario.Find("S9")! with { Stress = new Stress() }, 1);
        double Loss(Func<SimulatedVisit, bool> when)
        {
            SimulatedVisit[] arrivals = [.. run.Visits.Where(v => v.Cause == Cause.Public && when(v))];
            return (double)arrivals.Count(v => v.Trace == Trace.None) / arrivals.Length;
        }

        var middle = 12 * run.Scenario.Days;
        var (before, after) = (Loss(v => v.Time < middle), Loss(v => v.Time >= middle));
        // What lost everything before can lose no more: tiktok, mastodon and slack are a twentieth of arrivals.
        (after / before).ShouldBeInRange(1.7, 3.2);
    }

    [Fact]
    public void Bursts_leave_the_number_of_shares_as_it_was_and_put_them_together()
    {
        var plain = Scenario.Find("S1")!;
        var bursts = plain with { Sharing = plain.Sharing with { Forwards = 1 } };
        var (alone, together) = (First(Simulator.Run(plain, 4)), First(Simulator.Run(bursts, 4)));
        ((double)together.Length / alone.Length).ShouldBeInRange(.8, 1.25);
        Near(together).ShouldBeGreaterThan(2 * Near(alone));

        static SimulatedShare[] First(SimulatedRun run) => [.. run.Shares.Where(s => s.Generation == 1)];
        static double Near(SimulatedShare[] shares) => shares.GroupBy(s => s.Sharer).Where(g => g.Count() > 1).Sum(g => g.Count()) / (double)shares.Length;
    }

    [Fact]
    public void Rates_differ_from_run_to_run_but_what_is_nothing_stays_nothing()
    {
        double Shares(ulong seed) => Simulator.Run(Scenario.Find("S5")! with { Days = 1 }, seed).Scenario.Sharing.PerReader;
        Enumerable.Range(1, 8).Select(seed => Shares((ulong)seed)).Distinct().Count().ShouldBe(8);
        var bare = Simulator.Run(Scenario.Find("S11")! with { Days = 1 }, 1).Scenario;
        (bare.Sharing.ButtonShare, bare.Sharing.PreviewFactor).ShouldBe((0, 0));
        // The base is shown as the demonstration and measured in tests: it is the same world in every run.
        Simulator.Run(Scenario.Find("S1")! with { Days = 1 }, 1).Scenario.Sharing.PerReader.ShouldBe(new Sharing().PerReader);
    }

    [Fact]
    public void Shares_of_direct_visits_are_where_the_scenarios_mean_them_to_be()
    {
        double Alpha(string name) => Enumerable.Range(1, 3).Average(seed => Simulator.Run(Scenario.Find(name)!, (ulong)seed).Truth.Total.Alpha);
        Alpha("S1").ShouldBeInRange(.12, .40);
        Alpha("S10").ShouldBeInRange(.01, .12);
        Alpha("S2").ShouldBeInRange(.10, .45);
        Simulator.Run(Scenario.Find("S16")!, 1).Truth.Total.Direct.ShouldBeInRange(250, 1_500);
    }

    private static double[] Delays(DelayLaw law, ulong seed = 1)
    {
        var stream = new RandomSource(seed);
        return [.. Enumerable.Range(0, 20_000).Select(i => law.Draw(stream, 7 + i % 16)).Order()];
    }

    /// <summary>The largest distance between two empirical distribution functions of sorted samples.</summary>
    private static double Distance(double[] a, double[] b)
    {
        var (i, j, most) = (0, 0, 0.0);
        while (i < a.Length && j < b.Length)
        {
            if (a[i] <= b[j])
                i++;
            else
                j++;
            most = Math.Max(most, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }

        return most;
    }

    private static object Key(SimulatedVisit v) => (v.Time, v.Page, v.Channel, v.Trace, v.Cell, v.Visitor);
}
