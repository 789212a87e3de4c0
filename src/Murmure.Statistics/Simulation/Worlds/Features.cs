using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Simulation;

/// <summary>The feature cell of a landing visit.</summary>
/// <param name="Device">The device class.</param>
/// <param name="Returning">Whether the same visitor had been there earlier that day.</param>
/// <param name="Navigation">What the fetch metadata says.</param>
public readonly record struct Cell(Device Device, bool Returning, Navigation Navigation);

/// <summary>How one kind of visit spreads over the cells; the three features are independent given the kind.</summary>
/// <param name="Devices">Probabilities of the four devices, in the order of <see cref="Device"/>.</param>
/// <param name="Returning">Probability of having come earlier that day.</param>
/// <param name="Navigations">Probabilities of the three navigations, in the order of <see cref="Navigation"/>.</param>
public sealed record FeatureLaw(IReadOnlyList<double> Devices, double Returning, IReadOnlyList<double> Navigations)
{
    /// <summary>The same law, each odds multiplied by <c>exp(N(0, sd))</c>: no run has exactly the published proportions. Zeros stay zeros.</summary>
    public FeatureLaw Perturb(RandomSource stream, double sd)
    {
        var devices = Tilt(Devices, stream, sd);
        var returning = Tilt([Returning, 1 - Returning], stream, sd)[0];
        return new FeatureLaw(devices, returning, Tilt(Navigations, stream, sd));
    }

    /// <summary>The same law for a page whose readers prefer some devices.</summary>
    /// <param name="preference">One positive factor per device.</param>
    public FeatureLaw Prefer(IReadOnlyList<double> preference) =>
        this with { Devices = Weights.Normalise([.. Devices.Zip(preference, (p, f) => p * f)]) };

    /// <summary>One visit's cell.</summary>
    /// <param name="stream">Where chance comes from.</param>
    /// <param name="rhythm">How devices change over the day, or null.</param>
    /// <param name="time">Hours after the run's first midnight.</param>
    public Cell Draw(RandomSource stream, DeviceRhythm? rhythm = null, double time = 0)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<double> weights = stackalloc double[4];
        for (var i = 0; i < 4; i++)
            weights[i] = Devices[i];
        rhythm?.Weigh(weights, time);
        var device = (Device)stream.Pick(weights);
        var returning = stream.Chance(Returning);
        for (var i = 0; i < 3; i++)
            weights[i] = Navigations[i];
        return new Cell(device, returning, (Navigation)stream.Pick(weights[..3]));
    }

    private static double[] Tilt(IReadOnlyList<double> weights, RandomSource stream, double sd) =>
        Weights.Normalise([.. weights.Select(w => w * Math.Exp(sd * stream.Normal()))]);
}

/// <summary>
/// The laws of all kinds of visit. The defaults are the working assumptions of this project's simulator, stated in one place;
/// each run departs from them at random, and a page departs again from its run.
/// </summary>
public sealed record FeatureLaws
{
    /// <summary>Typed, bookmarked or from the history, on the home page and the sections.</summary>
    public FeatureLaw Typed { get; init; } = new([.18, .14, .63, .05], .38, [.93, .02, .05]);

    /// <summary>The same on articles, where histories and restored tabs weigh more.</summary>
    public FeatureLaw TypedArticle { get; init; } = new([.15, .12, .68, .05], .50, [.93, .02, .05]);

    /// <summary>Public arrivals whose referrer is visible.</summary>
    public FeatureLaw Visible { get; init; } = new([.30, .28, .34, .08], .18, [0, 1, 0]);

    /// <summary>Public arrivals whose referrer was lost on the way.</summary>
    public FeatureLaw Lost { get; init; } = new([.34, .26, .20, .20], .16, [.20, .70, .10]);

    /// <summary>Clicks on links that people sent each other.</summary>
    public FeatureLaw Private { get; init; } = new([.40, .36, .14, .10], .10, [.74, .18, .08]);

    /// <summary>Clicks on links sent through the site's own share button: not quite the same people.</summary>
    public FeatureLaw Tagged { get; init; } = new([.45, .38, .08, .09], .08, [.76, .16, .08]);

    /// <summary>Machines that no rule recognises.</summary>
    public FeatureLaw Stealth { get; init; } = new([.05, .10, .80, .05], 0, [.55, .05, .40]);

    /// <summary>
    /// A second kind of people who send each other links, such as colleagues at their desks: the private law is then a mixture, whose weights differ
    /// from page to page. Null where there is one kind.
    /// </summary>
    public FeatureLaw? Colleagues { get; init; }

    /// <summary>Mean weight of <see cref="Colleagues"/>.</summary>
    public double ColleagueShare { get; init; }

    /// <summary>The cell of a click on a link that was sent without a tag.</summary>
    internal Cell DrawPrivate(RandomSource stream, DeviceRhythm? rhythm, double time) =>
        (Colleagues is { } other && stream.Chance(ColleagueShare) ? other : Private).Draw(stream, rhythm, time);

    /// <summary>The laws of one run.</summary>
    /// <param name="seed">The run's branch for laws.</param>
    /// <param name="stress">How far the run departs, and how far sharers by button differ from other sharers.</param>
    internal FeatureLaws ForRun(SeedTree seed, Stress stress)
    {
        FeatureLaw Shift(FeatureLaw law, string name, double sd) => law.Perturb(seed.Of(name).Stream(), sd);
        return new FeatureLaws
        {
            Typed = Shift(Typed, "typed", stress.LawTilt),
            TypedArticle = Shift(Shift(TypedArticle, "typed", stress.LawTilt), "typed-article", .2),
            Visible = Shift(Visible, "visible", stress.LawTilt),
            Lost = Shift(Lost, "lost", stress.LawTilt),
            Private = Shift(Private, "private", stress.LawTilt),
            Tagged = Shift(Tagged, "tagged", stress.TagBias),
            Stealth = Shift(Stealth, "stealth", stress.LawTilt),
            Colleagues = Colleagues is null ? null : Shift(Colleagues, "colleagues", stress.LawTilt),
            ColleagueShare = ColleagueShare,
        };
    }

    /// <summary>The laws on one page.</summary>
    /// <param name="preference">One positive factor per device.</param>
    /// <param name="seed">The page's branch.</param>
    internal FeatureLaws ForPage(IReadOnlyList<double> preference, SeedTree seed) => new()
    {
        Typed = Typed.Prefer(preference),
        TypedArticle = TypedArticle.Prefer(preference),
        Visible = Visible.Prefer(preference),
        Lost = Lost.Prefer(preference),
        Private = Private.Prefer(preference),
        Tagged = Tagged.Prefer(preference),
        Stealth = Stealth,
        Colleagues = Colleagues?.Prefer(preference),
        ColleagueShare = Colleagues is null ? 0 : Math.Min(1, ColleagueShare * seed.Of("colleagues").Stream().Gamma(2, 1)),
    };
}
