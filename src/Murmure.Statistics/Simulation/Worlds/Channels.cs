namespace Murmure.Statistics.Simulation;

/// <summary>An application by which people send each other links.</summary>
/// <param name="Slug">The channel's name.</param>
/// <param name="Weight">Share of all private shares.</param>
/// <param name="Clicks">Mean clicks per share.</param>
/// <param name="Preview">Probability that a share makes the application fetch the page; through a cache, when the cache is empty.</param>
/// <param name="Cache">How long one fetch of a page hides later ones, hours; 0 when each share fetches.</param>
/// <param name="BySender">Whether the sharer's own device fetches, or a server of the operator.</param>
/// <param name="Shown">Probability that a click shows the application, where the recipient's device can show it at all.</param>
/// <remarks>
/// Weights, clicks and preview probabilities are working assumptions, meant to be varied; that WhatsApp, iMessage and Signal fetch
/// from the sender's device and the others from a cached server was measured by others (De Vera 2023; Mysk 2020).
/// </remarks>
public sealed record PrivateApp(string Slug, double Weight, double Clicks, double Preview, double Cache, bool BySender, double Shown)
{
    /// <summary>The mix of the base scenario.</summary>
    public static IReadOnlyList<PrivateApp> Defaults { get; } =
    [
        new("whatsapp", .33, 2.6, .90, 0, BySender: true, .06),
        new("telegram", .10, 3.5, 1, 24, BySender: false, .06),
        new("imessage", .18, 1.8, .85, 0, BySender: true, 0),
        new("signal", .04, 1.8, .70, 0, BySender: true, 0),
        new("discord", .05, 4.0, 1, .5, BySender: false, .06),
        new("messenger", .12, 1.8, .25, 0, BySender: false, .25),
        new("email", .12, 1.6, 0, 0, BySender: false, .10),
        new("sms", .06, 1.2, .30, 0, BySender: false, .06),
    ];
}

/// <summary>The three kinds of public place.</summary>
public enum PublicSource
{
    Search,
    Social,
    Referral,
}

/// <summary>A public place that sends visitors.</summary>
/// <param name="Slug">The channel's name.</param>
/// <param name="Source">Which kind of place it is.</param>
/// <param name="Weight">Share among the places of its kind.</param>
/// <param name="Loss">Probability that a click arrives without its referrer.</param>
public sealed record PublicChannel(string Slug, PublicSource Source, double Weight, double Loss)
{
    /// <summary>Shares of search, social and referral among public arrivals.</summary>
    public static IReadOnlyList<double> SourceWeights { get; } = [.55, .25, .20];

    /// <summary>
    /// The places. Losses of networks follow SparkToro's measurement of 2023 (TikTok, Mastodon and Slack lose all, LinkedIn 14 %,
    /// Pinterest 12 %, Facebook, YouTube and X about none); those of search and of other sites are assumptions.
    /// </summary>
    public static IReadOnlyList<PublicChannel> All { get; } =
    [
        new("google", PublicSource.Search, .83, .10),
        new("bing", PublicSource.Search, .07, .08),
        new("qwant", PublicSource.Search, .03, .25),
        new("duckduckgo", PublicSource.Search, .03, .25),
        new("ecosia", PublicSource.Search, .02, .10),
        new("yahoo", PublicSource.Search, .02, .10),
        new("facebook", PublicSource.Social, .47, .02),
        new("instagram", PublicSource.Social, .10, .03),
        new("x", PublicSource.Social, .09, .02),
        new("linkedin", PublicSource.Social, .08, .14),
        new("tiktok", PublicSource.Social, .07, 1),
        new("youtube", PublicSource.Social, .05, .02),
        new("reddit", PublicSource.Social, .04, .05),
        new("bluesky", PublicSource.Social, .03, .03),
        new("mastodon", PublicSource.Social, .03, 1),
        new("pinterest", PublicSource.Social, .02, .12),
        new("slack", PublicSource.Social, .02, 1),
        new("google-news", PublicSource.Referral, .34, .05),
        new("referral", PublicSource.Referral, .50, .12),
        new("chatgpt", PublicSource.Referral, .07, .15),
        new("perplexity", PublicSource.Referral, .03, .10),
        new("copilot", PublicSource.Referral, .02, .10),
        new("gemini", PublicSource.Referral, .02, .10),
        new("mistral", PublicSource.Referral, .02, .10),
    ];

    /// <summary>The kind of place that a channel is, as the tables spell it.</summary>
    internal static string SourceOf(string slug) => Sources[slug];

    internal static PublicChannel Draw(RandomSource stream)
    {
        var (candidates, weights) = BySource[stream.Pick(Kinds)];
        return candidates[stream.Pick(weights)];
    }

    private static readonly double[] Kinds = [.. SourceWeights];

    private static readonly Dictionary<string, string> Sources =
        All.ToDictionary(c => c.Slug, c => c.Source.ToString().ToLowerInvariant());

    /// <summary>By <see cref="PublicSource"/>.</summary>
    private static readonly (PublicChannel[] Channels, double[] Weights)[] BySource =
        [.. All.GroupBy(c => c.Source).OrderBy(g => g.Key).Select(g => (g.ToArray(), g.Select(c => c.Weight).ToArray()))];
}
