using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Scoring;

/// <summary>How long an estimate takes where a lot is read: about a million visits of thirty days.</summary>
/// <param name="Visits">Visits of the run.</param>
/// <param name="FitSeconds">Time of the model alone, from the tables to its fit.</param>
/// <param name="Seconds">Time of one whole estimate without survey: the fit, its tests, every specification, the sites drawn again, the bounds.</param>
/// <param name="Megabytes">The most memory that the whole process had meanwhile, the tables included.</param>
public sealed record LargeFit(int Visits, double FitSeconds, double Seconds, double Megabytes)
{
    /// <summary>The base with a site and an audience of that size.</summary>
    internal static Scenario Site { get; } = new()
    {
        Name = "large",
        Description = "The base with some thirty times its readers.",
        Days = 30,
        Site = new SiteShape(Sections: 8, Articles: 400),
        Public = new PublicTraffic(HomePerHour: 90, SectionPerHour: 15, ArticlePerHour: 2.8),
        Typed = new TypedTraffic(HomePerHour: 180, SectionPerHour: 20, ArticlePerHour: .4),
    };

    /// <param name="clock">Measures the estimate.</param>
    /// <param name="memory">What the process has at this moment, bytes.</param>
    public static LargeFit Measure(TimeProvider clock, Func<long> memory)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(memory);
        var (tables, visits) = Simulate();
        // What the simulation left behind is not the estimate's.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var most = memory();
        var watch = new Lock();
        using var timer = clock.CreateTimer(
            _ =>
            {
                lock (watch)
                    most = Math.Max(most, memory());
            },
            null, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        var started = clock.GetTimestamp();
        MixtureModel.Fit(tables);
        var fit = clock.GetElapsedTime(started).TotalSeconds;
        started = clock.GetTimestamp();
        Estimators.DarkSocial(tables, 1);
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        lock (watch)
            return new LargeFit(visits, fit, seconds, Math.Max(most, memory()) / 1e6);
    }

    private static (HourlyTables Tables, int Visits) Simulate()
    {
        var run = Simulator.Run(Site, 1);
        return (SimulatedTables.Of(run), run.Visits.Count);
    }
}
