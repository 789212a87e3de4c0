namespace Murmure.Statistics.Simulation;

/// <summary>A world to simulate: every number that shapes it. Rates are per hour at the rhythm's mean; shares are fractions of 1.</summary>
public sealed record Scenario
{
    /// <summary>The short name, <c>S1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Other names by which it is found.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What is special about it, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Whole days simulated.</summary>
    public int Days { get; init; } = 14;

    public SiteShape Site { get; init; } = new();

    public Rhythm Rhythm { get; init; } = Rhythm.Newspaper;

    public PublicTraffic Public { get; init; } = new();

    public TypedTraffic Typed { get; init; } = new();

    public Sharing Sharing { get; init; } = new();

    public OwnCampaigns Campaigns { get; init; } = new();

    /// <summary>Visits per page and hour by machines that no rule recognises: about 1.6 % of direct visits on the base site.</summary>
    public double StealthPerHour { get; init; } = .007;

    public FeatureLaws Features { get; init; } = new();

    public Stress Stress { get; init; } = new();

    public Survey Survey { get; init; } = new();

    /// <summary>All scenarios. A new one is one entry that says in what it differs from the base.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new() { Name = "S1", Aliases = ["base"], Description = "A regional newspaper: everything that the estimators assume, nothing that they are not told." },
    ];

    /// <summary>The scenario of that name or alias, without regard to case; null where there is none.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(s =>
        s.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || s.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase));
}

/// <summary>What the site consists of.</summary>
/// <param name="Sections">Section pages, besides the home page.</param>
/// <param name="Articles">Pages deep in the site.</param>
/// <param name="EvergreenShare">Share of articles that were there long before and are read evenly; the rest is news of these days.</param>
/// <param name="PaidShare">Share of articles behind the paywall.</param>
public sealed record SiteShape(int Sections = 8, int Articles = 120, double EvergreenShare = .4, double PaidShare = .35);

/// <summary>Arrivals from public places: search, networks, other sites. See <see cref="PublicChannel.All"/> for where.</summary>
/// <param name="HomePerHour">Arrivals on the home page.</param>
/// <param name="SectionPerHour">Arrivals on each section.</param>
/// <param name="ArticlePerHour">Mean arrivals on an evergreen article; a news article starts at six times its own and fades.</param>
/// <param name="PopularityShape">Gamma shape of popularity across articles.</param>
/// <param name="NewsFade">Mean life of interest in a news article, hours.</param>
/// <param name="LossFactor">Multiplies each channel's probability of losing its referrer.</param>
/// <param name="LossShape">Gamma shape of that loss across pages.</param>
public sealed record PublicTraffic(
    double HomePerHour = 7.2,
    double SectionPerHour = 1.2,
    double ArticlePerHour = 1,
    double PopularityShape = 1.5,
    double NewsFade = 30,
    double LossFactor = 1,
    double LossShape = 8);

/// <summary>Addresses typed, bookmarked or taken from the history.</summary>
/// <param name="HomePerHour">On the home page.</param>
/// <param name="SectionPerHour">On each section.</param>
/// <param name="ArticlePerHour">Mean on an article, once it is published.</param>
/// <param name="ArticleShape">Gamma shape across articles.</param>
public sealed record TypedTraffic(double HomePerHour = 15, double SectionPerHour = 1.5, double ArticlePerHour = .12, double ArticleShape = 2);

/// <summary>How readers pass links on in private.</summary>
public sealed record Sharing
{
    /// <summary>Mean shares per reading of an article; across articles gamma with <see cref="PerReaderShape"/>.</summary>
    public double PerReader { get; init; } = .055;

    public double PerReaderShape { get; init; } = 1.5;

    /// <summary>What remains of <see cref="PerReader"/> on the home page and the sections.</summary>
    public double OverviewFactor { get; init; } = .15;

    /// <summary>Mean time from reading to sharing, hours.</summary>
    public double Lag { get; init; } = .3;

    /// <summary>How much more somebody shares who was sent the link, and the most that it can come to.</summary>
    public double ReshareFactor { get; init; } = 1.3;

