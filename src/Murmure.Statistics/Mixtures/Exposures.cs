namespace Murmure.Statistics.Mixtures;

/// <summary>What private visits are expected to follow.</summary>
internal enum DarkAnchor
{
    /// <summary>Previews, by hour.</summary>
    Previews,

    /// <summary>Tagged clicks of the page, where previews are not collected.</summary>
    TaggedClicks,

    /// <summary>Nothing but the page's readers.</summary>
    Readers,
}

/// <summary>One cause of visits with a course in time; a component may have several, blended by weights that all pages share.</summary>
/// <param name="Component">The component that it is part of.</param>
/// <param name="Source">The public source or preview family, an index; -1 for none.</param>
internal readonly record struct Series(Component Component, int Source = -1);

/// <summary>How many visits each series would bring per unit of its intensity, by page and hour.</summary>
internal sealed class Exposures
{
    private readonly MixtureInput input;
    private readonly MixtureSpecification specification;
    private readonly PreviewSignal signal;
    private readonly double[] kernel;
    private readonly double[] profile;
    private readonly double[] unseen;
    private readonly int[] lender;

    public Exposures(MixtureInput input, MixtureSpecification specification, PreviewSignal signal, double[] kernel)
    {
        (this.input, this.specification, this.signal, this.kernel) = (input, specification, signal, kernel);
        profile = DailyProfile.Of(input);
        Coverage = specification.Coverage ?? MeasuredCoverage(input);
        Mailings = new Mailings(input, kernel);
        Anchor = specification.ByTags ? DarkAnchor.TaggedClicks : AnchorOf(input);
        Series = SeriesOf(input, specification, Anchor, Mailings.Count > 0);
        unseen = UnseenShares();
        lender = Lenders();
        var (rows, pages) = (input.RowHour.Length, input.Pages);
        AtRows = new float[rows * Series.Length];
        ByDay = new float[pages * input.Days * Series.Length];
        Conditions = new double[pages];
        var hours = Buffers();
        for (var page = 0; page < pages; page++)
        {
            Fill(page, hours);
            Conditions[page] = Conditioning.Of(Components(hours));
            for (var s = 0; s < Series.Length; s++)
            {
                for (var row = input.RowStart[page]; row < input.RowStart[page + 1]; row++)
                    AtRows[(row * Series.Length) + s] = (float)hours[s][input.RowHour[row]];
                for (var hour = 0; hour < input.Hours; hour++)
                    ByDay[(((page * input.Days) + (hour / 24)) * Series.Length) + s] += (float)hours[s][hour];
            }
        }
    }

    /// <summary>The series, those of one component side by side.</summary>
    public Series[] Series { get; }

    public DarkAnchor Anchor { get; }

    public Mailings Mailings { get; }

    /// <summary>Share of private clicks that a preview announced.</summary>
    public double Coverage { get; }

    /// <summary>Rows times series.</summary>
    public float[] AtRows { get; }

    /// <summary>Pages times days times series.</summary>
    public float[] ByDay { get; }

    /// <summary>By page, the condition number of the courses in time of typed, lost and private visits.</summary>
    public double[] Conditions { get; }

    /// <summary>Every series of one page by hour.</summary>
    public double[][] Of(int page)
    {
        var hours = Buffers();
        Fill(page, hours);
        return hours;
    }

    private double[][] Buffers() => [.. Series.Select(_ => new double[input.Hours])];

    private void Fill(int page, double[][] hours)
    {
        var first = input.FirstHour(page);
        for (var s = 0; s < Series.Length; s++)
        {
            var course = hours[s].AsSpan();
            course.Clear();
            switch (Series[s])
            {
                case { Component: Component.Owned }:
                    // Learned: see Mailings.
                    break;
                case { Component: Component.Machine }:
                case { } when !specification.UseTime:
                    course[first..].Fill(1);
                    break;
                case { Component: Component.Typed }:
                    profile.AsSpan(first).CopyTo(course[first..]);
                    break;
                case { Component: Component.Lost, Source: var source }:
                    Public(course, page, source);
                    break;
            }
        }
        if (specification.UseTime)
            Private(page, first, hours);
    }

    private void Public(Span<double> course, int page, int source)
    {
        var visible = input.Visible;
        for (var i = visible.Start[page]; i < visible.Start[page + 1]; i++)
            course[visible.Hour[i]] += source < 0 || visible.Key[i] == source ? visible.Count[i] : 0;
    }

    /// <summary>
    /// Clicks that previews announce follow them by the kernel; those of shares without preview follow the page's public readers, among whom the sharers are.
    /// They are as many as the coverage says: the page's own past visits are no cause here, for such a term takes typed visits for shared ones.
    /// </summary>
    private void Private(int page, int first, double[][] hours)
    {
        var visible = new double[input.Hours];
        Public(visible, page, -1);
        var readers = new double[input.Hours];
        Convolve(visible, readers, backwards: false);
        if (Anchor != DarkAnchor.Readers && readers.Sum() == 0)
            profile.AsSpan(first).CopyTo(readers.AsSpan(first));
        var total = readers.Sum();
        // A page without any sign of life in the period: there is nothing to spread.
        if (total == 0)
            return;
        var shares = new double[input.Hours];
        for (var s = 0; s < Series.Length; s++)
        {
            if (Series[s].Component != Component.Dark)
                continue;
            var course = hours[s];
            if (Series[s].Source < 0)
            {
                Add(course, readers, Anchor == DarkAnchor.Readers ? 1 : unseen[page] / total);
                continue;
            }
            Array.Clear(shares);
            if (!signal.AddTo(shares, lender[page], Series[s].Source))
                continue;
            Convolve(shares, course, specification.Backwards);
            var announced = course.Sum();
            for (var hour = 0; hour < course.Length; hour++)
                course[hour] = (Coverage * course[hour]) + ((1 - Coverage) * announced * readers[hour] / total);
        }
    }

