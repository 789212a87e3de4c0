using BenchmarkDotNet.Attributes;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Benchmarks;

/// <summary>
/// What the point model of a large site costs: a million visits over thirty days, half of them direct, from the tables to the fit, and its placebo test.
/// </summary>
public class MixtureBenchmarks
{
    private const int Visits = 1_000_000;
    private const int Hours = 24 * 30;

    private HourlyTables tables = null!;
    private MixtureModel model = null!;
    private ModelFit fit = null!;

    [Params(1_000, 10_000)]
    public int Pages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        tables = Tables(Pages);
        model = new MixtureModel(tables);
        fit = model.Fit();
    }

    [Benchmark(Description = "from the tables to the fit")]
    public double Fit() => MixtureModel.Fit(tables).Alpha;

    [Benchmark(Description = "the time arrow of a fit")]
    public double? TimeArrow() => Placebo.TimeArrow(model, fit)?.Gain;

    /// <summary>Pages as popular as the reciprocal of their rank; previews at random hours, each followed by clicks.</summary>
    private static HourlyTables Tables(int pages)
    {
        var stream = new RandomSource(1);
        FeatureCell[] cells =
        [
            .. from device in Enum.GetValues<Device>()
               from returning in (bool[])[false, true]
               from navigation in Enum.GetValues<Navigation>()
               select new FeatureCell("", device, returning, navigation),
        ];
        var direct = new Dictionary<(int Page, int Hour, int Cell), int>();
        var visible = new Dictionary<(int Page, int Hour, int Cell), int>();
        List<PreviewCount> previews = [];
        List<TaggedCount> tagged = [];
        for (var visit = 0; visit < Visits; visit++)
        {
            var page = Math.Min(pages - 1, (int)Math.Pow(pages, stream.NextDouble()));
            var hour = stream.Below(Hours);
            var cell = stream.Below(cells.Length);
            var counts = visit % 2 == 0 ? direct : visible;
            counts[(page, hour, cell)] = counts.GetValueOrDefault((page, hour, cell)) + 1;
            if (visit % 50 > 0)
                continue;
            previews.Add(new(page, hour, visit % 100 == 0 ? "whatsapp" : "telegram", 1));
            var later = Math.Min(Hours - 1, hour + (int)stream.Exponential(4));
            direct[(page, later, cell)] = direct.GetValueOrDefault((page, later, cell)) + 2;
            if (visit % 500 == 0)
                tagged.Add(new(page, later, later - hour, cell, true, 1));
        }
        return new()
        {
            Hours = Hours,
            Pages = [.. Enumerable.Range(0, pages).Select(page => new TablePage($"/page/{page}", page < 10))],
            Cells = cells,
            Direct = [.. direct.Select(pair => new DirectCount(pair.Key.Page, pair.Key.Hour, pair.Key.Cell, pair.Value))],
            Visible = [.. visible.Select(pair => Seen(pair.Key.Page, pair.Key.Hour, pair.Key.Cell, pair.Value))],
            Tagged = tagged,
            Previews = previews,
        };

        static VisibleCount Seen(int page, int hour, int cell, int count) => new(page, hour, cell % 2 == 0 ? "search" : "social", cell, count);
    }
}
