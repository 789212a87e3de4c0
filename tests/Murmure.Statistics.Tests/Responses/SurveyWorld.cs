using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Responses;

/// <summary>
/// A site of which everything about its survey is known: the truth of each direct visit, who answers and what is said. Written against no part of the
/// estimator: visits and
/// people are drawn one by one.
/// </summary>
internal sealed record SurveyWorld
{
    /// <summary>Direct visits.</summary>
    public int Visits { get; init; } = 15_000;

    /// <summary>Answers of direct visits that are aimed at.</summary>
    public int Answers { get; init; } = 400;

    /// <summary>Answers of tagged clicks and of public visits that are aimed at.</summary>
    public (int Tagged, int Public) Validation { get; init; } = (100, 400);

    /// <summary>How much more often private visits answer.</summary>
    public double Odds { get; init; } = 1.6;

    public double Sensitivity { get; init; } = .92;

    public double Specificity { get; init; } = .95;

    /// <summary>The site's share of private visits, about.</summary>
    public double Share { get; init; } = .27;

    /// <summary>What the model adds to the log odds of every cell: how wrong it is.</summary>
    public double ModelShift { get; init; }

    /// <summary>Response rates by device of visits that are not private.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [.07, .07, .09, .06];

    /// <summary>One draw of the world.</summary>
    /// <param name="Tables">Counts and answers.</param>
    /// <param name="Alpha">The true share.</param>
    /// <param name="Model">What a model would say of each cell.</param>
    public sealed record Draw(HourlyTables Tables, double Alpha, double[] Model);

    private static readonly FeatureCell[] Cells =
        [.. from device in Enum.GetValues<Device>() from returning in (bool[])[false, true] from navigation in Enum.GetValues<Navigation>()
            select new FeatureCell("", device, returning, navigation)];

    // Laws of private and other visits over devices, return and navigation; public visits look unlike both.
    private static readonly double[] Dark = Law([.40, .36, .14, .10], .10, [.74, .18, .08]);
    private static readonly double[] Other = Law([.22, .18, .50, .10], .33, [.70, .22, .08]);
    private static readonly double[] Tagged = Law([.45, .38, .08, .09], .08, [.76, .16, .08]);
    private static readonly double[] Open = Law([.30, .28, .34, .08], .18, [0, 1, 0]);

    public Draw Run(ulong seed)
    {
        var root = new SeedTree(seed);
        var stream = root.Of("direct").Stream();
        var (dark, other) = (new int[Cells.Length], new int[Cells.Length]);
        for (var i = 0; i < Visits; i++)
        {
            if (stream.Chance(Share))
                dark[stream.Pick(Dark)]++;
            else
                other[stream.Pick(Other)]++;
        }
        List<SurveyCount> survey = [];
        var rate = Rates.Average();
        Ask(survey, SurveyStratum.Direct, dark, other, Answers / (rate * Visits * (1 + Share * (Odds - 1))), root.Of("ask").Stream());
        Known(survey, SurveyStratum.Tagged, Tagged, Validation.Tagged / (rate * Odds), true, root.Of("tagged").Stream());
        Known(survey, SurveyStratum.Public, Open, Validation.Public / rate, false, root.Of("public").Stream());
        var tables = new HourlyTables
        {
            Hours = 24 * 14,
            Pages = [new("/", true), new("/a", false)],
            Cells = Cells,
            Direct = [.. Cells.Select((_, x) => new DirectCount(1, x, x, dark[x] + other[x])).Where(row => row.Count > 0)],
            Visible = [],
            Tagged = [],
            Previews = [],
            Survey = survey,
        };
        double[] model = [.. Cells.Select((_, x) => 1 / (1 + (1 - Share) * Other[x] / (Share * Dark[x] + 1e-12) * Math.Exp(-ModelShift)))];
        return new(tables, (double)dark.Sum() / Visits, model);
    }

    private void Known(List<SurveyCount> survey, SurveyStratum stratum, double[] law, double visits, bool dark, RandomSource stream)
    {
        var counts = new int[Cells.Length];
        for (var i = 0; i < visits; i++)
            counts[stream.Pick(law)]++;
        Ask(survey, stratum, dark ? counts : new int[Cells.Length], dark ? new int[Cells.Length] : counts, 1, stream);
    }

    private void Ask(List<SurveyCount> survey, SurveyStratum stratum, int[] dark, int[] other, double invited, RandomSource stream)
    {
        for (var x = 0; x < Cells.Length; x++)
        {
            var (asked, yes, no) = (0, 0, 0);
            for (var i = 0; i < dark[x] + other[x]; i++)
            {
                var isDark = i < dark[x];
                if (!stream.Chance(invited))
                    continue;
                asked++;
                if (!stream.Chance(Rates[(int)Cells[x].Device] * (isDark ? Odds : 1)))
                    continue;
                if (stream.Chance(isDark ? Sensitivity : 1 - Specificity))
                    yes++;
                else
                    no++;
            }
            survey.Add(new(stratum, x, null, asked, 0));
            survey.Add(new(stratum, x, SurveyAnswer.Private, asked, yes));
            survey.Add(new(stratum, x, SurveyAnswer.Other, asked, no));
        }
    }

    private static double[] Law(double[] devices, double returning, double[] navigations) =>
        [.. Cells.Select(cell => devices[(int)cell.Device] * (cell.Returning ? returning : 1 - returning) * navigations[(int)cell.Navigation])];
}
