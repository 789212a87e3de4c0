using System.Runtime.Intrinsics;

namespace Murmure.Statistics.Mixtures;

/// <summary>
/// The EM of the anchored Poisson mixture: a visit on page p at hour t in cell x has rate <c>sum_k theta_pk g_kp(t) phi_kp(x)</c>. Every step is in closed form
/// (Dempster, Laird and Rubin 1977 for the shares, gamma posteriors for the intensities with empirical-Bayes means, Dirichlet ones for the laws), and costs one
/// look at the cells that have visits. Nothing below depends on the order in which rows were given.
/// </summary>
internal sealed class MixtureFitter
{
    /// <summary>The step from which laws and blends are learned: the intensities first find their places by the anchors.</summary>
    private const int FirstLearning = 5;

    /// <summary>Blends change slowly, and a change costs another look at the series.</summary>
    private const int BlendEvery = 5;

    private readonly MixtureInput input;
    private readonly MixtureSpecification specification;
    private readonly AnchorLaws anchors;
    private readonly Exposures exposures;
    private readonly int components;
    private readonly int cells;
    private readonly int[] component;
    private readonly bool blended;

    public MixtureFitter(MixtureInput input, MixtureSpecification specification, AnchorLaws anchors, Exposures exposures)
    {
        (this.input, this.specification, this.anchors, this.exposures) = (input, specification, anchors, exposures);
        component = [.. exposures.Series.Select(series => (int)series.Component)];
        components = component.Max() + 1;
        cells = anchors.Group.Length;
        blended = specification.Learn && exposures.Series.CountBy(series => series.Component).Any(pair => pair.Value > 1);
        (PriorMeans, PriorExposures) = Priors();
    }

    public int Components => components;

    /// <summary>By component, the mean over the site before the data say, and the exposure that it is worth; 0 where the data alone say.</summary>
    public double[] PriorMeans { get; }

    /// <inheritdoc cref="PriorMeans"/>
    public double[] PriorExposures { get; }

    public MixtureState Start()
    {
        var state = new MixtureState
        {
            Theta = new double[input.Pages * components],
            Means = new double[components],
            Laws = [.. anchors.Laws.Select(law => law.ToArray())],
            Weights = [.. exposures.Series.Select(_ => 1.0)],
            Pulse = [.. Enumerable.Repeat(1.0, input.Hours)],
            MailingParts = exposures.Mailings.StartParts(),
            MailingCourses = exposures.Mailings.StartCourses(),
        };
        var total = Totals(state, null);
        for (var page = 0; page < input.Pages; page++)
        {
            for (var k = 0; k < components; k++)
            {
                var place = (page * components) + k;
                if (total[place] <= 0)
                    continue;
                state.Theta[place] = !specification.UseTime || k == (int)Component.Typed ? .25 * input.DirectByPage[page] / total[place]
                    : k == (int)Component.Machine ? .02
                    : PriorMeans[k];
            }
        }
        return state;
    }

    /// <summary>Moves a state by some steps.</summary>
    /// <param name="state">Where to begin; it is changed.</param>
    /// <param name="steps">How many.</param>
    /// <param name="redraw">Another weighting of pages and days; null for the site as it is. Blends are then left as they are.</param>
    public void Run(MixtureState state, int steps, Redraw? redraw = null)
    {
        var rates = redraw?.Rates ?? Rates(state);
        var totals = Totals(state, redraw);
        var expected = new Expectation(input.Pages, components, cells, component.Length, input.Hours, state.MailingCourses);
        for (var step = 0; step < steps; step++)
        {
            var blend = specification.Learn && redraw is null && step >= FirstLearning && step % BlendEvery == 0;
            expected.Clear();
            Expect(state, rates, redraw, expected, blend);
            Maximise(state, totals, expected, redraw);
            if (specification is { Learn: true, UseFeatures: true } && (step >= FirstLearning || redraw is not null))
                LearnLaws(state, expected);
            if (!blend)
                continue;
            if (blended)
                Blend(state, expected);
            if (specification.UseTime)
                MachinePulse.Learn(input, state, expected.ByHour, components);
            exposures.Mailings.Learn(state, expected);
            rates = Rates(state);
            totals = Totals(state, redraw);
        }
    }

