namespace Murmure.Statistics.Mixtures;

/// <summary>
/// What the mixture makes of a site's direct visits. Pages and cells are indices of the tables, days count from 0; shares are fractions of 1.
/// </summary>
public sealed class ModelFit
{
    private readonly FittedRates fitted;

    internal ModelFit(FittedRates fitted) => this.fitted = fitted;

    /// <summary>Share of direct visits that private messages brought; 0 where there is no direct visit.</summary>
    public double Alpha => Direct == 0 ? 0 : Dark / Direct;

    /// <summary>Direct visits.</summary>
    public required double Direct { get; init; }

    /// <summary>Expected direct visits by private messages.</summary>
    public required double Dark { get; init; }

    /// <summary>Expected visits by machines among the direct ones.</summary>
    public required double Machines { get; init; }

    /// <summary>Expected visits that the owner's declared mailings brought.</summary>
    public required double Owned { get; init; }

    /// <summary>Expected private visits by page.</summary>
    public required IReadOnlyList<double> DarkByPage { get; init; }

    /// <summary>Expected private visits by day of the period.</summary>
    public required IReadOnlyList<double> DarkByDay { get; init; }

    /// <summary>The score averaged over the direct visits of each cell; <see cref="Alpha"/> where it has none.</summary>
    public required IReadOnlyList<double> DarkShareByCell { get; init; }

    /// <summary>The same over the direct visits of pages that nobody types; their own mean where a cell has none.</summary>
    public required IReadOnlyList<double> DarkShareByCellOfDeepPages { get; init; }

    /// <summary>Log-likelihood without its constant: to be compared between fits of the same tables and the same cells.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>
    /// By page, the condition number of the Gram matrix of typed, lost and private visits' courses in time: above 30 the hours tell nothing there, and the
    /// cells alone do.
    /// </summary>
    public required IReadOnlyList<double> ConditionByPage { get; init; }

    /// <summary>Chi-square distance of private and other visits over the cells, <c>sum (P - N)^2 / U</c>: below 0.05 they cannot be told apart.</summary>
    public required double Separation { get; init; }

    /// <summary>Preview families whose caches hide more shares than can be counted, in alphabetical order.</summary>
    public required IReadOnlyList<string> SaturatedFamilies { get; init; }

    /// <summary>Share of private clicks that a preview announces, as taken from tagged clicks or by default.</summary>
    public required double Coverage { get; init; }

    /// <summary>Probability of a click by hours since its share's hour; sums to 1.</summary>
    public required IReadOnlyList<double> DelayKernel { get; init; }

    /// <summary>The probability that a direct visit to a page, at an hour, of a cell, came by a private message.</summary>
    public double Score(int page, int hour, int cell) => fitted.Score(page, hour, cell);

    internal FittedRates Fitted => fitted;
}
