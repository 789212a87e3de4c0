namespace Murmure.Statistics.Mixtures;

/// <summary>
/// What a messenger's outage does to direct visits, against what the model says that messenger brings: the one experiment that nature makes. As Chartbeat
/// reasoned of Facebook in August 2014: what does not fall with the messenger was not it.
/// </summary>
/// <param name="Visits">Direct visits to pages that nobody types, in the outage.</param>
/// <param name="Usual">The median of the same hours of other days.</param>
/// <param name="Predicted">Private visits that the model expects of these families in such hours.</param>
/// <param name="Error">Standard error of the difference of <paramref name="Visits"/> and <paramref name="Usual"/>, from the spread over days.</param>
/// <param name="PreviewsFell">Share by which the families' previews fell: well below 1 means that there was no outage, or that the previews are not
/// theirs.</param>
public sealed record OutageStudy(double Visits, double Usual, double Predicted, double Error, double PreviewsFell)
{
    /// <summary>Fewer other days than this have no median to speak of.</summary>
    private const int FewestDays = 4;

    /// <summary>Visits that went missing.</summary>
    public double Missing => Usual - Visits;

    /// <summary>Whether what went missing is what was predicted, within two standard errors.</summary>
    public bool Agrees => Math.Abs(Missing - Predicted) <= 2 * Error;

    /// <summary>Studies a declared outage. Null where the period has too few other days.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fit">Its fit.</param>
    /// <param name="start">First hour of the outage, from the period's start.</param>
    /// <param name="end">The hour after its last; less than a day after the first.</param>
    /// <param name="families">Preview families of the messengers that were out.</param>
    public static OutageStudy? Of(MixtureModel model, ModelFit fit, int start, int end, IReadOnlyCollection<string> families)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(families);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, end);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, start + 24);
        var input = model.Input;
        int[] shifts = [.. Enumerable.Range(-input.Days, (2 * input.Days) + 1)
            .Where(day => day != 0 && start + (24 * day) >= 0 && end + (24 * day) <= input.Hours)];
        if (start < 0 || end > input.Hours || shifts.Length < FewestDays)
            return null;
        var (visits, dark, all, theirs) = (new double[input.Hours], new double[input.Hours], new double[input.Hours], new double[input.Hours]);
        fit.Fitted.Visit(look =>
        {
            if (!input.Deep[look.Page])
                return;
            visits[look.Hour] += look.Count;
            dark[look.Hour] += look.Of(Component.Dark);
        });
        foreach (var row in model.Tables.Previews)
        {
            all[row.Hour] += row.Count;
            theirs[row.Hour] += families.Contains(row.Family) ? row.Count : 0;
        }
        double[] Others(double[] series) => [.. shifts.Select(day => Within(series, start + (24 * day), end + (24 * day)))];
        var (usual, previews) = (Others(visits), Others(theirs));
        var part = Others(all).Sum() is > 0 and var total ? previews.Sum() / total : 0;
        var spread = Median([.. usual.Select(count => Math.Abs(count - Median(usual)))]) * MedianToDeviation;
        var error = Math.Sqrt((spread * spread * (1 + (1.57 / usual.Length))) + Within(visits, start, end));
        var fell = Median(previews) is > 0 and var median ? 1 - (Within(theirs, start, end) / median) : 0;
        return new OutageStudy(Within(visits, start, end), Median(usual), part * Median(Others(dark)), error, fell);
    }

    /// <summary>A normal law's standard deviation over its median absolute deviation.</summary>
    private const double MedianToDeviation = 1.4826;

    private static double Within(double[] series, int start, int end)
    {
        var sum = 0.0;
        for (var hour = start; hour < end; hour++)
            sum += series[hour];
        return sum;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