    /// <summary>Rows times components: visits per unit of intensity.</summary>
    public double[] Rates(MixtureState state)
    {
        var rates = new double[input.RowHour.Length * components];
        for (var row = 0; row < input.RowHour.Length; row++)
        {
            var at = exposures.AtRows.AsSpan(row * component.Length, component.Length);
            for (var s = 0; s < at.Length; s++)
                rates[(row * components) + component[s]] += state.Weights[s] * at[s];
            rates[(row * components) + (int)Component.Machine] *= state.Pulse[input.RowHour[row]];
        }
        for (var page = 0; page < input.Pages && exposures.Mailings.Count > 0; page++)
        {
            for (var row = input.RowStart[page]; row < input.RowStart[page + 1]; row++)
                rates[(row * components) + (int)Component.Owned] = exposures.Mailings.At(state, page, input.RowHour[row]);
        }
        return rates;
    }

    /// <summary>Pages times components: the exposure of the whole period.</summary>
    public double[] Totals(MixtureState state, Redraw? redraw)
    {
        var totals = new double[input.Pages * components];
        var pulse = new MachinePulse(input, state.Pulse);
        var mailings = exposures.Mailings.ByDay(state);
        for (var day = 0; day < input.Pages * input.Days; day++)
        {
            var page = day / input.Days;
            var weight = redraw?.Days[day] ?? 1;
            for (var s = 0; s < component.Length; s++)
            {
                var part = (Component)component[s] switch
                {
                    Component.Machine => pulse.Within(page, day % input.Days),
                    Component.Owned => exposures.Mailings.Within(state, mailings, page, day % input.Days),
                    _ => exposures.ByDay[(day * component.Length) + s],
                };
                totals[(page * components) + component[s]] += weight * state.Weights[s] * part;
            }
        }
        return totals;
    }

    /// <summary>Writes what a page's intensities make of each cell: cells times components.</summary>
    public void Coefficients(MixtureState state, int page, Span<double> coefficients)
    {
        var tilts = anchors.Tilts.AsSpan(page * AnchorLaws.TiltsPerPage, AnchorLaws.TiltsPerPage);
        var (devices, groups) = (anchors.Devices, anchors.Group);
        for (var k = 0; k < components; k++)
        {
            var law = state.Laws[k];
            var intensity = state.Theta[(page * components) + k];
            var tilted = k != (int)Component.Machine;
            var norm = tilted ? 0.0 : 1;
            for (var group = 0; group < law.Length && tilted; group++)
                norm += law[group] * tilts[devices[group]];
            intensity = norm > 0 ? intensity / norm : 0;
            for (var x = 0; x < groups.Length; x++)
                coefficients[(x * components) + k] = intensity * law[groups[x]] * (tilted ? tilts[devices[groups[x]]] : 1);
        }
    }

    /// <summary>Share of direct visits that are private by a state, each page weighed by its real visits.</summary>
    public double ShareOf(MixtureState state, Redraw redraw)
    {
        var expected = new Expectation(input.Pages, components, cells, component.Length, input.Hours, state.MailingCourses);
        Expect(state, redraw.Rates, redraw, expected, blend: false);
        var (dark, direct) = (0.0, 0.0);
        for (var page = 0; page < input.Pages; page++)
        {
            var ofPage = expected.ByPage.AsSpan(page * components, components);
            var all = 0.0;
            foreach (var visits in ofPage)
                all += visits;
            dark += all > 0 ? input.DirectByPage[page] * ofPage[(int)Component.Dark] / all : 0;
            direct += input.DirectByPage[page];
        }
        return direct > 0 ? dark / direct : 0;
    }

    private void Expect(MixtureState state, double[] rates, Redraw? redraw, Expectation expected, bool blend)
    {
        var coefficients = new double[cells * components];
        var byCell = new double[cells * components];
        Span<double> ofRow = stackalloc double[components];
        var (key, count) = (input.Direct.Key, input.Direct.Count);
        for (var page = 0; page < input.Pages; page++)
        {
            if (input.RowStart[page] == input.RowStart[page + 1])
                continue;
            Coefficients(state, page, coefficients);
            Array.Clear(byCell);
            var ofPage = expected.ByPage.AsSpan(page * components, components);
            for (var row = input.RowStart[page]; row < input.RowStart[page + 1]; row++)
            {
                ofRow.Clear();
                var rate = rates.AsSpan(row * components, components);
                var weight = redraw?.Days[(page * input.Days) + (input.RowHour[row] / 24)] ?? 1;
                for (var entry = input.RowEntry[row]; entry < input.RowEntry[row + 1]; entry++)
                {
                    var at = key[entry] * components;
                    Divide(coefficients.AsSpan(at, rate.Length), rate, weight * count[entry], ofRow, byCell.AsSpan(at, rate.Length));
                }
                for (var k = 0; k < ofPage.Length; k++)
                    ofPage[k] += ofRow[k];
                if (!blend)
                    continue;
                expected.ByHour[input.RowHour[row]] += ofRow[(int)Component.Machine];
                DivideSeries(state, row, rate, ofRow, expected.BySeries);
                if (exposures.Mailings.Count > 0)
                    exposures.Mailings.Divide(state, page, input.RowHour[row], ofRow[(int)Component.Owned], expected);
            }
            Untilt(page, redraw?.Pages[page] ?? 1, byCell, expected.ByCell);
        }
    }

