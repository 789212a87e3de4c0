using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Mixtures;

/// <summary>
/// The point model: direct visits by page, hour and cell are a sum of typed visits, of public ones that lost their referrer, of private ones, of machines and
/// of the owner's declared mailings, each held by an anchor. Typed visits follow the hours and cells of typeable pages, lost ones the visible public visits of
/// the same page and hour, private ones the previews of the page and the cells of tagged clicks. An instance keeps the sorted tables, so that several fits sort
/// them once; it may be used by several threads.
/// </summary>
public sealed class MixtureModel
{
    private readonly PreviewSignal signal;
    private readonly double[] kernel;

    /// <param name="tables">The counts of one period; they must not change afterwards.</param>
    public MixtureModel(HourlyTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        Input = new MixtureInput(tables);
        signal = new PreviewSignal(Input);
        kernel = Mixtures.DelayKernel.Of(Input);
    }

    /// <summary>The counts that it was made of.</summary>
    public HourlyTables Tables => Input.Tables;

    internal MixtureInput Input { get; }

    /// <summary>Fits the point model to tables.</summary>
    public static ModelFit Fit(HourlyTables tables) => new MixtureModel(tables).Fit();

    /// <summary>Fits one specification; the point model by default. The same tables give the same bits, in whatever order rows, pages and cells are.</summary>
    public ModelFit Fit(MixtureSpecification? specification = null)
    {
        specification = Applicable(specification ?? MixtureSpecification.Default);
        return Fit(specification, ExposuresOf(specification));
    }

    /// <summary>The same with exposures that are known already.</summary>
    internal ModelFit Fit(MixtureSpecification specification, Exposures exposures)
    {
        var anchors = new AnchorLaws(Input, specification);
        var fitter = new MixtureFitter(Input, specification, anchors, exposures);
        var state = fitter.Start();
        fitter.Run(state, specification.Iterations);
        return Describe(new FittedRates(Input, specification, anchors, exposures, fitter, state));
    }

    internal Exposures ExposuresOf(MixtureSpecification specification) => new(Input, specification, signal, kernel);

    /// <summary>What nobody collected cannot be used.</summary>
    internal MixtureSpecification Applicable(MixtureSpecification specification) =>
        specification with { UseNavigation = specification.UseNavigation && Tables.HasNavigation };

    private ModelFit Describe(FittedRates fitted)
    {
        var sums = new FitSums(Input);
        fitted.Visit(sums.Add);
        var expected = fitted.ExpectedTotals().Sum();
        var tables = Tables;
        var alpha = sums.Direct == 0 ? 0 : sums.Dark / sums.Direct;
        return new ModelFit(fitted)
        {
            Direct = sums.Direct,
            Dark = sums.Dark,
            Machines = sums.Machines,
            Owned = sums.Owned,
            DarkByPage = [.. Enumerable.Range(0, tables.Pages.Count).Select(page => sums.ByPage[Input.PagePlace[page]])],
            DarkByDay = sums.ByDay,
            DarkShareByCell = sums.ByCell(Input.CellPlace, alpha, deepAlone: false),
            DarkShareByCellOfDeepPages = sums.ByCell(Input.CellPlace, alpha, deepAlone: true),
            LogLikelihood = sums.LogRates - expected,
            ConditionByPage = [.. Enumerable.Range(0, tables.Pages.Count).Select(page => fitted.Exposures.Conditions[Input.PagePlace[page]])],
            Separation = sums.Separation(fitted),
            SaturatedFamilies = signal.Saturated,
            Coverage = fitted.Exposures.Coverage,
            DelayKernel = kernel,
        };
    }
}

/// <summary>What a fit's look at every visit adds up to.</summary>
internal sealed class FitSums(MixtureInput input)
{
    private readonly double[] darkOfCell = new double[input.CellPlace.Length];
    private readonly double[] allOfCell = new double[input.CellPlace.Length];
    private readonly double[] darkOfDeepCell = new double[input.CellPlace.Length];
    private readonly double[] allOfDeepCell = new double[input.CellPlace.Length];
    private readonly double[] byComponent = new double[5];

    public double Direct { get; private set; }

    public double Dark => byComponent[(int)Component.Dark];

    public double Machines => byComponent[(int)Component.Machine];

    public double Owned => byComponent[(int)Component.Owned];

    /// <summary>Sum over visits of the logarithm of their rate.</summary>
    public double LogRates { get; private set; }

    /// <summary>Expected private visits by place of the page.</summary>
    public double[] ByPage { get; } = new double[input.Pages];

    /// <summary>Expected private visits by day.</summary>
    public double[] ByDay { get; } = new double[input.Days];

    public void Add(Look look)
    {
        for (var k = 0; k < byComponent.Length; k++)
            byComponent[k] += look.Of((Component)k);
        var dark = look.Of(Component.Dark);
        Direct += look.Count;
        // A visit that no component foresees is a typed one, at the price of a very rare event.
        LogRates += look.Count * Math.Log(Math.Max(1e-12, look.Rate));
        ByPage[look.Page] += dark;
        ByDay[look.Hour / 24] += dark;
        darkOfCell[look.Cell] += dark;
        allOfCell[look.Cell] += look.Count;
        if (!input.Deep[look.Page])
            return;
        darkOfDeepCell[look.Cell] += dark;
        allOfDeepCell[look.Cell] += look.Count;
    }

    /// <summary>The mean score of each cell in the tables' order.</summary>
    public double[] ByCell(int[] places, double whole, bool deepAlone)
    {
        var (dark, all) = deepAlone ? (darkOfDeepCell, allOfDeepCell) : (darkOfCell, allOfCell);
        var mean = all.Sum() > 0 ? dark.Sum() / all.Sum() : whole;
        return [.. places.Select(place => all[place] > 0 ? dark[place] / all[place] : mean)];
    }

    /// <summary>Chi-square distance of the law of private visits from that of the others, on the pages that nobody types, where there are both.</summary>
    public double Separation(FittedRates fitted)
    {
        var laws = fitted.State.Laws;
        double[] parts = [.. byComponent];
        parts[(int)Component.Dark] = 0;
        parts[(int)Component.Owned] = 0;
        var (dark, others) = (Dark, parts.Sum());
        if (others <= 0)
            return 0;
        var distance = 0.0;
        for (var group = 0; group < laws[0].Length; group++)
        {
            var p = laws[(int)Component.Dark][group];
            var n = parts.Select((visits, k) => visits * laws[k][group]).Sum() / others;
            var u = ((dark * p) + (others * n)) / (dark + others);
            distance += u > 0 ? (p - n) * (p - n) / u : 0;
        }
        return distance;
    }
}
