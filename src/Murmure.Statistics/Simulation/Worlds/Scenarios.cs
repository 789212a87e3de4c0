namespace Murmure.Statistics.Simulation;

/// <summary>
/// The worlds, one entry each, with what sets them apart from the base. Most of them have laws that the estimator's model has no form for
/// (<see cref="Scenario.Departures"/>), and all but the base have their rates drawn anew for each run.
/// </summary>
internal static class Scenarios
{
    /// <summary>How far rates depart from what is written, on the log scale: half of the runs by more than a sixth.</summary>
    private const double RateSpread = .25;

    private static readonly Stress Varied = new(Rates: RateSpread);

    /// <summary>Who opens articles from the history or a bookmark at the desk, not when the site is read.</summary>
    private static readonly Rhythm Office = new(
        [.10, .05, .05, .05, .05, .10, .30, .80, 2.2, 2.8, 2.6, 2.3, 1.2, 1.8, 2.5, 2.4, 2.1, 1.5, .60, .40, .35, .30, .25, .15],
        [.35, 1.2, 1.25, 1.25, 1.2, 1.15, .40]);

    /// <summary>Colleagues who send each other links from desk to desk, by web clients that show another page's address to nobody.</summary>
    private static readonly FeatureLaw Desks = new([.06, .05, .86, .03], .30, [.22, .70, .08]);

