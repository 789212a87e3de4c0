using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Mixtures;

/// <summary>
/// The prototype in Python, written before and apart from this one, on the same tables. It stands beside the repository (shared/reference, or
/// MURMURE_REFERENCE). The two differ on purpose in the kernel's half hour, the cache correction, the learned blends and the pull of the site's mean, so they
/// must agree within two and a half points of the share where both have what they need: far less than either departs from a rule of thumb.
/// </summary>
public sealed class ReferenceFitTests
{
    private const string Script =
        """
        import json, sys
        sys.path.insert(0, sys.argv[1])
        import est2
        D = json.load(open(sys.argv[2]))
        D['y'] = {tuple(key): n for key, n in D['y']}
        score = est2.fit2(D)[0]
        dark = [0.0] * D['P']
        for (p, t, x), n in D['y'].items():
            dark[p] += n * score(p, t, x)
        print(json.dumps(dark))
        """;

    [Theory]
    [InlineData(1, .05)]
    [InlineData(2, .05)]
    [InlineData(3, .02)]
    [InlineData(4, .10)]
    [InlineData(5, 0)]
    public async Task The_prototype_finds_the_same(ulong seed, double shares)
    {
        var folder = Folder();
        var tables = (new SmallSite { Shares = shares }).Draw(seed).Tables;
        var theirs = await RunAsync(folder, tables);
        var ours = MixtureModel.Fit(tables);

        (theirs.Sum() / ours.Direct).ShouldBe(ours.Alpha, .025);
        var apart = theirs.Zip(ours.DarkByPage, (a, b) => Math.Abs(a - b)).Sum();
        apart.ShouldBeLessThan((.2 * theirs.Sum()) + (.02 * ours.Direct));
    }

    private static async Task<double[]> RunAsync(string folder, HourlyTables tables)
    {
        var file = Path.Combine(Path.GetTempPath(), $"murmure-reference-{Path.GetRandomFileName()}.json");
        try
        {
            await File.WriteAllTextAsync(file, Json(tables));
            ProcessStartInfo start = new("python3", ["-B", "-c", Script, folder, file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            using var python = Process.Start(start)!;
            var error = python.StandardError.ReadToEndAsync();
            var answer = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            python.ExitCode.ShouldBe(0, await error);
            return JsonSerializer.Deserialize<double[]>(answer)!;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The tables as the prototype keeps them: dense by page and hour, cells numbered device, visit, navigation.</summary>
    private static string Json(HourlyTables tables)
    {
        int Cell(int cell) => ((((int)tables.Cells[cell].Device * 2) + (tables.Cells[cell].Returning ? 1 : 0)) * 3) + (int)tables.Cells[cell].Navigation;
        int[][] Hourly(IEnumerable<(int Page, int Hour, int Count)> rows) => Dense(tables.Pages.Count, tables.Hours, rows);
        var visible = tables.Visible;
        var tagged = tables.Tagged.Sum(row => row.Count);
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["P"] = tables.Pages.Count,
            ["kind"] = tables.Pages.Select((page, index) => page.Typeable ? index == 0 ? "home" : "sec" : "deep"),
            ["v"] = Hourly(visible.Select(row => (row.Page, row.Hour, row.Count))),
            ["prev"] = Hourly(tables.Previews.Select(row => (row.Page, row.Hour, row.Count))),
            ["tot"] = Hourly(tables.Direct.Select(row => (row.Page, row.Hour, row.Count))),
            ["y"] = tables.Direct.Select(row => new object[] { new[] { row.Page, row.Hour, Cell(row.Cell) }, row.Count }),
            ["pubfeat"] = Dense(1, 24, visible.Select(row => (0, Cell(row.Cell), row.Count)))[0],
            ["ppub"] = Dense(tables.Pages.Count, 24, visible.Select(row => (row.Page, Cell(row.Cell), row.Count))),
            ["tagfeat"] = Dense(1, 24, tables.Tagged.Select(row => (0, Cell(row.Cell), row.Count)))[0],
            ["tagdelay"] = tables.Tagged.SelectMany(row => Enumerable.Repeat(row.Delay!.Value, row.Count)),
            // No share of a tagged link is told apart here, so that both begin at the default of three clicks per preview.
            ["tsh"] = 0,
            ["tpv"] = tagged / 3,
        });
    }

    private static int[][] Dense(int rows, int columns, IEnumerable<(int Row, int Column, int Count)> counts)
    {
        int[][] dense = [.. Enumerable.Range(0, rows).Select(_ => new int[columns])];
        foreach (var (row, column, count) in counts)
            dense[row][column] += count;
        return dense;
    }

    private static string Folder()
    {
        var named = Environment.GetEnvironmentVariable("MURMURE_REFERENCE");
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = named ?? Path.Combine(folder, "shared", "reference");
            if (File.Exists(Path.Combine(path, "est2.py")) && HasPython())
                return path;
        }
        Assert.Skip("The prototype (shared/reference or MURMURE_REFERENCE) or Python 3 is not here.");
        return "";
    }

    private static bool HasPython() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "python3")));
}