    /// <summary>Adds a page's cells to the site's, as if the page had the site's devices.</summary>
    private void Untilt(int page, double weight, double[] byCell, double[] ofSite)
    {
        var tilts = anchors.Tilts.AsSpan(page * AnchorLaws.TiltsPerPage, AnchorLaws.TiltsPerPage);
        for (var x = 0; x < cells; x++)
        {
            var straight = weight / tilts[anchors.Devices[anchors.Group[x]]];
            for (var k = 0; k < components; k++)
                ofSite[(x * components) + k] += (k == (int)Component.Machine ? weight : straight) * byCell[(x * components) + k];
        }
    }

    /// <summary>The E step of one count: it is divided as its components' rates are.</summary>
    private static void Divide(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> rates, double count, Span<double> ofRow, Span<double> ofCell)
    {
        if (rates.Length == Vector256<double>.Count)
        {
            DivideByFour(coefficients, rates, count, ofRow, ofCell);
            return;
        }
        var total = 0.0;
        for (var k = 0; k < rates.Length; k++)
            total += coefficients[k] * rates[k];
        if (total <= 0)
        {
            CountAsTyped(count, ofRow, ofCell);
            return;
        }
        var scale = count / total;
        for (var k = 0; k < rates.Length; k++)
        {
            var part = coefficients[k] * rates[k] * scale;
            ofRow[k] += part;
            ofCell[k] += part;
        }
    }

    /// <summary>The same of four components, as they are without mailings: the whole of a fit's time is spent here.</summary>
    private static void DivideByFour(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> rates, double count, Span<double> ofRow, Span<double> ofCell)
    {
        var parts = Vector256.Create(coefficients) * Vector256.Create(rates);
        var total = Vector256.Sum(parts);
        if (total <= 0)
        {
            CountAsTyped(count, ofRow, ofCell);
            return;
        }
        parts *= count / total;
        (Vector256.Create((ReadOnlySpan<double>)ofRow) + parts).CopyTo(ofRow);
        (Vector256.Create((ReadOnlySpan<double>)ofCell) + parts).CopyTo(ofCell);
    }

    /// <summary>What no component foresees is typed: it needs no cause on the page.</summary>
    private static void CountAsTyped(double count, Span<double> ofRow, Span<double> ofCell)
    {
        ofRow[(int)Component.Typed] += count;
        ofCell[(int)Component.Typed] += count;
    }

    private void DivideSeries(MixtureState state, int row, ReadOnlySpan<double> rate, ReadOnlySpan<double> ofRow, double[] bySeries)
    {
        var at = exposures.AtRows.AsSpan(row * component.Length, component.Length);
        for (var s = 0; s < at.Length; s++)
            bySeries[s] += rate[component[s]] > 0 ? ofRow[component[s]] * state.Weights[s] * at[s] / rate[component[s]] : 0;
    }