    private static readonly FeatureLaws Mixed = new() { Colleagues = Desks, ColleagueShare = .3 };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "S1", Aliases = ["base"],
            Description = "A regional newspaper: everything that the estimators assume, nothing that they are not told.",
        },
        new()
        {
            Name = "S2", Aliases = ["news-spike"], Stress = Varied,
            Description = "One article breaks, and links are passed on to several groups at once.",
            Public = new PublicTraffic(Spike: new NewsSpike()),
            Sharing = new Sharing { Forwards = 1 },
        },
        new()
        {
            Name = "S3", Aliases = ["evergreen"], Stress = Varied,
            Description = "A blog whose articles do not age, shared in the evening and opened after lognormal delays.",
            Site = new SiteShape(EvergreenShare: 1),
            Sharing = new Sharing { Delay = new LognormalDelay(1.5, 1.6), EveningShare = .5 },
        },
        Shop("S4", "A shop that mails its customers without tags, and says so."),
        Shop("S4b", "The same shop, whose mailings nobody declares; its owner confirms no calendar.") with
        {
            Aliases = ["undeclared"],
            Campaigns = Mailings with { Declared = false },
            Collected = new Measured(CalendarConfirmed: false),
            Highest = Rung.Bounds,
        },
        Shop("S4c", "The same shop, whose owner confirms a calendar that lacks the mailings: only a large one stands out.") with
        {
            Aliases = ["wrongly-confirmed"],
            Campaigns = Mailings with { Declared = false },
            KnownMiss = true,
            Highest = Rung.Bounds,
        },
        new()
        {
            Name = "S5", Aliases = ["app-heavy"], Stress = Varied,
            Description = "Read mostly inside applications, which lose more referrers in the evening.",
            Public = new PublicTraffic(LossFactor: 2.5, NightLoss: .6),
            Features = new FeatureLaws
            {
                Visible = new([.32, .30, .20, .18], .18, [0, 1, 0]),
                Lost = new([.20, .16, .04, .60], .16, [.20, .70, .10]),
                Private = new([.25, .22, .08, .45], .10, [.74, .18, .08]),
                Tagged = new([.33, .30, .07, .30], .08, [.76, .16, .08]),
            },
        },
        new()
        {
            Name = "S6", Aliases = ["bot-flood"], Stress = Varied,
            Description = "Two days of machines that no rule recognises, and articles opened from memory in office hours.",
            Flood = new BotFlood(.3),
            Typed = new TypedTraffic(ArticleRhythm: Office),
        },
        new()
        {
            Name = "S7", Aliases = ["no-shares"], Stress = Varied,
            Description = "Nobody shares anything in private.",
            Sharing = new Sharing { PerReader = 0 },
            Highest = Rung.Bounds,
        },
        new()
        {
            Name = "S7b", Aliases = ["no-shares-stray-previews"], Stress = Varied,
            Description = "Nobody shares anything in private, but public channels and machines ask for previews.",
            Sharing = new Sharing { PerReader = 0 },
            Strays = new StrayPreviews(.12, .002),
            Highest = Rung.Bounds,
        },
        new()
        {
            Name = "S8", Aliases = ["biased-survey"], Stress = Varied,
            Description = "A survey that people who were sent a link answer more often, and that others answer wrongly more often; two kinds of sharers.",
            Features = Mixed,
            Survey = new Survey(PrivateAnswers: .13, OtherAnswers: .08, Specificity: .85),
        },
        new()
        {
            Name = "S9", Aliases = ["policy-change"], Stress = Varied,
            Description = "From the middle on three times as many referrers are lost, most on some pages, and browsers say something else of them.",
            Public = new PublicTraffic(LossShape: 2, Policy: new PolicyChange(.5, 3, [.50, .20, .30])),
        },
        new()
        {
            Name = "S10", Aliases = ["weak-shares"], Stress = Varied,
            Description = "Little is shared, and opened after lognormal delays.",
            Sharing = new Sharing { PerReader = .015, Delay = new LognormalDelay(1.2, 1.8) },
        },
        new()
        {
            Name = "S11", Aliases = ["no-anchors"], Stress = Varied,
            Description = "No share buttons, and requests for previews never reach what is measured.",
            Sharing = new Sharing { ButtonShare = 0, PreviewFactor = 0 },
            Collected = new Measured(Previews: false),
            Highest = Rung.Bounds,
        },
        new()
        {
            Name = "S12", Aliases = ["stray-previews"], Stress = Varied,
            Description = "Previews by public channels and by machines outnumber those of private shares.",
            Strays = new StrayPreviews(.12, .002),
            Highest = Rung.Bounds,
        },
        new()
        {
            Name = "S13", Aliases = ["stress"], Stress = new Stress(LawTilt: .7, PageTilt: .5, TagBias: .7, TagClicks: .7, Rates: RateSpread),
            Description = "Everything at once: laws far from their anchors, half of the previews, many lost referrers, messages read in the evening.",
            Public = new PublicTraffic(LossFactor: 3, NightLoss: .4),
            Sharing = new Sharing { PreviewFactor = .5, Delay = new WakingDelay(new ClickDelay(), WakingDelay.Evenings) },
        },
        new()
        {
            Name = "S14", Aliases = ["outage"], Stress = Varied,
            Description = "WhatsApp and Messenger are down for an evening; messages are read when people look at them.",
            Outage = new Outage(24 * 8 + 17, 6, ["whatsapp", "messenger"]),
            Sharing = new Sharing { Delay = new WakingDelay(new LognormalDelay(.5, 1.2), WakingDelay.Evenings) },
        },
        new()
        {
            Name = "S15", Aliases = ["heavy-tails"], Stress = Varied,
            Description = "Delays by a power law, few shares with most of the clicks, other devices by day than by night.",
            Sharing = new Sharing { Delay = new PowerDelay(1, 1.5), ClickDispersion = .2 },
            Devices = new DeviceRhythm(.5),
        },
        new()
        {
            Name = "S16", Aliases = ["tiny"], Stress = Varied,
            Description = "A tiny site: some six hundred direct visits in a fortnight.",
            Site = new SiteShape(Sections: 4, Articles: 25),
            Public = new PublicTraffic(HomePerHour: .5, SectionPerHour: .1, ArticlePerHour: .18),
            Typed = new TypedTraffic(HomePerHour: .8, SectionPerHour: .06, ArticlePerHour: .012),
            Sharing = new Sharing { Delay = new LognormalDelay(1.5, 1.4) },
            Campaigns = new OwnCampaigns(NewsletterVisits: 6, PostVisits: 4),
            Highest = Rung.Heuristic,
        },
    ];

    /// <inheritdoc cref="Scenario.HeldOut"/>
    public static IReadOnlyList<Scenario> HeldOut { get; } =
    [
        new()
        {
            Name = "H1", Stress = Varied,
            Description = "Held out, for the last run only: a magazine read and shared in the evening, at desks and on phones.",
            Features = Mixed,
            Public = new PublicTraffic(NightLoss: .5),
            Sharing = new Sharing { Delay = new WakingDelay(new LognormalDelay(1.2, 1.5), WakingDelay.Evenings), EveningShare = .3 },
        },
        new()
        {
            Name = "H2", Stress = Varied,
            Description = "Held out, for the last run only: stretched delays, links passed on in bursts, losses that differ much between pages.",
            Public = new PublicTraffic(LossShape: 1.5),
            Typed = new TypedTraffic(ArticleRhythm: Office),
            Sharing = new Sharing { Delay = new StretchedDelay(1.5, .5), Forwards = .6 },
        },
        new()
        {
            Name = "H3", Stress = Varied,
            Description = "Held out, for the last run only: a power law with a lighter tail, a third of the previews missing, some of them false.",
            Devices = new DeviceRhythm(.7),
            Strays = new StrayPreviews(.01, .0005),
            Sharing = new Sharing { Delay = new PowerDelay(1.2, 1.9), PreviewFactor = .7 },
        },
        new()
        {
            Name = "H4", Stress = Varied with { LawTilt = .5, TagBias = .5 },
            Description = "Held out, for the last run only: laws far from their anchors, referrers lost more often in the end, a short outage, machines.",
            Features = Mixed with { ColleagueShare = .2 },
            Public = new PublicTraffic(Policy: new PolicyChange(.6, 2, [.40, .40, .20])),
            Flood = new BotFlood(.1),
            Outage = new Outage(24 * 5 + 12, 3, ["whatsapp"]),
            Sharing = new Sharing { Delay = new WakingDelay(new StretchedDelay(1, .6), WakingDelay.Evenings) },
        },
    ];

    private static OwnCampaigns Mailings => new(Untagged: 4, UntaggedVisits: 350);

    /// <summary>The home page matters less, people share less, and the shop's letters matter more; its customers order at their desks.</summary>
    private static Scenario Shop(string name, string description) => new()
    {
        Name = name,
        Description = description,
        Stress = Varied,
        Typed = new TypedTraffic(HomePerHour: 8, ArticleRhythm: Office),
        Sharing = new Sharing { PerReader = .035 },
        Devices = new DeviceRhythm(.4),
        Campaigns = Mailings,
    };
}