    /// <inheritdoc cref="ReshareFactor"/>
    public double ReshareCap { get; init; } = .3;

    /// <summary>Mean time from a click to passing it on, hours.</summary>
    public double ReshareLag { get; init; } = .5;

    /// <summary>Negative-binomial dispersion of clicks per share.</summary>
    public double ClickDispersion { get; init; } = 1;

    public ClickDelay Delay { get; init; } = new();

    /// <summary>Share of sharers who use the site's share button, which tags the link.</summary>
    public double ButtonShare { get; init; } = .10;

    /// <summary>Share of tagged links whose tag survives until it is sent.</summary>
    public double TagSurvival { get; init; } = .8;

    /// <summary>Multiplies every app's preview probability.</summary>
    public double PreviewFactor { get; init; } = 1;

    public IReadOnlyList<PrivateApp> Apps { get; init; } = PrivateApp.Defaults;

    public CascadeLimits Limits { get; init; } = new();
}

/// <summary>When a sent link is clicked: a mixture of two exponentials, in hours.</summary>
/// <param name="SoonShare">Weight of the first.</param>
/// <param name="SoonMean">Mean of the first.</param>
/// <param name="LateMean">Mean of the second.</param>
public sealed record ClickDelay(double SoonShare = .65, double SoonMean = .8, double LateMean = 9)
{
    internal double Draw(RandomSource stream) => stream.Exponential(stream.Chance(SoonShare) ? SoonMean : LateMean);
}

/// <summary>
/// Where cascades are cut. A branching process above one grows without end, and a mean just below one has a very long tail.
/// </summary>
/// <param name="Depth">Most generations of clicks.</param>
/// <param name="Size">Most clicks that one first share may lead to, directly and indirectly.</param>
/// <param name="PerPage">Most clicks on one page in the whole run.</param>
public sealed record CascadeLimits(int Depth = 12, int Size = 2_000, int PerPage = 50_000);

/// <summary>What the publisher sends itself.</summary>
/// <param name="NewsletterVisits">Mean visits that the daily newsletter brings; its links carry campaign tags.</param>
/// <param name="NewsletterHour">When it is sent.</param>
/// <param name="PostVisits">Mean visits per day from the publisher's own tagged posts.</param>
/// <param name="Untagged">Number of mailings, leaflets or QR codes without any tag.</param>
/// <param name="UntaggedVisits">Mean visits of each of these.</param>
/// <param name="Declared">Whether the publisher told Murmure of them.</param>
public sealed record OwnCampaigns(
    double NewsletterVisits = 90,
    double NewsletterHour = 6.75,
    double PostVisits = 40,
    int Untagged = 0,
    double UntaggedVisits = 220,
    bool Declared = true);

/// <summary>How far a run departs from the tidy world: standard deviations on the log scale.</summary>
/// <param name="LawTilt">Of every feature law, per run.</param>
/// <param name="PageTilt">Of the devices of a page's readers.</param>
/// <param name="TagBias">Of sharers by button against other sharers.</param>
/// <param name="TagClicks">Of the clicks per tagged share against other shares.</param>
public sealed record Stress(double LawTilt = .35, double PageTilt = .25, double TagBias = .3, double TagClicks = .25);

/// <summary>The one question "How did you come to this page?".</summary>
/// <param name="Invited">Share of visits that are asked.</param>
/// <param name="PrivateAnswers">Share of those asked who answer, when a private message brought them.</param>
/// <param name="OtherAnswers">The same for everybody else.</param>
/// <param name="MobileFactor">Multiplies both on phones and in applications.</param>
/// <param name="Sensitivity">Share of people from a private message who say so.</param>
/// <param name="Specificity">Share of the others who do not claim it.</param>
/// <param name="DoNotKnow">Share of answers that are "I do not know".</param>
public sealed record Survey(
    double Invited = .2,
    double PrivateAnswers = .11,
    double OtherAnswers = .10,
    double MobileFactor = .9,
    double Sensitivity = .92,
    double Specificity = .95,
    double DoNotKnow = .06);