    private void Maximise(MixtureState state, double[] totals, Expectation expected, Redraw? redraw)
    {
        for (var k = 0; k < components; k++)
        {
            // Typeable pages have a typed intensity of their own that says nothing of the others.
            var everywhere = k is (int)Component.Lost or (int)Component.Owned;
            var (visits, exposure) = (PriorMeans[k] * PriorExposures[k], PriorExposures[k]);
            for (var page = 0; page < input.Pages; page++)
            {
                if (!everywhere && !input.Deep[page])
                    continue;
                visits += (redraw?.Pages[page] ?? 1) * expected.ByPage[(page * components) + k];
                exposure += (redraw?.Pages[page] ?? 1) * totals[(page * components) + k];
            }
            state.Means[k] = exposure > 0 ? Math.Max(1e-9, visits / exposure) : 1e-9;
        }
        for (var place = 0; place < state.Theta.Length; place++)
        {
            var k = place % components;
            var shape = k != (int)Component.Dark ? Assumptions.Shapes[k]
                : exposures.Anchor == DarkAnchor.Readers ? Assumptions.ReadersShape
                : specification.DarkShape;
            state.Theta[place] = totals[place] <= 0 ? 0
                : k == (int)Component.Typed && !input.Deep[place / components] ? expected.ByPage[place] / totals[place]
                : (expected.ByPage[place] + shape) / (totals[place] + (shape / state.Means[k]));
        }
    }

    private void LearnLaws(MixtureState state, Expectation expected)
    {
        for (var k = 0; k < Math.Min(components, (int)Component.Owned); k++)
        {
            var law = state.Laws[k];
            for (var x = 0; x < law.Length; x++)
                law[x] = anchors.Strengths[k] * anchors.Laws[k][x];
            for (var x = 0; x < cells; x++)
                law[anchors.Group[x]] += specification.LawWeight * expected.ByCell[(x * components) + k];
            var total = law.Sum();
            for (var x = 0; x < law.Length && total > 0; x++)
                law[x] /= total;
        }
        // A mailing's readers look like those of a message: nothing but its hours tells them apart.
        state.Laws[(int)Component.Dark].CopyTo(state.Laws[(int)Component.Owned], 0);
    }

    /// <summary>
    /// How much each source loses, and each family's previews are followed by, against the others of its component. A family whose previews announce nothing
    /// (machines that bear its name, public posts) loses its weight here. The component's total stays: that is the intensities' part.
    /// </summary>
    private void Blend(MixtureState state, Expectation expected)
    {
        var (exposure, unweighted) = (new double[component.Length], new double[component.Length]);
        for (var day = 0; day < input.Pages * input.Days; day++)
        {
            var page = day / input.Days;
            for (var s = 0; s < component.Length; s++)
            {
                var part = exposures.ByDay[(day * component.Length) + s];
                unweighted[s] += part;
                exposure[s] += state.Theta[(page * components) + component[s]] * part;
            }
        }
        for (var s = 0; s < component.Length; s++)
        {
            if (exposures.Series[s].Source >= 0)
                state.Weights[s] = (expected.BySeries[s] + Assumptions.BlendVisits) / (exposure[s] + Assumptions.BlendVisits);
        }
        foreach (var part in Enumerable.Range(0, component.Length).Where(s => exposures.Series[s].Source >= 0).GroupBy(s => component[s]))
        {
            var scale = part.Sum(s => unweighted[s]) / part.Sum(s => state.Weights[s] * unweighted[s]);
            foreach (var s in part.Where(_ => double.IsFinite(scale)))
                state.Weights[s] *= scale;
        }
    }

    private (double[] Means, double[] Exposures) Priors()
    {
        var (means, worth) = (new double[components], new double[components]);
        if (components > (int)Component.Owned)
            (means[(int)Component.Owned], worth[(int)Component.Owned]) = (Assumptions.CampaignVisits, Assumptions.CampaignsWorth);
        if (!specification.UseTime)
            return (means, worth);
        (means[(int)Component.Lost], worth[(int)Component.Lost]) = (specification.LostShare, Assumptions.LostVisits);
        (means[(int)Component.Dark], worth[(int)Component.Dark]) = exposures.Anchor switch
        {
            DarkAnchor.Previews => (ClicksPerPreview(), Assumptions.PreviewsWorth),
            DarkAnchor.TaggedClicks => (Assumptions.VisitsPerTaggedClick, Assumptions.TaggedClicksWorth),
            _ => (Assumptions.VisitsPerReader, Assumptions.ReadersWorth * input.Visible.Count.Sum()),
        };
        return (means, worth);
    }

    /// <summary>Tagged clicks per act of sharing, over the share of them that a preview announced; the default where buttons or tags tell nothing.</summary>
    private double ClicksPerPreview()
    {
        var (clicks, shares) = (input.Tagged.Count.Sum(), input.Shares.Count.Sum());
        return shares < 10 || clicks < Assumptions.FewestTagged ? Assumptions.ClicksPerPreview : Math.Clamp(clicks / (shares * exposures.Coverage), 1, 10);
    }
}
