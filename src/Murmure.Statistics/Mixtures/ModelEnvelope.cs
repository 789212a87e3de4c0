using System.Collections.Frozen;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Mixtures;

/// <summary>How a <see cref="ModelEnvelope"/> is computed.</summary>
/// <param name="Draws">Sites drawn again.</param>
/// <param name="Cores">Fits at a time: more is faster and uses as many times the memory; the figures are the same.</param>
public sealed record EnvelopeOptions(int Draws = 40, int Cores = 1);

/// <summary>
/// The range of the model's value over its specifications, padded by its sampling error. It covers the truth as long as that lies in the model's structure; it
/// cannot cover what the model has no component for, which is why it may only be shown with the placebo tests passed and the calendar of mailings confirmed.
/// </summary>
public sealed record ModelEnvelope
{
    /// <summary>What is added beside chance, for the specifications are few; the two are independent.</summary>
    private const double Padding = .015;

    /// <summary>Steps of a refit that begins at the fit.</summary>
    private const int WarmSteps = 15;

    private const double Level = .90;

    /// <summary>The fit's value, and the range.</summary>
    public required Interval Alpha { get; init; }

    /// <summary>Half width of the sampling error at the same level: of pages and their days drawn again, with everything refitted.</summary>
    public required double Sampling { get; init; }

    /// <summary>The value of each specification, by its name.</summary>
    public required IReadOnlyDictionary<string, double> Specifications { get; init; }

    /// <summary>The specifications that the range is over, besides the fit's own.</summary>
    private static IEnumerable<(string Name, MixtureSpecification Specification)> Variations =>
    [
        ("without navigation", MixtureSpecification.Default with { UseNavigation = false }),
        ("without time", MixtureSpecification.Default with { UseTime = false }),
        ("without features", MixtureSpecification.Default with { UseFeatures = false }),
        ("coverage 0.35", MixtureSpecification.Default with { Coverage = .35 }),
        ("coverage 0.85", MixtureSpecification.Default with { Coverage = .85 }),
        ("lost share 0.05", MixtureSpecification.Default with { LostShare = .05 }),
        ("lost share 0.30", MixtureSpecification.Default with { LostShare = .30 }),
        ("laws as anchored", MixtureSpecification.Default with { LawWeight = 0 }),
        ("laws free", MixtureSpecification.Default with { LawWeight = .5 }),
        ("unequal pages", MixtureSpecification.Default with { DarkShape = 1 }),
        ("tagged clicks as the anchor", MixtureSpecification.Default with { ByTags = true }),
    ];

    /// <summary>Computes it around the point model's fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fit">Its fit by <see cref="MixtureSpecification.Default"/>.</param>
    /// <param name="seed">The same seed gives the same bits.</param>
    /// <param name="options">How much work to do; null for the defaults.</param>
    public static ModelEnvelope Of(MixtureModel model, ModelFit fit, ulong seed, EnvelopeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        options ??= new();
        (string Name, MixtureSpecification Specification)[] variations =
        [
            .. Variations.Where(v => (v.Specification.UseNavigation || model.Tables.HasNavigation)
                && (!v.Specification.ByTags || model.Input.TaggedByCell.Sum() >= Assumptions.FewestTagged)),
        ];
        var values = new double[variations.Length];
        // Nothing says how many of these requests a private message caused: from none, which is the point model's answer, to all.
        var all = model.Tables.PublicFetchers.Count == 0 ? fit.Alpha : MixtureModel.Fit(model.Tables with { PublicFetchers = FrozenSet<string>.Empty }).Alpha;
        var draws = new double[options.Draws];
        var cores = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Cores) };
        Each(cores, values.Length, i =>
        {
            var specification = model.Applicable(variations[i].Specification);
            // Only the coverage, the anchor and the use of hours change the exposures: the others share the fit's own.
            var exposures = specification is { UseTime: true, Coverage: null, ByTags: false } ? fit.Fitted.Exposures : model.ExposuresOf(specification);
            values[i] = model.Fit(specification, exposures).Alpha;
        });
        Each(cores, draws.Length, i => draws[i] = Redrawn(model, fit, new SeedTree(seed).Of("envelope").Of(i)));
        var sampling = HalfWidth(draws);
        var padding = Math.Sqrt((Padding * Padding) + (sampling * sampling));
        var specifications = variations.Select(variation => variation.Name).Zip(values).Append(("fetchers of public posts too", all)).ToDictionary();
        var (lowest, highest) = (Math.Min(fit.Alpha, specifications.Values.Min()), Math.Max(fit.Alpha, specifications.Values.Max()));
        return new ModelEnvelope
        {
            Alpha = new Interval(fit.Alpha, Math.Max(0, lowest - padding), Math.Min(1, highest + padding), Level),
            Sampling = sampling,
            Specifications = specifications,
        };
    }

    private static void Each(ParallelOptions cores, int count, Action<int> work)
    {
        if (cores.MaxDegreeOfParallelism > 1)
        {
            Parallel.For(0, count, cores, work);
            return;
        }
        for (var i = 0; i < count; i++)
            work(i);
    }

    /// <summary>
    /// The value of a site drawn again, as the Bayesian bootstrap draws (Rubin 1981): weights are exponential instead of whole, so that no page is ever absent.
    /// A page's weight counts in what pages share (laws, means), a day's in what its page alone says. The site keeps its own pages: each page's share is
    /// weighed by its real visits, for the question is about these pages and not about others like them.
    /// </summary>
    private static double Redrawn(MixtureModel model, ModelFit fit, SeedTree seed)
    {
        var input = model.Input;
        var redraw = new Redraw(new double[input.Pages], new double[input.Pages * input.Days], fit.Fitted.Rates);
        for (var page = 0; page < input.Pages; page++)
        {
            // Keyed by name: where a page stands in the tables changes nothing.
            var stream = seed.Of(input.Tables.Pages[input.PageOrder[page]].Name).Stream();
            redraw.Pages[page] = stream.Exponential(1);
            for (var day = 0; day < input.Days; day++)
                redraw.Days[(page * input.Days) + day] = stream.Exponential(1);
        }
        var state = fit.Fitted.State.Copy();
        fit.Fitted.Fitter.Run(state, WarmSteps, redraw);
        return fit.Fitted.Fitter.ShareOf(state, redraw);
    }

    /// <summary>Half the range of the middle nine tenths.</summary>
    private static double HalfWidth(double[] draws)
    {
        if (draws.Length < 2)
            return 0;
        var mean = draws.Average();
        // A normal width: the ends of few draws would be a matter of chance.
        return 1.645 * Math.Sqrt(draws.Sum(draw => (draw - mean) * (draw - mean)) / (draws.Length - 1));
    }
}
