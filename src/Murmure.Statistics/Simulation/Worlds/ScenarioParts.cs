namespace Murmure.Statistics.Simulation;

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
/// <param name="NightLoss">How much that loss swings over the day: at 23 h it is <c>1 + NightLoss</c> times its mean, at 11 h as much less.</param>
/// <param name="Policy">A change of browsers' or platforms' rules within the run; null without.</param>
/// <param name="Spike">One article that everybody reads; null without.</param>
public sealed record PublicTraffic(
    double HomePerHour = 7.2,
    double SectionPerHour = 1.2,
    double ArticlePerHour = 1,
    double PopularityShape = 1.5,
    double NewsFade = 30,
    double LossFactor = 1,
    double LossShape = 8,
    double NightLoss = 0,
    PolicyChange? Policy = null,
    NewsSpike? Spike = null);

/// <summary>From one hour to the next, referrers get lost more often, and what browsers say of the lost ones is another thing.</summary>
/// <param name="At">When, as a part of the run.</param>
/// <param name="LossFactor">Multiplies the probability of loss from then on.</param>
/// <param name="Navigations">The law of <see cref="Tables.Navigation"/> of lost referrers from then on.</param>
public sealed record PolicyChange(double At, double LossFactor, IReadOnlyList<double> Navigations);

/// <summary>An article that breaks: arrivals jump and fade.</summary>
/// <param name="PerHour">Arrivals at the jump.</param>
/// <param name="Fade">Mean life, hours.</param>
/// <param name="HomeLift">How much more the home page is typed at the jump, as a part of what it is otherwise.</param>
public sealed record NewsSpike(double PerHour = 60, double Fade = 14, double HomeLift = 1);

/// <summary>How devices change over the day.</summary>
/// <param name="Swing">Logarithm of how much likelier desktop is from 9 to 17 h; in applications it is as much less likely then.</param>
public sealed record DeviceRhythm(double Swing)
{
    /// <summary>One factor for each device, in the order of <see cref="Tables.Device"/>.</summary>
    internal void Weigh(Span<double> devices, double time)
    {
        var swing = time % 24 is >= 9 and < 17 ? Swing : -Swing / 2;
        devices[(int)Tables.Device.Desktop] *= Math.Exp(swing);
        devices[(int)Tables.Device.InApp] *= Math.Exp(-swing);
    }
}

/// <summary>Stealthy machines on every article for some time.</summary>
/// <param name="PerHour">Visits to each article.</param>
/// <param name="Hours">For how long, from the middle of the run on.</param>
public sealed record BotFlood(double PerHour, double Hours = 48);

/// <summary>Some messengers are down: nothing is sent or opened there. Half of what was to be sent goes out when they are back, the rest never.</summary>
/// <param name="Start">Hours after the run's first midnight.</param>
/// <param name="Hours">How long it lasts.</param>
/// <param name="Apps">The applications' slugs.</param>
public sealed record Outage(double Start, double Hours, IReadOnlyList<string> Apps)
{
    internal double End => Start + Hours;

    internal bool Has(string app, double time) => time >= Start && time < End && Apps.Contains(app);
}

/// <summary>Previews that tell of no private share, besides those of the publisher's own public posts, which are everywhere.</summary>
/// <param name="PerVisible">By public channels and groups: previews per visible public visit of an article.</param>
/// <param name="SpoofedPerHour">By machines that call themselves a messenger: per article and hour.</param>
public sealed record StrayPreviews(double PerVisible = 0, double SpoofedPerHour = 0);

/// <summary>What the site measures, and what its owner said.</summary>
/// <param name="Previews">Whether requests for previews reach what is measured.</param>
/// <param name="CalendarConfirmed">Whether the owner said that the list of mailings is complete. A file of campaigns stands for it.</param>
public sealed record Measured(bool Previews = true, bool CalendarConfirmed = true);

/// <summary>Addresses typed, bookmarked or taken from the history.</summary>
/// <param name="HomePerHour">On the home page.</param>
/// <param name="SectionPerHour">On each section.</param>
/// <param name="ArticlePerHour">Mean on an article, once it is published.</param>
/// <param name="ArticleShape">Gamma shape across articles.</param>
/// <param name="ArticleRhythm">When articles are opened from memory, where that is not when the site is read; null where it is.</param>
public sealed record TypedTraffic(
    double HomePerHour = 15, double SectionPerHour = 1.5, double ArticlePerHour = .12, double ArticleShape = 2, Rhythm? ArticleRhythm = null);

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
/// <param name="Rates">Of every rate, mean and share of the scenario, per run; 0 keeps them as they are written.</param>
public sealed record Stress(double LawTilt = .35, double PageTilt = .25, double TagBias = .3, double TagClicks = .25, double Rates = 0);

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
