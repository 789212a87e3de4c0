namespace Murmure.Statistics.Simulation;

/// <summary>What a page is, for somebody who might type its address.</summary>
public enum PageKind
{
    Home,
    Section,
    Article,
}

/// <summary>One page of the simulated site; titles and addresses are given to it by whoever renders it.</summary>
public sealed record SimulatedPage
{
    /// <summary>Place in <see cref="SimulatedSite.Pages"/>.</summary>
    public required int Index { get; init; }

    public required PageKind Kind { get; init; }

    /// <summary>Place among the pages of its kind: the key of its draws, which does not move when pages of another kind join.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The section that it is or belongs to; -1 for the home page.</summary>
    public required int Section { get; init; }

    /// <summary>Whether interest does not fade with age.</summary>
    public bool Evergreen { get; init; } = true;

    /// <summary>Whether readers must subscribe.</summary>
    public bool Paid { get; init; }

    /// <summary>When it appeared, hours after the run's first midnight; negative for what was there before.</summary>
    public double Published { get; init; }

    /// <summary>Interest of the public: arrivals per hour at the rhythm's mean, before the news factor.</summary>
    internal double PublicPerHour { get; init; }

    /// <summary>Visits per hour from memory.</summary>
    internal double TypedPerHour { get; init; }

    /// <summary>Multiplies the channels' probability of losing the referrer.</summary>
    internal double LossFactor { get; init; } = 1;

    /// <summary>Mean private shares per reading.</summary>
    internal double SharesPerReader { get; init; }

    /// <summary>The branch from which everything on this page is drawn.</summary>
    internal SeedTree Seed { get; init; }

    internal FeatureLaws Laws { get; init; } = new();
}

/// <summary>The pages of a run: home, then sections, then articles.</summary>
public sealed class SimulatedSite
{
    private const double NewsBurst = 6;
    private const double NewsTail = .15;

    /// <summary>Days before the run from which news may date.</summary>
    private const int NewsLead = 4;

    private readonly Scenario scenario;
    private readonly (int Page, double Time) spike;

    private SimulatedSite(Scenario scenario, IReadOnlyList<SimulatedPage> pages, SeedTree seed)
    {
        (this.scenario, Pages) = (scenario, pages);
        if (scenario.Public.Spike is null)
            return;
        // Not in the first days, so that there is something to compare with, nor in the last, so that it can fade.
        var time = 24 * scenario.Days * (.3 + .4 * seed.Stream().NextDouble());
        spike = (pages.Where(p => p.Kind == PageKind.Article && p.Published <= time).MaxBy(p => seed.Of(p.Ordinal).Value)?.Index ?? 0, time);
    }

    public IReadOnlyList<SimulatedPage> Pages { get; }

    /// <summary>Draws the site. Each page depends on the seed and its own kind and ordinal, on no other page.</summary>
    internal static SimulatedSite Build(Scenario scenario, SeedTree seed)
    {
        var laws = scenario.Features.ForRun(seed.Of("laws"), scenario.Stress);
        var pages = new List<SimulatedPage> { Dress(new() { Index = 0, Kind = PageKind.Home, Ordinal = 0, Section = -1 }) };
        for (var i = 0; i < scenario.Site.Sections; i++)
            pages.Add(Dress(new() { Index = pages.Count, Kind = PageKind.Section, Ordinal = i, Section = i }));
        for (var i = 0; i < scenario.Site.Articles; i++)
            pages.Add(Dress(new() { Index = pages.Count, Kind = PageKind.Article, Ordinal = i, Section = i % Math.Max(1, scenario.Site.Sections) }));
        return new SimulatedSite(scenario, pages, seed.Of("spike"));

        SimulatedPage Dress(SimulatedPage page)
        {
            var branch = seed.Of("page").Of((int)page.Kind).Of(page.Ordinal);
            var tilt = branch.Of("devices").Stream();
            double[] preference = [.. Enumerable.Range(0, 4).Select(_ => Math.Exp(scenario.Stress.PageTilt * tilt.Normal()))];
            page = page with { Seed = branch, Laws = laws.ForPage(preference, branch) };
            return Describe(page, scenario, branch.Of("traits").Stream());
        }
    }

    /// <summary>Public arrivals per hour on a page in one hour of the run, rhythm not included.</summary>
    internal double PublicRate(SimulatedPage page, int hour)
    {
        var extra = page.Index == spike.Page && scenario.Public.Spike is { } jump ? jump.PerHour * Spiking(hour) : 0;
        if (page.Evergreen)
            return page.PublicPerHour + extra;
        var age = hour + .5 - page.Published;
        return extra + (age < 0 ? 0 : page.PublicPerHour * (NewsBurst * Math.Exp(-age / scenario.Public.NewsFade) + NewsTail));
    }

    /// <summary>Visits from memory per hour, rhythm not included: who heard of the news types the home page's address.</summary>
    internal double TypedRate(SimulatedPage page, int hour) =>
        page.Kind == PageKind.Home && scenario.Public.Spike is { } jump ? page.TypedPerHour * (1 + jump.HomeLift * Spiking(hour)) : page.TypedPerHour;

    /// <summary>How much of the spike is left, 0 before it.</summary>
    private double Spiking(int hour) => scenario.Public.Spike is { } jump && hour >= spike.Time ? Math.Exp(-(hour - spike.Time) / jump.Fade) : 0;

    private static SimulatedPage Describe(SimulatedPage page, Scenario scenario, RandomSource stream)
    {
        var (visible, typed, sharing) = (scenario.Public, scenario.Typed, scenario.Sharing);
        var loss = visible.LossFactor * stream.Gamma(visible.LossShape, 1);
        if (page.Kind != PageKind.Article)
        {
            var home = page.Kind == PageKind.Home;
            return page with
            {
                LossFactor = loss,
                PublicPerHour = home ? visible.HomePerHour : visible.SectionPerHour,
                TypedPerHour = home ? typed.HomePerHour : typed.SectionPerHour,
                SharesPerReader = sharing.PerReader * sharing.OverviewFactor,
                Published = double.NegativeInfinity,
            };
        }

        var evergreen = stream.Chance(scenario.Site.EvergreenShare);
        return page with
        {
            LossFactor = loss,
            Evergreen = evergreen,
            Paid = stream.Chance(scenario.Site.PaidShare),
            Published = evergreen ? -24 * (3 + stream.Below(400)) + PublishingHour(stream) : NewsTime(scenario.Days, stream),
            PublicPerHour = stream.Gamma(visible.PopularityShape, visible.ArticlePerHour),
            TypedPerHour = stream.Gamma(typed.ArticleShape, typed.ArticlePerHour),
            SharesPerReader = stream.Gamma(sharing.PerReaderShape, sharing.PerReader),
        };
    }

    /// <summary>
    /// News appears evenly at the hours of a newsroom, up to half a day before the end, and from some days before the start: a site
    /// does not begin with the run, and its first days must not be quieter than the others.
    /// </summary>
    private static double NewsTime(int days, RandomSource stream)
    {
        while (true)
        {
            var time = 24 * (stream.Below(days + NewsLead) - NewsLead) + PublishingHour(stream);
            if (time < 24 * days - 12)
                return time;
        }
    }

    private static double PublishingHour(RandomSource stream) => stream.Pick(Rhythm.PublishingHours) + stream.NextDouble();
}
