using System.Text.Json;
using Murmure.Statistics.Intervals;

namespace Murmure.Statistics.Tests.Intervals;

/// <summary>Published and recomputed values: Newcombe 1998 (Wilson), Rogan and Gladen 1978, Angelopoulos et al. 2023 (ppi_py).</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Wilson_agrees_with_Newcombe_to_the_printed_digits()
    {
        var cases = Group("wilson95").GetProperty("cases").EnumerateArray().ToList();
        cases.Count.ShouldBeGreaterThan(0);
        foreach (var one in cases)
        {
            var interval = Proportion.Wilson(one.GetProperty("x").GetInt32(), one.GetProperty("n").GetInt32(), .95);
            Math.Round(interval.Lower, 4).ShouldBe(one.GetProperty("lo").GetDouble());
            Math.Round(interval.Upper, 4).ShouldBe(one.GetProperty("hi").GetDouble());
        }
    }

    [Fact]
    public void Rogan_and_Gladen_agree_and_what_leaves_the_range_is_clipped_and_said()
    {
        var cases = Group("rogan_gladen").GetProperty("cases").EnumerateArray().ToList();
        cases.ShouldContain(one => one.GetProperty("corrected_raw").GetDouble() < 0);
        foreach (var one in cases)
        {
            double Of(string name) => one.GetProperty(name).GetDouble();
            var corrected = Misreport.RoganGladen(Of("apparent"), Of("sensitivity"), Of("specificity"));
            corrected.Raw.ShouldBe(Of("corrected_raw"), 1e-15);
            corrected.Value.ShouldBe(Of("corrected"), 1e-15);
            corrected.Clipped.ShouldBe(Of("corrected_raw") != Of("corrected"));
        }
    }

    [Fact]
    public void A_prediction_powered_mean_agrees_with_its_authors_formula()
    {
        var group = Group("ppi_mean");
        var n = group.GetProperty("recipe").GetProperty("n").GetInt32();
        double[] labels = [.. Enumerable.Range(0, n).Select(i => i * 7 % 10 < 3 ? 1.0 : 0)];
        double[] predictions = [.. labels.Select((label, i) => Math.Clamp(.25 * label + .5 * (i * 13 % 17) / 17 + .1, 0, 1))];
        double[] others = [.. Enumerable.Range(0, group.GetProperty("recipe").GetProperty("N").GetInt32()).Select(i => .6 * (i * 29 % 97) / 97 + .1 * (i % 3))];

        var interval = PredictionPowered.Mean(labels, predictions, others, .95);
        interval.Value.ShouldBe(group.GetProperty("theta").GetDouble(), 1e-12);
        var ends = group.GetProperty("ddof1").GetProperty("ci95");
        interval.Lower.ShouldBe(ends[0].GetDouble(), 1e-12);
        interval.Upper.ShouldBe(ends[1].GetDouble(), 1e-12);
    }

    [Fact]
    public void Predictions_that_are_all_off_by_the_same_are_put_right_exactly()
    {
        // The identity of ppi_py's own tests: labels two below their predictions, other predictions of two, give 0 without any width.
        double[] labels = [.3, -1, 4, 0];
        var interval = PredictionPowered.Mean(labels, [.. labels.Select(y => y + 2)], [2, 2, 2], .95);
        interval.Value.ShouldBe(0, 1e-15);
        interval.Width.ShouldBe(0, 1e-15);
    }

    private static JsonElement Group(string name)
    {
        var file = Path.Combine(SharedData() ?? "", "stats_reference.json");
        Assert.SkipUnless(File.Exists(file), "The reference values are not here (shared/data or MURMURE_DATA).");
        return JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty(name);
    }

    private static string? SharedData()
    {
        if (Environment.GetEnvironmentVariable("MURMURE_DATA") is { Length: > 0 } given)
            return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data))
                return data;
        }

        return null;
    }
}