    private void Convolve(ReadOnlySpan<double> series, Span<double> sum, bool backwards)
    {
        for (var hour = 0; hour < series.Length; hour++)
        {
            var count = series[hour];
            if (count == 0)
                continue;
            var reach = Math.Min(kernel.Length, backwards ? hour + 1 : series.Length - hour);
            if (backwards)
            {
                for (var delay = 0; delay < reach; delay++)
                    sum[hour - delay] += count * kernel[delay];
            }
            else
            {
                for (var delay = 0; delay < reach; delay++)
                    sum[hour + delay] += count * kernel[delay];
            }
        }
    }

    private static void Add(double[] sum, double[] terms, double factor)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] += factor * terms[i];
    }

    private double[][] Components(double[][] hours)
    {
        double[][] courses = [new double[input.Hours], new double[input.Hours], new double[input.Hours]];
        for (var s = 0; s < Series.Length; s++)
        {
            if (Series[s].Component <= Component.Dark)
                Add(courses[(int)Series[s].Component], hours[s], 1);
        }
        return courses;
    }

    /// <summary>
    /// What stands in for previews on each page. Where they are collected it is next to nothing; where they are not, it is the page's tagged clicks, drawn
    /// towards as many per reader as the site has.
    /// </summary>
    private double[] UnseenShares()
    {
        var shares = new double[input.Pages];
        Array.Fill(shares, Assumptions.UnseenShares);
        if (Anchor != DarkAnchor.TaggedClicks)
            return shares;
        var (tagged, visible) = (new double[input.Pages], new double[input.Pages]);
        for (var page = 0; page < input.Pages; page++)
        {
            for (var i = input.Tagged.Start[page]; i < input.Tagged.Start[page + 1]; i++)
                tagged[page] += input.Tagged.Count[i];
            for (var i = input.Visible.Start[page]; i < input.Visible.Start[page + 1]; i++)
                visible[page] += input.Visible.Count[i];
        }
        var perReader = tagged.Sum() / Math.Max(1, visible.Sum());
        for (var page = 0; page < shares.Length; page++)
        {
            shares[page] = visible[page] == 0 ? tagged[page] + Assumptions.UnseenShares
                : visible[page] * (tagged[page] + 1) / (visible[page] + (1 / perReader));
        }
        return shares;
    }

    /// <summary>Whose previews a page follows: its own, or for a placebo those of the next shared page in an order that has nothing to do with them.</summary>
    private int[] Lenders()
    {
        int[] lenders = [.. Enumerable.Range(0, input.Pages)];
        if (!specification.Exchanged)
            return lenders;
        int[] shared = [.. lenders.Where(page => input.Previews.Start[page] < input.Previews.Start[page + 1] && input.Deep[page])];
        for (var i = 0; i < shared.Length; i++)
            lenders[shared[i]] = shared[(i + 1) % shared.Length];
        return lenders;
    }

    private static double MeasuredCoverage(MixtureInput input)
    {
        var (announced, known) = (Assumptions.Coverage * Assumptions.CoverageClicks, Assumptions.CoverageClicks);
        foreach (var row in input.Tables.Tagged)
        {
            announced += row.Previewed == true ? row.Count : 0;
            known += row.Previewed is null ? 0 : row.Count;
        }
        return announced / known;
    }

    private static DarkAnchor AnchorOf(MixtureInput input)
    {
        var tagged = input.TaggedByCell.Sum();
        var seen = input.Previews.Count.Sum();
        // Tags with hardly a preview: something between the world and the site keeps the fetchers away, or its readers' messengers also fetch for public posts.
        if (input.Tables.HasPreviews && (seen >= Placebo.FewestPreviews || tagged < Assumptions.FewestTagged))
            return DarkAnchor.Previews;
        return tagged < Assumptions.FewestTagged ? DarkAnchor.Readers : DarkAnchor.TaggedClicks;
    }

    private static Series[] SeriesOf(MixtureInput input, MixtureSpecification specification, DarkAnchor anchor, bool mailings)
    {
        IEnumerable<Series> sources = [new(Component.Lost)];
        IEnumerable<Series> families = [];
        if (specification.UseTime && input.Visible.Hour.Length > 0)
            sources = Named(Component.Lost, input.Visible);
        if (specification.UseTime && anchor == DarkAnchor.Previews)
            families = Named(Component.Dark, input.Previews);
        return
        [
            new(Component.Typed), .. sources, .. families, new(Component.Dark), new(Component.Machine),
            .. mailings ? new Series[] { new(Component.Owned) } : [],
        ];
    }

    private static IEnumerable<Series> Named(Component component, SparseCounts counts) =>
        counts.Key.Distinct().Order().Select(key => new Series(component, key));
}
