namespace Murmure.Statistics.Mixtures;

/// <summary>What the EM moves.</summary>
internal sealed class MixtureState
{
    /// <summary>Pages times components: each page's intensities.</summary>
    public required double[] Theta { get; init; }

    /// <summary>By component, the mean over the site.</summary>
    public required double[] Means { get; init; }

    /// <summary>By component, the probability of each group of cells.</summary>
    public required double[][] Laws { get; init; }

    /// <summary>By series, how much more it brings than the others of its component.</summary>
    public required double[] Weights { get; init; }

    /// <summary>By hour, how much busier machines are than on average, on all pages alike.</summary>
    public required double[] Pulse { get; init; }

    /// <summary>Pages times mailings: the part that each page has of each.</summary>
    public required double[] MailingParts { get; init; }

    /// <summary>By mailing, when its visits come: hours from its start, 1 in all.</summary>
    public required double[][] MailingCourses { get; init; }

    public MixtureState Copy() => new()
    {
        Theta = [.. Theta],
        Means = [.. Means],
        Laws = [.. Laws.Select(law => law.ToArray())],
        Weights = [.. Weights],
        Pulse = [.. Pulse],
        MailingParts = [.. MailingParts],
        MailingCourses = [.. MailingCourses.Select(course => course.ToArray())],
    };
}

/// <summary>A site drawn again: how much each page, and each day of a page, counts in it.</summary>
/// <param name="Pages">By page.</param>
/// <param name="Days">Pages times days.</param>
/// <param name="Rates">The fit's own visits per unit of intensity, rows times components: blends are not learned again.</param>
internal sealed record Redraw(double[] Pages, double[] Days, double[] Rates);

/// <summary>What one look at all visits adds up to.</summary>
internal sealed class Expectation(int pages, int components, int cells, int series, int hours, double[][] mailings)
{
    /// <summary>Pages times components: expected visits.</summary>
    public double[] ByPage { get; } = new double[pages * components];

    /// <summary>Cells times components: expected visits, each divided by its page's tilt.</summary>
    public double[] ByCell { get; } = new double[cells * components];

    /// <summary>Expected visits of each series.</summary>
    public double[] BySeries { get; } = new double[series];

    /// <summary>Expected visits of machines by hour.</summary>
    public double[] ByHour { get; } = new double[hours];

    /// <summary>Pages times mailings: expected visits.</summary>
    public double[] ByMailingPart { get; } = new double[pages * mailings.Length];

    /// <summary>By mailing, expected visits by hour from its start.</summary>
    public double[][] ByMailingHour { get; } = [.. mailings.Select(course => new double[course.Length])];

    public void Clear()
    {
        Array.Clear(ByMailingPart);
        foreach (var course in ByMailingHour)
            Array.Clear(course);
        Array.Clear(ByPage);
        Array.Clear(ByCell);
        Array.Clear(BySeries);
        Array.Clear(ByHour);
    }
}
