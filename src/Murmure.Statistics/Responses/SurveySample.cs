using System.Runtime.InteropServices;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Responses;

/// <summary>What a sample comes to under one set of errors.</summary>
/// <param name="Alpha">The share of private visits, within [0, 1].</param>
/// <param name="Power">How much of the model's difference was used (PPI++ λ): 0 none, 1 all.</param>
/// <param name="Explained">Share of the answers' variance that the model explains.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SampleResult(double Alpha, double Power, double Explained);

/// <summary>
/// The answers of direct visits as a sample with known chances of being asked, put right by the model: PPI++ (Angelopoulos, Duchi and Zrnic 2023,
/// arXiv:2311.01453) with answers corrected for misreport and weighted by the inverse odds of answering, answer by answer.
/// </summary>
internal sealed class SurveySample
{
    /// <summary>A device with fewer answers than these is weighted together with others.</summary>
    private const int FewestPerStratum = 10;

    /// <summary>How many invitations the common chance of being asked is worth in each cell.</summary>
    private const double AskedStrength = 10;

    /// <summary>Below this, answers hardly depend on the truth and the correction would divide by noise.</summary>
    private const double LeastQuality = .2;

    /// <summary>Answers alike in all that is known of them: a cell and what was said.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Group(bool SaidPrivate, double Weight, double Predicted, int Stratum, int Count);

    private readonly Group[] groups;
    private readonly double[] visitsByStratum;
    private readonly double predicted;

    private SurveySample(Group[] groups, double[] visitsByStratum, double predicted) =>
        (this.groups, this.visitsByStratum, this.predicted) = (groups, visitsByStratum, predicted);

    /// <summary>Answers of direct visits.</summary>
    public int Answers => groups.Sum(group => group.Count);

    /// <summary>Those that say private, whatever that is worth.</summary>
    public int SaidPrivate => groups.Where(group => group.SaidPrivate).Sum(group => group.Count);

    /// <param name="answers">The survey.</param>
    /// <param name="tables">The same site's counts, for the direct visits of each cell.</param>
    /// <param name="darkShareByCell">The model's share of private visits in each cell, none of it learnt from answers.</param>
    public static SurveySample Of(AnswerTable answers, HourlyTables tables, IReadOnlyList<double> darkShareByCell)
    {
        var visits = new Dictionary<FeatureCell, (double Visits, double Dark)>();
        foreach (var row in tables.Direct)
        {
            var (count, dark) = visits.GetValueOrDefault(tables.Cells[row.Cell]);
            visits[tables.Cells[row.Cell]] = (count + row.Count, dark + row.Count * darkShareByCell[row.Cell]);
        }
        var stratumOf = Strata(answers[SurveyStratum.Direct]);
        var byStratum = new double[stratumOf.Values.DefaultIfEmpty().Max() + 1];
        foreach (var (cell, (count, _)) in visits.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            // Devices that never answer are spoken for by nobody but the model.
            if (stratumOf.TryGetValue(cell.Device, out var stratum))
                byStratum[stratum] += count;
        }
        var invited = answers[SurveyStratum.Direct].Sum(cell => Math.Max(cell.Invited, cell.Answered));
        var asked = invited / Math.Max(1, visits.Values.Sum(cell => cell.Visits));
        List<Group> alike = [];
        foreach (var cell in answers[SurveyStratum.Direct])
        {
            var (count, dark) = visits.GetValueOrDefault(cell.Cell);
            if (cell.Answered == 0 || count == 0)
                continue;
            // The chance of being asked in this cell, drawn towards that of all cells: one invitation among forty visits is hardly a chance.
            var weight = (count + AskedStrength / asked) / (Math.Max(cell.Invited, cell.Answered) + AskedStrength);
            alike.Add(new(true, weight, dark / count, stratumOf[cell.Cell.Device], cell.Private));
            alike.Add(new(false, weight, dark / count, stratumOf[cell.Cell.Device], cell.Other));
        }
        var all = visits.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Select(pair => pair.Value).ToList();
        return new([.. alike], byStratum, all.Sum(cell => cell.Dark) / Math.Max(1, all.Sum(cell => cell.Visits)));
    }

    /// <summary>The estimate of the sample itself.</summary>
    public SampleResult Estimate(AnswerErrors errors) => Estimate(errors, [.. groups.Select(group => group.Count)]);

