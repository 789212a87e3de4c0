using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Mixtures;

/// <summary>
/// Finds the hour from which navigation values are distributed otherwise than before: a referrer policy that changed, a proxy that began to strip. What is
/// compared is the direct visits of pages that nobody types with what the fit expects of the same pages and hours, so that a day of much news is no change.
/// </summary>
public static class ChangePoint
{
    /// <summary>No change is sought in the first and last day.</summary>
    private const int Margin = 24;

    /// <summary>Chance of a change found where there is none.</summary>
    private const double FalseAlarm = .01;

    /// <summary>A value that becomes less than this much more or less frequent changes no estimate.</summary>
    private const double LeastChange = 1.25;

    /// <summary>The hour; null where the laws stay, or nobody collects navigation.</summary>
    public static int? Find(MixtureModel model, ModelFit fit)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        var input = model.Input;
        if (!model.Tables.HasNavigation || input.Hours <= 2 * Margin)
            return null;
        var counts = Counts(input, fit.Fitted);
        var noise = Noise(counts, input.Days);
        var (best, hour) = (0.0, -1);
        for (var split = Margin; split < input.Hours - Margin; split++)
        {
            var ratio = counts.Sum(value => value.Ratio(split)) / noise;
            if (ratio > best && counts.Any(value => value.Change(split) > LeastChange))
                (best, hour) = (ratio, split);
        }
        // Three values that sum up to all are two degrees of freedom, whose chi-square has the tail exp(-x/2); as many hours are tried.
        return best > 2 * Math.Log(input.Hours / FalseAlarm) ? hour : null;
    }

    private static Cumulative[] Counts(MixtureInput input, FittedRates fitted)
    {
        Cumulative[] counts = [.. FeatureCell.NavigationNames.Select(_ => new Cumulative(input.Hours))];
        // A page that lives on one side of the change alone has adapted to it: what every page is held to is the site's mean.
        var site = fitted.With(Component.Lost);
        site.VisitRows((page, hour, count, byCell) =>
        {
            if (!input.Deep[page])
                return;
            for (var cell = 0; cell < byCell.Length; cell++)
                counts[(int)input.Cells[cell].Navigation].Expect(hour, count * byCell[cell]);
        });
        // Machines are left out of both sides: a flood of them is no change of policy.
        site.Visit(look =>
        {
            if (input.Deep[look.Page])
                counts[(int)input.Cells[look.Cell].Navigation].Observe(look.Hour, look.Count - look.Of(Component.Machine));
        });
        foreach (var value in counts)
            value.Close();
        return counts;
    }

    /// <summary>
    /// How much more counts vary from day to day than chance: visits of one cascade are alike. From differences of neighbouring days, and by their median, so
    /// that one change between two days does not hide itself.
    /// </summary>
    private static double Noise(Cumulative[] counts, int days)
    {
        List<double> squares = [];
        foreach (var value in counts)
        {
            for (var day = 1; day < days; day++)
            {
                var difference = value.Residual(day) - value.Residual(day - 1);
                squares.Add(difference * difference / 2);
            }
        }
        squares.Sort();
        // 0.455 is the median of a squared normal.
        return squares.Count == 0 ? 1 : Math.Max(1, squares[squares.Count / 2] / .455);
    }

    /// <summary>Observed and expected visits of one navigation value, summed up to each hour.</summary>
    private sealed class Cumulative(int hours)
    {
        private readonly double[] observed = new double[hours + 1];
        private readonly double[] expected = new double[hours + 1];

        public void Observe(int hour, double count) => observed[hour + 1] += count;

        public void Expect(int hour, double count) => expected[hour + 1] += count;

        public void Close()
        {
            for (var hour = 1; hour < observed.Length; hour++)
            {
                observed[hour] += observed[hour - 1];
                expected[hour] += expected[hour - 1];
            }
        }

        /// <summary>Twice the log-likelihood ratio of two rates before and after an hour to one.</summary>
        public double Ratio(int split)
        {
            var rate = expected[^1] > 0 ? observed[^1] / expected[^1] : 0;
            static double Term(double seen, double mean) => seen > 0 && mean > 0 ? 2 * seen * Math.Log(seen / mean) : 0;
            return Term(observed[split], rate * expected[split]) + Term(observed[^1] - observed[split], rate * (expected[^1] - expected[split]));
        }

        /// <summary>By which factor the value became more or less frequent, each side smoothed by ten visits.</summary>
        public double Change(int split)
        {
            var before = (observed[split] + 10) / (expected[split] + 10);
            var after = (observed[^1] - observed[split] + 10) / (expected[^1] - expected[split] + 10);
            return Math.Max(before / after, after / before);
        }

        public double Residual(int day)
        {
            var (from, to) = (24 * day, Math.Min(24 * (day + 1), observed.Length - 1));
            var mean = expected[to] - expected[from];
            return mean > 0 ? (observed[to] - observed[from] - mean) / Math.Sqrt(mean) : 0;
        }
    }
}
