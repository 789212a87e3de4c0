namespace Murmure.Statistics.Simulation;

/// <summary>How long a sent link waits for its click, in hours.</summary>
public abstract record DelayLaw
{
    /// <param name="stream">Where chance comes from.</param>
    /// <param name="sent">When the link was sent, hours after the run's first midnight: some people read at some hours only.</param>
    internal abstract double Draw(RandomSource stream, double sent);

    /// <summary>The same law in a world that is that much slower.</summary>
    internal abstract DelayLaw Stretch(double factor);
}

/// <summary>A mixture of two exponentials: the one law that the estimator's default kernel has the form of.</summary>
/// <param name="SoonShare">Weight of the first.</param>
/// <param name="SoonMean">Mean of the first.</param>
/// <param name="LateMean">Mean of the second.</param>
public sealed record ClickDelay(double SoonShare = .65, double SoonMean = .8, double LateMean = 9) : DelayLaw
{
    internal override double Draw(RandomSource stream, double sent) => stream.Exponential(stream.Chance(SoonShare) ? SoonMean : LateMean);

    internal override DelayLaw Stretch(double factor) => this with { SoonMean = SoonMean * factor, LateMean = LateMean * factor };
}

/// <summary>Lognormal, as response times to forwarded messages were found to be (Iribarren and Moro 2009).</summary>
/// <param name="Median">Half of the clicks come sooner.</param>
/// <param name="Sigma">Standard deviation of the logarithm.</param>
public sealed record LognormalDelay(double Median, double Sigma) : DelayLaw
{
    internal override double Draw(RandomSource stream, double sent) => Median * Math.Exp(Sigma * stream.Normal());

    internal override DelayLaw Stretch(double factor) => this with { Median = Median * factor };
}

/// <summary>A power law: <c>P(delay > t) = (1 + t / Scale)^-Tail</c>. At a tail of 1.5 it has a mean and no variance.</summary>
public sealed record PowerDelay(double Scale, double Tail) : DelayLaw
{
    internal override double Draw(RandomSource stream, double sent) => Scale * (Math.Pow(1 - stream.NextDouble(), -1 / Tail) - 1);

    internal override DelayLaw Stretch(double factor) => this with { Scale = Scale * factor };
}

/// <summary>A stretched exponential: <c>P(delay > t) = exp(-(t / Scale)^Shape)</c>. Kept for the worlds that nothing is tuned on.</summary>
public sealed record StretchedDelay(double Scale, double Shape) : DelayLaw
{
    internal override double Draw(RandomSource stream, double sent) => Scale * Math.Pow(-Math.Log(1 - stream.NextDouble()), 1 / Shape);

    internal override DelayLaw Stretch(double factor) => this with { Scale = Scale * factor };
}

/// <summary>Another law, put off to an hour at which people look at their messages: who is asleep or at work reads later.</summary>
/// <param name="Law">The delay that it would be without sleep and work.</param>
/// <param name="Reading">24 probabilities, midnight first, that a message waits no longer at that hour.</param>
public sealed record WakingDelay(DelayLaw Law, IReadOnlyList<double> Reading) : DelayLaw
{
    /// <summary>Nearly nothing at night, less during office hours, most at lunch and in the evening.</summary>
    public static IReadOnlyList<double> Evenings { get; } =
        [.10, .05, .03, .03, .03, .10, .35, .60, .45, .30, .30, .35, .75, .70, .35, .30, .35, .50, .75, .85, .95, .95, .70, .30];

    /// <summary>Somebody who never looks would wait for ever; a week is as good.</summary>
    private const int MostTries = 200;

    internal override double Draw(RandomSource stream, double sent)
    {
        var delay = Law.Draw(stream, sent);
        for (var tries = 0; tries < MostTries && !stream.Chance(Reading[(int)((sent + delay) % 24)]); tries++)
            delay += stream.Exponential(1);
        return delay;
    }

    internal override DelayLaw Stretch(double factor) => this with { Law = Law.Stretch(factor) };
}
