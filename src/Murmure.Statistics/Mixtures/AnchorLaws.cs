using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Mixtures;

/// <summary>
/// How each component spreads over the cells before the mixture learns: typed visits as on typeable pages, lost ones as public visits with other referrers,
/// private ones as tagged clicks. Of engines it is only known how frequent they are; what a navigation value means in one of them is learned.
/// </summary>
internal sealed class AnchorLaws
{
    /// <summary>Places of a page among the tilts: its devices, and one for <see cref="Untold"/>.</summary>
    public const int TiltsPerPage = MixtureInput.Devices + 1;

    /// <summary>The device of a group that has several.</summary>
    public const int Untold = MixtureInput.Devices;

    private readonly MixtureInput input;

    public AnchorLaws(MixtureInput input, MixtureSpecification specification)
    {
        this.input = input;
        var groups = new Dictionary<(string, Device?, bool?, Navigation?), int>();
        Group = [.. input.Cells.Select(cell =>
        {
            var key = Key(cell, specification);
            return groups.TryGetValue(key, out var known) ? known : groups[key] = groups.Count;
        })];
        Devices = groups.Count == 0 ? [Untold] : [.. groups.OrderBy(pair => pair.Value).Select(pair => (int?)pair.Key.Item2 ?? Untold)];
        var engines = Engines();
        var tagged = input.TaggedByCell.Sum();
        double[][] laws = [Typed(engines), Lost(), [], Machine(engines), []];
        laws[(int)Component.Dark] = laws[(int)Component.Owned] = Dark();
        Laws = [.. laws.Select(law => Collapse(Weights.Normalise(law)))];
        Strengths = [.. Assumptions.LawStrengths, 0];
        Strengths[(int)Component.Dark] = Math.Min(Assumptions.MostTagStrength, Assumptions.LawStrengths[(int)Component.Dark] + tagged);
        Tilts = PageTilts();
    }

    /// <summary>The group of each cell: cells that are not told apart share one.</summary>
    public int[] Group { get; }

    /// <summary>The device of each group, or <see cref="Untold"/>.</summary>
    public int[] Devices { get; }

    /// <summary>By component, the probability of each group.</summary>
    public double[][] Laws { get; }

    /// <summary>By component, how many visits its anchor is worth.</summary>
    public double[] Strengths { get; }

    /// <summary>
    /// Pages times <see cref="TiltsPerPage"/>: how much more often a page's visible visits have the device than the site's; 1 where devices are not told apart.
    /// </summary>
    public double[] Tilts { get; }

    private static (string, Device?, bool?, Navigation?) Key(FeatureCell cell, MixtureSpecification specification) => specification switch
    {
        { UseFeatures: false } => ("", null, null, null),
        { UseNavigation: false } => (cell.Engine ?? "", cell.Device, cell.Returning, null),
        _ => (cell.Engine ?? "", cell.Device, cell.Returning, cell.Navigation),
    };

    private double[] Typed(double[] engines)
    {
        var law = Weigh(Component.Typed, (cell, place) => engines[place] * Assumptions.TypedDevices[(int)cell.Device]
            * (cell.Returning ? Assumptions.TypedReturning : 1 - Assumptions.TypedReturning));
        var total = law.Sum();
        for (var i = 0; i < law.Length; i++)
            law[i] *= Assumptions.TypedClicks / total;
        var direct = input.Direct;
        for (var page = 0; page < input.Pages; page++)
        {
            for (var i = direct.Start[page]; i < direct.Start[page + 1] && !input.Deep[page]; i++)
                law[direct.Key[i]] += direct.Count[i];
        }
        return law;
    }

    private double[] Machine(double[] engines) => Weigh(Component.Machine, (cell, place) => engines[place] * Assumptions.MachineDevices[(int)cell.Device]
        * (cell.Returning ? Assumptions.MachineReturning : 1 - Assumptions.MachineReturning));

    private double[] Lost()
    {
        var visible = Visible();
        return Weigh(Component.Lost, (cell, place) => visible[place] * Assumptions.LostTilt[(int)cell.Device]);
    }

    private double[] Dark()
    {
        var visible = Visible();
        var law = Weights.Normalise(Weigh(Component.Dark, (cell, place) =>
            visible[place] * Assumptions.DarkTilt[(int)cell.Device] * (cell.Returning ? Assumptions.DarkReturningTilt : 1)));
        for (var i = 0; i < law.Length; i++)
            law[i] = (law[i] * Assumptions.LawStrengths[(int)Component.Dark]) + input.TaggedByCell[i];
        return law;
    }

    private double[] Weigh(Component component, Func<FeatureCell, int, double> weight)
    {
        var navigations = Assumptions.Navigations.Slice(3 * (int)component, 3);
        var law = new double[Math.Max(1, input.Cells.Length)];
        for (var i = 0; i < input.Cells.Length; i++)
            law[i] = weight(input.Cells[i], i) * navigations[(int)input.Cells[i].Navigation];
        return law;
    }

    /// <summary>Visible visits of each cell's engine, device and return, whatever their navigation; one more, so that none is impossible.</summary>
    private double[] Visible()
    {
        var totals = input.Cells.Index().GroupBy(pair => (pair.Item.Engine, pair.Item.Device, pair.Item.Returning))
            .ToDictionary(group => group.Key, group => 1 + group.Sum(pair => input.VisibleByCell[pair.Index]));
        return [.. input.Cells.Select(cell => totals[(cell.Engine, cell.Device, cell.Returning)])];
    }

    /// <summary>Share of each cell's engine among the visits of its device, visible and direct.</summary>
    private double[] Engines()
    {
        var counts = new double[input.Cells.Length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = input.VisibleByCell[i] + .5;
        for (var i = 0; i < input.Direct.Key.Length; i++)
            counts[input.Direct.Key[i]] += input.Direct.Count[i];
        double Total(Func<FeatureCell, bool> counted) => input.Cells.Index().Where(pair => counted(pair.Item)).Sum(pair => counts[pair.Index]);
        return [.. input.Cells.Select(cell => Total(c => c.Engine == cell.Engine && c.Device == cell.Device) / Total(c => c.Device == cell.Device))];
    }

    private double[] PageTilts()
    {
        var tilts = new double[input.Pages * TiltsPerPage];
        var site = new double[MixtureInput.Devices];
        for (var i = 0; i < input.VisibleDevices.Length; i++)
            site[i % site.Length] += input.VisibleDevices[i];
        site = Weights.Normalise([.. site.Select(count => count + 1)]);
        for (var page = 0; page < input.Pages; page++)
        {
            var own = input.VisibleDevices.AsSpan(page * site.Length, site.Length);
            var total = own[0] + own[1] + own[2] + own[3];
            for (var device = 0; device < site.Length; device++)
            {
                var share = (own[device] + (Assumptions.AudienceVisits * site[device])) / (total + Assumptions.AudienceVisits);
                tilts[(page * TiltsPerPage) + device] = share / site[device];
            }
            tilts[(page * TiltsPerPage) + Untold] = 1;
        }
        return tilts;
    }

    private double[] Collapse(double[] law)
    {
        var grouped = new double[Devices.Length];
        for (var i = 0; i < Group.Length; i++)
            grouped[Group[i]] += law[i];
        return grouped;
    }
}
