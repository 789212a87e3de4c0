namespace Murmure.Statistics.Simulation;

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

    public DelayLaw Delay { get; init; } = new ClickDelay();

    /// <summary>Share of sharers who send the link in the evening only, around eight, whenever they read it.</summary>
    public double EveningShare { get; init; }

    /// <summary>To how many more groups somebody passes a link on within minutes. The number of shares stays the same: they come in bursts.</summary>
    public double Forwards { get; init; }

    /// <summary>Share of sharers who use the site's share button, which tags the link.</summary>
    public double ButtonShare { get; init; } = .10;

    /// <summary>Share of tagged links whose tag survives until it is sent.</summary>
    public double TagSurvival { get; init; } = .8;

    /// <summary>Multiplies every app's preview probability.</summary>
    public double PreviewFactor { get; init; } = 1;

    public IReadOnlyList<PrivateApp> Apps { get; init; } = PrivateApp.Defaults;

    public CascadeLimits Limits { get; init; } = new();
}

/// <summary>
/// Where cascades are cut. A branching process above one grows without end, and a mean just below one has a very long tail.
/// </summary>
/// <param name="Depth">Most generations of clicks.</param>
/// <param name="Size">Most clicks that one first share may lead to, directly and indirectly.</param>
/// <param name="PerPage">Most clicks on one page in the whole run.</param>
public sealed record CascadeLimits(int Depth = 12, int Size = 2_000, int PerPage = 50_000);