    /// <summary>As many answers drawn from the answers, with replacement.</summary>
    public int[] Resample(RandomSource stream)
    {
        // Binomial by binomial would need an exact sampler; a walk over the sorted places of the draws is as quick and exact.
        var ends = new int[groups.Length];
        var n = 0;
        for (var i = 0; i < ends.Length; i++)
            ends[i] = n += groups[i].Count;
        var counts = new int[groups.Length];
        for (var draw = 0; draw < n; draw++)
        {
            var place = Array.BinarySearch(ends, stream.Below(n) + 1);
            if (place < 0)
                place = ~place;
            // Groups without answers share the end of the one before them.
            while (place > 0 && ends[place - 1] == ends[place])
                place--;
            counts[place]++;
        }
        return counts;
    }

    /// <summary>The estimate of a resample.</summary>
    public SampleResult Estimate(AnswerErrors errors, int[] counts)
    {
        var quality = Math.Max(LeastQuality, errors.Sensitivity + errors.Specificity - 1);
        // Both are linear in the answer, so they are right on average for each visit whatever its answer (Rogan and Gladen 1978).
        double True(bool said) => ((said ? 1 : 0) - (1 - errors.Specificity)) / quality;
        double Answering(bool said) => True(said) / errors.Odds + 1 - True(said);

        var weights = Weights(counts, Answering);
        var (total, dark, predictedHere, n) = (0.0, 0.0, 0.0, 0);
        for (var i = 0; i < groups.Length; i++)
        {
            var w = counts[i] * weights[i];
            n += counts[i];
            total += w * Answering(groups[i].SaidPrivate);
            dark += w * True(groups[i].SaidPrivate) / errors.Odds;
            predictedHere += w * Answering(groups[i].SaidPrivate) * groups[i].Predicted;
        }
        if (n == 0 || total <= 0)
            return new(Math.Clamp(predicted, 0, 1), 1, 0);
        var (mean, predictedMean) = (dark / total, predictedHere / total);
        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < groups.Length; i++)
        {
            var a = Answering(groups[i].SaidPrivate);
            var y = weights[i] * (True(groups[i].SaidPrivate) / errors.Odds - mean * a);
            var x = weights[i] * a * (groups[i].Predicted - predictedMean);
            xx += counts[i] * x * x;
            xy += counts[i] * x * y;
            yy += counts[i] * y * y;
        }
        var power = xx > 0 ? Math.Clamp(xy / xx, 0, 1.5) : 0;
        return new(Math.Clamp(mean + power * (predicted - predictedMean), 0, 1), power, xx > 0 && yy > 0 ? xy * xy / (xx * yy) : 0);
    }

    /// <summary>
    /// Inverse chances of being asked, made to sum to each device's visits. The sums weigh answers by their odds too: a device with more private visits
    /// answers more for that reason alone, and must not be taken to be larger.
    /// </summary>
    private double[] Weights(int[] counts, Func<bool, double> answering)
    {
        var sums = new double[visitsByStratum.Length];
        for (var i = 0; i < groups.Length; i++)
            sums[groups[i].Stratum] += counts[i] * groups[i].Weight * answering(groups[i].SaidPrivate);
        return [.. groups.Select(group => sums[group.Stratum] > 0 ? group.Weight * visitsByStratum[group.Stratum] / sums[group.Stratum] : group.Weight)];
    }

    /// <summary>The stratum of each device that answers: its own where answers suffice, else one for all the others together.</summary>
    private static Dictionary<Device, int> Strata(IReadOnlyList<CellAnswers> answers)
    {
        var byDevice = answers.GroupBy(cell => cell.Cell.Device).Select(device => (Device: device.Key, Answers: device.Sum(cell => cell.Answered)))
            .Where(device => device.Answers > 0).OrderByDescending(device => device.Answers).ThenBy(device => device.Device).ToList();
        var strata = new Dictionary<Device, int>();
        var (stratum, inStratum) = (0, 0);
        var left = byDevice.Sum(device => device.Answers);
        foreach (var (device, count) in byDevice)
        {
            strata[device] = stratum;
            inStratum += count;
            left -= count;
            // A new stratum begins where this one has enough and all that is left has enough too.
            if (inStratum >= FewestPerStratum && left >= FewestPerStratum)
                (stratum, inStratum) = (stratum + 1, 0);
        }
        return strata;
    }
}
