namespace Murmure.Statistics.Mixtures;

/// <summary>
/// Every number that the mixture takes on trust, in one place. None was fitted to a simulator of ours: each is a published proportion, or a weak prior that a
/// few hundred visits override. What an estimate owes to them is what <see cref="ModelEnvelope"/> measures by moving them.
/// </summary>
internal static class Assumptions
{
    /// <summary>Clicks come later than a week after a share too seldom to be told from chance.</summary>
    public const int KernelHours = 168;

    /// <summary>
    /// When a sent link is clicked, as long as no tagged click tells: most within the hour, the rest within the day. The mixture's form follows the response
    /// times of forwarded e-mails (Iribarren and Moro 2009), which are heavy-tailed; its means are round numbers.
    /// </summary>
    public const double SoonShare = .65, SoonMean = 1, LateMean = 10;

    /// <summary>How many observed clicks that default is worth.</summary>
    public const double KernelClicks = 20;

    /// <summary>
    /// Share of private clicks whose message was drawn with a preview, and how many clicks that is worth. WhatsApp, iMessage and Signal draw one per message;
    /// e-mail none (Mysk 2020, De Vera 2023); the mix of applications is unknown, so the envelope tries .35 and .85.
    /// </summary>
    public const double Coverage = .6, CoverageClicks = 30;

    /// <summary>
    /// Shares per page and period that show no preview although previews are collected: enough to let a page without any have a few private visits.
    /// </summary>
    public const double UnseenShares = .15;

    /// <summary>
    /// Clicks per preview before the data say, and how many previews that is worth: two to four clicks per message, of which two in three are previewed.
    /// </summary>
    public const double ClicksPerPreview = 3, PreviewsWorth = 60;

    /// <summary>
    /// Private visits per tagged click where previews are not collected, and how many tagged clicks that is worth: one sharer in ten uses a button (AddThis
    /// 2011 and Tynt found 70 to 95 % of sharing to be copying), rounded down to lean towards less.
    /// </summary>
    public const double VisitsPerTaggedClick = 5, TaggedClicksWorth = 10;

    /// <summary>
    /// Private visits per visible one where neither previews nor tags tell, what that is worth in the site's own visible visits, and the gamma shape of pages
    /// around it: little, for nothing speaks for more, and alike, for nothing tells pages apart. Left to themselves cells find a sixth of direct visits to be
    /// private on a site where nobody shares.
    /// </summary>
    public const double VisitsPerReader = .02, ReadersWorth = 2, ReadersShape = 10;

    /// <summary>Below this many tagged clicks they do not stand in for previews.</summary>
    public const double FewestTagged = 30;

    /// <summary>
    /// Visits that lost their referrer per visit that shows it, and how many visible visits that is worth. Networks lose from none to all (SparkToro 2023) and
    /// search a tenth or more (Groupon 2014); the envelope tries .05 and .30.
    /// </summary>
    public const double LostShare = .15, LostVisits = 800;

    /// <summary>
    /// Owner's visits per campaign and page before the data say, and how many campaigns that is worth: a newsletter may bring ten or a thousand.
    /// </summary>
    public const double CampaignVisits = 30, CampaignsWorth = .5;

    /// <summary>
    /// How many visits of a mailing its hours before the data say are worth, and how many of a page its even part in each mailing is: a newsletter leads to few
    /// pages, and at one time.
    /// </summary>
    public const double MailingHours = 5, MailingPart = .05;

    /// <summary>Gamma shapes of a page's intensities around the site's, in the order of <see cref="Component"/>: how alike pages are.</summary>
    public static ReadOnlySpan<double> Shapes => [1.2, 5, 3, 2, .3];

    /// <summary>
    /// How many visits the anchor of a law is worth, in the order of <see cref="Component"/>; of private visits it is the tagged clicks and this.
    /// </summary>
    public static ReadOnlySpan<double> LawStrengths => [300, 60, 30, 400];

    /// <summary>The most that tagged clicks are worth as an anchor: those who use a share button are not a random sample of those who share.</summary>
    public const double MostTagStrength = 200;

    /// <summary>
    /// What a visit counts where laws are learned. Visits of one page, and of one cascade, are alike, so that some tens of them say what one independent visit
    /// would. With more, the law with the weakest anchor (that of private visits) takes on whatever the others fail to explain.
    /// </summary>
    public const double LawDamping = .1;

    /// <summary>
    /// Navigation (none, cross-site, missing) of each component before the data say: what browsers send for an address bar, a page that strips the referrer,
    /// another application, a machine.
    /// </summary>
    public static ReadOnlySpan<double> Navigations => [.92, .03, .05, .25, .65, .10, .75, .17, .08, .55, .10, .35];

    /// <summary>Devices (iOS, Android, desktop, in-app) of typed visits where no typeable page tells, and of machines.</summary>
    public static ReadOnlySpan<double> TypedDevices => [.18, .14, .63, .05];

    /// <inheritdoc cref="TypedDevices"/>
    public static ReadOnlySpan<double> MachineDevices => [.05, .10, .80, .05];

    /// <summary>How much more often each device's public visits lose their referrer: applications' own browsers do most.</summary>
    public static ReadOnlySpan<double> LostTilt => [1.1, 1, .7, 2];

    /// <summary>How much more of private visits than of public ones each device has: messages are read on telephones.</summary>
    public static ReadOnlySpan<double> DarkTilt => [1.25, 1.25, .55, 1.25];

    /// <summary>Returning visits: share of typed ones, of machines', and what remains of a public visit's odds for a private one.</summary>
    public const double TypedReturning = .4, MachineReturning = .02, DarkReturningTilt = .6;

    /// <summary>How many typed visits those defaults are worth.</summary>
    public const double TypedClicks = 20;

    /// <summary>How many visible visits the site's mix of devices is worth for a page's.</summary>
    public const double AudienceVisits = 60;

    /// <summary>Visits by which the hours of the week are smoothed towards the hours of the day.</summary>
    public const double ProfileVisits = 50;

    /// <summary>Visits that the even yield of preview families, and of public sources, is worth.</summary>
    public const double BlendVisits = 50;

    /// <summary>Machines' visits in an hour that their even course is worth: few hours have as many, unless it is a flood.</summary>
    public const double PulseVisits = 5;

    /// <summary>The quantile of the gaps between fetches by which a cache is found, and how many gaps that takes.</summary>
    public const double CacheQuantile = .1;

    /// <inheritdoc cref="CacheQuantile"/>
    public const int FewestGaps = 20;

    /// <summary>Beyond this load a cache's fetches say no more how many shares there were: the correction stays at five times.</summary>
    public const double HighestLoad = .8;
}
