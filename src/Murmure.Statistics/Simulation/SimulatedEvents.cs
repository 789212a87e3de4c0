namespace Murmure.Statistics.Simulation;

/// <summary>Why somebody, or something, came. This is the truth that no estimator sees.</summary>
public enum Cause
{
    /// <summary>Typed, bookmarked, from the history.</summary>
    Typed,

    /// <summary>A public place.</summary>
    Public,

    /// <summary>A link that a person sent to a person or a small group: dark social.</summary>
    Private,

    /// <summary>Something that the publisher sent itself.</summary>
    Owned,

    /// <summary>A machine that no rule recognises.</summary>
    Stealth,
}

/// <summary>How a landing request shows where it came from.</summary>
public enum Trace
{
    /// <summary>Not at all: what every tool calls "Direct".</summary>
    None,

    /// <summary>A web page's address in the referrer.</summary>
    Referrer,

    /// <summary>An Android application's name in the referrer.</summary>
    AppReferrer,

    /// <summary>The mark of an application's own browser in the agent.</summary>
    InApp,

    /// <summary>A generation tag of the site's share button.</summary>
    ShareTag,

    /// <summary>Campaign parameters.</summary>
    CampaignTag,
}

/// <summary>One landing visit. Times are hours of local wall-clock time after the run's first midnight.</summary>
public sealed record SimulatedVisit
{
    /// <summary>Place in time; the key of the truth, never sent to a product.</summary>
    public int Number { get; init; }

    public required double Time { get; init; }

    /// <summary>Index of the landing page.</summary>
    public required int Page { get; init; }

    public required Cause Cause { get; init; }

    /// <summary>The channel in truth, also where nothing shows it; <c>direct</c> for what was typed.</summary>
    public required string Channel { get; init; }

    public required Trace Trace { get; init; }

    public required Cell Cell { get; init; }

    /// <summary>Links in the chain of private shares that led here; 0 when none did.</summary>
    public int Generation { get; init; }

    /// <summary>The generation that the link's tag states; 0 without a tag. It begins again at 1 wherever a tag was lost.</summary>
    public int TagGeneration { get; init; }

    /// <summary>The share whose link was followed; null for what no private share brought.</summary>
    public SimulatedShare? By { get; init; }

    /// <summary>Who it was, for one day: the same number is the same device and address.</summary>
    public int Visitor { get; init; }

    /// <summary>Pages read after the landing page, in order.</summary>
    public IReadOnlyList<int> Onward { get; init; } = [];

    /// <summary>This visit's branch, for whatever a renderer has to invent.</summary>
    public required SeedTree Seed { get; init; }

    /// <summary>Whether it is a person without referrer, tag or mark: the denominator of alpha.</summary>
    public bool IsDirect => Trace == Trace.None && IsHuman;

    public bool IsHuman => Cause != Cause.Stealth;

    /// <summary>Whether a private message brought it.</summary>
    public bool IsDark => Cause == Cause.Private;
}

/// <summary>One act of sending a link in private.</summary>
public sealed record SimulatedShare
{
    public int Number { get; init; }

    public required double Time { get; init; }

    public required int Page { get; init; }

    public required PrivateApp App { get; init; }

    /// <summary>Whether the site's share button was used; only then does the site learn of the share.</summary>
    public required bool Button { get; init; }

    /// <summary>The generation in the link's tag as it was sent; 0 when it carries none.</summary>
    public required int TagGeneration { get; init; }

    /// <summary>The generation of the clicks that it leads to.</summary>
    public required int Generation { get; init; }

    /// <summary>The seed of the reading visit from which it was shared, which finds its device and address.</summary>
    public required SeedTree Sharer { get; init; }

    public required SeedTree Seed { get; init; }
}

/// <summary>An application asked for the page in order to show its preview.</summary>
/// <param name="Time">When.</param>
/// <param name="Share">The share that made it ask.</param>
public sealed record SimulatedPreview(double Time, SimulatedShare Share);

/// <summary>A request that looks like an application's for a preview, and that no private share caused.</summary>
/// <param name="Time">When.</param>
/// <param name="Page">Of which page.</param>
/// <param name="App">The application whose fetcher it is, or is said to be.</param>
/// <param name="Seed">Its branch, for whatever a renderer has to invent.</param>
public sealed record StrayPreview(double Time, int Page, string App, SeedTree Seed);

/// <summary>A mailing of the publisher without tags.</summary>
/// <param name="Start">When it went out, hours.</param>
/// <param name="End">When its effect has passed, hours.</param>
/// <param name="Page">The page it leads to.</param>
/// <param name="Declared">Whether Murmure is told.</param>
public sealed record SimulatedCampaign(double Start, double End, int Page, bool Declared);

/// <summary>What somebody answers when asked how they came.</summary>
public enum Answer
{
    /// <summary>No answer was given.</summary>
    None,

    /// <summary>Somebody sent me the link.</summary>
    Private,

    /// <summary>Anything else.</summary>
    Other,

    DoNotKnow,
}

/// <summary>One invitation to the survey and what came of it.</summary>
public sealed record SimulatedAnswer(SimulatedVisit Visit, Answer Answer);
