namespace Murmure.Statistics.Mixtures;

/// <summary>What is lost when previews are put where they cannot have announced anything.</summary>
/// <param name="Gain">Log-likelihood of the fit above that of the placebo, per preview.</param>
/// <param name="Expected">What that gain would be on average were the fit true: the Kullback-Leibler distance of the two, per preview. It knows the delays'
/// law: where clicks come late, little is lost in any case.</param>
/// <param name="Significance">The gain in standard errors, pages being the units: below 2 it may be chance.</param>
public sealed record PlaceboGain(double Gain, double Expected, double Significance)
{
    /// <summary>How much of the expected gain is there: about 1 when previews announce visits as the model says, about 0 when they do not.</summary>
    public double Ratio => Expected > 0 ? Gain / Expected : 0;
}

/// <summary>More direct visits to a page on a day than anything explains.</summary>
/// <param name="Deviations">By how much more, in standard deviations.</param>
/// <param name="Page">The tables' index of the page.</param>
/// <param name="Day">The day, 0 first.</param>
public sealed record Burst(double Deviations, int Page, int Day);

/// <summary>
/// Fits that ought to fail, and pages that ought to show nothing: whether the model's structure is there in the data, as far as the data can tell.
/// </summary>
public static class Placebo
{
    /// <summary>Below this many previews a gain per preview is noise.</summary>
    public const int FewestPreviews = 100;

    /// <summary>Below this many direct visits a share of them is noise.</summary>
    private const int FewestVisits = 50;

    /// <summary>Words of addresses that people are led to by a site and do not send each other.</summary>
    private static readonly string[] Unshared =
    [
        "login", "signin", "logout", "connexion", "deconnexion", "register", "account", "compte", "cart", "panier", "checkout",
        "legal", "mentions-legales", "privacy", "confidentialite", "terms", "cgu", "cgv", "cookies",
    ];

    /// <summary>Previews after their clicks: whether visits follow previews in time. Null with too few previews.</summary>
    public static PlaceboGain? TimeArrow(MixtureModel model, ModelFit fit) => Against(model, fit, MixtureSpecification.Default with { Backwards = true });

    /// <summary>
    /// Each shared page with the hours of another page's previews: whether a page's visits follow its own. Null with too few previews, or fewer than two pages
    /// that have any.
    /// </summary>
    public static PlaceboGain? PagePermutation(MixtureModel model, ModelFit fit) => Against(model, fit, MixtureSpecification.Default with { Exchanged = true });

    /// <summary>
    /// Private visits for each preview that announces some: two to six in all worlds that were simulated, so that many more say that previews are missing from
    /// what is measured, and with them visits from what is found. Null where previews are too few or no anchor.
    /// </summary>
    public static double? VisitsPerPreview(MixtureModel model, ModelFit fit)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        var previews = model.Input.Previews.Count.Sum();
        return previews < FewestPreviews || fit.Fitted.Exposures.Anchor != DarkAnchor.Previews ? null : fit.Dark / previews;
    }

    /// <summary>The share that the model finds on pages that nobody shares. Null with too few direct visits there.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="model">The model that it is of.</param>
    /// <param name="pages">Indices of such pages; null to find them by the words of their addresses: log-in, cart, legal notice.</param>
    public static double? NegativeControl(MixtureModel model, ModelFit fit, IEnumerable<int>? pages = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        pages ??= model.Tables.Pages.Index().Where(page => IsUnshared(page.Item.Name)).Select(page => page.Index);
        var (dark, direct) = (0.0, 0.0);
        foreach (var page in pages)
        {
            dark += fit.DarkByPage[page];
            direct += model.Input.DirectByPage[model.Input.PagePlace[page]];
        }
        return direct < FewestVisits ? null : dark / direct;
    }

    /// <summary>
    /// The largest excess of a page's direct visits on one day over what the fit expects, in standard deviations, pages that people type left out. What
    /// previews, readers and the clock do not foretell came for another reason, such as a mailing that the owner did not declare; a message to a large group
    /// does the same.
    /// </summary>
    /// <returns>Null where no page has a day on which the fit expects a visit.</returns>
    public static Burst? LargestBurst(MixtureModel model, ModelFit fit)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        var (input, expected) = (model.Input, fit.Fitted.ExpectedByDay());
        var observed = new double[expected.Length];
        fit.Fitted.Visit(look => observed[(look.Page * input.Days) + (look.Hour / 24)] += look.Count);
        (double Residual, int Place)[] residuals = [.. Enumerable.Range(0, expected.Length).Where(day => input.Deep[day / input.Days] && expected[day] >= 1)
            .Select(day => ((observed[day] - expected[day]) / Math.Sqrt(expected[day]), day))];
        if (residuals.Length == 0)
            return null;
        double[] squares = [.. residuals.Select(one => one.Residual * one.Residual).Order()];
        var (largest, place) = residuals.MaxBy(one => one.Residual);
        // By the median, so that the burst that is sought does not make itself usual; 0.455 is that of a squared normal.
        var deviations = largest / Math.Sqrt(Math.Max(1, squares[squares.Length / 2] / .455));
        return new Burst(deviations, input.PageOrder[place / input.Days], place % input.Days);
    }

    private static bool IsUnshared(string name) =>
        name.Split('/', '.', '?').Any(part => Unshared.Contains(part, StringComparer.OrdinalIgnoreCase));

    private static PlaceboGain? Against(MixtureModel model, ModelFit fit, MixtureSpecification placebo)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        var input = model.Input;
        var previews = input.Previews.Count.Sum();
        var shared = Enumerable.Range(0, input.Pages).Count(page => input.Previews.Start[page] < input.Previews.Start[page + 1] && input.Deep[page]);
        if (previews < FewestPreviews || fit.Fitted.Exposures.Anchor != DarkAnchor.Previews || (placebo.Exchanged && shared < 2))
            return null;
        var other = model.Fit(placebo);
        var (own, theirs) = (LogLikelihoods(input, fit), LogLikelihoods(input, other));
        double[] gains = [.. own.Zip(theirs, (a, b) => a - b)];
        var total = gains.Sum();
        var mean = gains.Average();
        var error = Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)));
        var expected = 0.0;
        for (var page = 0; page < input.Pages; page++)
        {
            if (input.Previews.Start[page] < input.Previews.Start[page + 1])
                expected += Distance(fit.Fitted.Intensities(page), other.Fitted.Intensities(page));
        }
        return new PlaceboGain(total / previews, expected / previews, error > 0 ? total / error : 0);
    }

    /// <summary>Log-likelihood by place of the page.</summary>
    private static double[] LogLikelihoods(MixtureInput input, ModelFit fit)
    {
        var totals = fit.Fitted.ExpectedTotals();
        var components = totals.Length / Math.Max(1, input.Pages);
        var logs = new double[input.Pages];
        for (var place = 0; place < totals.Length; place++)
            logs[place / components] -= totals[place];
        fit.Fitted.Visit(look => logs[look.Page] += look.Count * Math.Log(Math.Max(1e-12, look.Rate)));
        return logs;
    }

    /// <summary>Kullback-Leibler distance of two courses of Poisson rates.</summary>
    private static double Distance(double[] mine, double[] theirs)
    {
        var distance = 0.0;
        for (var i = 0; i < mine.Length; i++)
            distance += mine[i] > 0 && theirs[i] > 0 ? (mine[i] * Math.Log(mine[i] / theirs[i])) - mine[i] + theirs[i] : 0;
        return distance;
    }
}
