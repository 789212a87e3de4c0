namespace Murmure.Statistics.Mixtures;

/// <summary>A state of the EM with all that is needed to look at visits by it.</summary>
internal sealed class FittedRates(
    MixtureInput input, MixtureSpecification specification, AnchorLaws anchors, Exposures exposures, MixtureFitter fitter, MixtureState state)
{
    private readonly double[] rates = fitter.Rates(state);

    /// <summary>Rows times components: visits per unit of intensity.</summary>
    public double[] Rates => rates;

    public MixtureSpecification Specification => specification;

    public AnchorLaws Anchors => anchors;

    public Exposures Exposures => exposures;

    public MixtureFitter Fitter => fitter;

    public MixtureState State => state;

    public double Score(int page, int hour, int cell)
    {
        var (p, x, k) = (input.PagePlace[page], input.CellPlace[cell], fitter.Components);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)hour, (uint)input.Hours, nameof(hour));
        var coefficients = new double[anchors.Group.Length * k];
        fitter.Coefficients(state, p, coefficients);
        var row = Array.BinarySearch(input.RowHour, input.RowStart[p], input.RowStart[p + 1] - input.RowStart[p], hour);
        var rate = row >= 0 ? rates.AsSpan(row * k, k) : RatesAt(p, hour);
        var (dark, total) = Shares(coefficients.AsSpan(x * k, k), rate);
        return total > 0 ? dark / total : 0;
    }

    /// <summary>Looks at every visit.</summary>
    public void Visit(Action<Look> look)
    {
        var k = fitter.Components;
        var coefficients = new double[anchors.Group.Length * k];
        for (var page = 0; page < input.Pages; page++)
        {
            if (input.RowStart[page] == input.RowStart[page + 1])
                continue;
            fitter.Coefficients(state, page, coefficients);
            for (var row = input.RowStart[page]; row < input.RowStart[page + 1]; row++)
            {
                for (var entry = input.RowEntry[row]; entry < input.RowEntry[row + 1]; entry++)
                {
                    var cell = input.Direct.Key[entry];
                    look(new(page, input.RowHour[row], cell, input.Direct.Count[entry], coefficients.AsSpan(cell * k, k), rates.AsSpan(row * k, k)));
                }
            }
        }
    }

    /// <summary>The same with every page's intensity of one component at the site's mean.</summary>
    public FittedRates With(Component levelled)
    {
        var copy = state.Copy();
        for (var page = 0; page < input.Pages; page++)
            copy.Theta[(page * fitter.Components) + (int)levelled] = state.Means[(int)levelled];
        return new FittedRates(input, specification, anchors, exposures, fitter, copy);
    }

    /// <summary>
    /// Looks at every page and hour that has visits: page, hour, count, and how the fit spreads them over the cells; machines are left out of that spread.
    /// </summary>
    public void VisitRows(Action<int, int, double, double[]> look)
    {
        var k = fitter.Components;
        var coefficients = new double[anchors.Group.Length * k];
        var byCell = new double[anchors.Group.Length];
        for (var page = 0; page < input.Pages; page++)
        {
            fitter.Coefficients(state, page, coefficients);
            for (var row = input.RowStart[page]; row < input.RowStart[page + 1]; row++)
            {
                var (count, total) = (0.0, 0.0);
                for (var entry = input.RowEntry[row]; entry < input.RowEntry[row + 1]; entry++)
                    count += input.Direct.Count[entry];
                for (var cell = 0; cell < byCell.Length; cell++)
                {
                    var at = (cell * k) + (int)Component.Machine;
                    var all = Shares(coefficients.AsSpan(cell * k, k), rates.AsSpan(row * k, k)).Total;
                    byCell[cell] = all - (coefficients[at] * rates[(row * k) + (int)Component.Machine]);
                    total += all;
                }
                for (var cell = 0; cell < byCell.Length; cell++)
                    byCell[cell] = total > 0 ? byCell[cell] / total : 0;
                look(page, input.RowHour[row], count, byCell);
            }
        }
    }

    /// <summary>Hours times groups of cells that are told apart: the expected visits of a page, by its place.</summary>
    public double[] Intensities(int page)
    {
        var k = fitter.Components;
        int[] cells = [.. anchors.Group.Index().DistinctBy(pair => pair.Item).Select(pair => pair.Index)];
        var coefficients = new double[anchors.Group.Length * k];
        fitter.Coefficients(state, page, coefficients);
        var courses = exposures.Of(page);
        var intensities = new double[input.Hours * cells.Length];
        var rate = new double[k];
        for (var hour = 0; hour < input.Hours; hour++)
        {
            FillRates(courses, page, hour, rate);
            for (var i = 0; i < cells.Length; i++)
                intensities[(hour * cells.Length) + i] = Shares(coefficients.AsSpan(cells[i] * k, k), rate).Total;
        }
        return intensities;
    }

    /// <summary>Pages times days: expected visits.</summary>
    public double[] ExpectedByDay()
    {
        var expected = new double[input.Pages * input.Days];
        var pulse = new MachinePulse(input, state.Pulse);
        var mailings = exposures.Mailings.ByDay(state);
        for (var day = 0; day < expected.Length; day++)
        {
            var page = day / input.Days;
            for (var s = 0; s < exposures.Series.Length; s++)
            {
                var k = (int)exposures.Series[s].Component;
                var part = (Component)k switch
                {
                    Component.Machine => pulse.Within(page, day % input.Days),
                    Component.Owned => exposures.Mailings.Within(state, mailings, page, day % input.Days),
                    _ => exposures.ByDay[(day * exposures.Series.Length) + s],
                };
                expected[day] += state.Theta[(page * fitter.Components) + k] * state.Weights[s] * part;
            }
        }
        return expected;
    }

    /// <summary>Pages times components: expected visits of the whole period.</summary>
    public double[] ExpectedTotals()
    {
        var totals = fitter.Totals(state, null);
        for (var i = 0; i < totals.Length; i++)
            totals[i] *= state.Theta[i];
        return totals;
    }

    private double[] RatesAt(int page, int hour)
    {
        var rate = new double[fitter.Components];
        FillRates(exposures.Of(page), page, hour, rate);
        return rate;
    }

    /// <summary>Visits per unit of each component's intensity in an hour, which need not be one with visits.</summary>
    private void FillRates(double[][] courses, int page, int hour, double[] rate)
    {
        Array.Clear(rate);
        for (var s = 0; s < courses.Length; s++)
            rate[(int)exposures.Series[s].Component] += state.Weights[s] * courses[s][hour];
        rate[(int)Component.Machine] *= state.Pulse[hour];
        if (exposures.Mailings.Count > 0)
            rate[(int)Component.Owned] = exposures.Mailings.At(state, page, hour);
    }

    private static (double Dark, double Total) Shares(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> rates)
    {
        var total = 0.0;
        for (var k = 0; k < rates.Length; k++)
            total += coefficients[k] * rates[k];
        return (coefficients[(int)Component.Dark] * rates[(int)Component.Dark], total);
    }
}

/// <summary>The direct visits of one page, hour and cell, as a fit sees them.</summary>
internal readonly ref struct Look(int page, int hour, int cell, double count, ReadOnlySpan<double> coefficients, ReadOnlySpan<double> rates)
{
    private readonly ReadOnlySpan<double> coefficients = coefficients;
    private readonly ReadOnlySpan<double> rates = rates;

    /// <summary>Places, not the tables' indices.</summary>
    public int Page { get; } = page;

    public int Hour { get; } = hour;

    public int Cell { get; } = cell;

    public double Count { get; } = count;

    /// <summary>The expected number of such visits by all components.</summary>
    public double Rate
    {
        get
        {
            var total = 0.0;
            for (var k = 0; k < rates.Length; k++)
                total += coefficients[k] * rates[k];
            return total;
        }
    }

    /// <summary>Expected visits by one component.</summary>
    public double Of(Component component)
    {
        var k = (int)component;
        return k >= rates.Length || Rate <= 0 ? 0 : Count * coefficients[k] * rates[k] / Rate;
    }
}
