using CsCheck;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Mixtures;

public sealed class MixtureModelTests
{
    private static readonly SmallSite Site = new();

    /// <summary>Small enough for a property's many fits.</summary>
    private static readonly SmallSite Tiny = new() { DeepPages = 4, Days = 4 };

    [Theory]
    [InlineData(.05)]
    [InlineData(.02)]
    [InlineData(.12)]
    public void It_finds_the_share_of_a_site_drawn_from_a_mixture(double shares)
    {
        double[] errors = [.. Enumerable.Range(1, 4).Select(seed => Error(Site with { Shares = shares }, (ulong)seed))];
        // Sharers by button are not those who copy (see the site), which costs some points; without that the error is half.
        Math.Abs(errors.Average()).ShouldBeLessThan(.04);
        errors.Select(Math.Abs).Max().ShouldBeLessThan(.06);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_nobody_shares_and_previews_are_collected_it_finds_next_to_nothing(ulong seed) =>
        Fit(Site with { Shares = 0 }, seed).Alpha.ShouldBeLessThan(.01);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_nobody_shares_and_nothing_is_collected_it_invents_little(ulong seed)
    {
        var tables = (Site with { Shares = 0 }).Draw(seed).Tables with { HasPreviews = false };
        MixtureModel.Fit(tables).Alpha.ShouldBeLessThan(.05);
    }

    [Fact]
    public void Without_previews_tagged_clicks_stand_in_for_them()
    {
        double[] errors = [.. Enumerable.Range(1, 4).Select(seed => Error(Site, (ulong)seed, tables => tables with { Previews = [], HasPreviews = false }))];
        errors.Select(Math.Abs).Average().ShouldBeLessThan(.06);
    }

    [Fact]
    public void Without_the_navigation_axis_it_still_finds_the_share()
    {
        double[] errors = [.. Enumerable.Range(1, 4).Select(seed => Error(Site with { HasNavigation = false }, (ulong)seed))];
        errors.Select(Math.Abs).Average().ShouldBeLessThan(.05);
    }

    [Fact]
    public void What_navigation_means_is_learned_of_each_engine()
    {
        // Gecko says cross-site of another application's links, as Firefox did: only learning from its own cells can tell.
        var (tables, dark) = (Site with { Engines = ["blink", "gecko"] }).Draw(5);
        var cells = tables.Cells.Select((cell, index) => cell is { Engine: "gecko", Navigation: not Navigation.Missing } ? Mirrored(cell) : cell);
        tables = tables with { Cells = [.. cells] };
        var fit = MixtureModel.Fit(tables);
        (fit.Alpha - (dark.Sum() / fit.Direct)).ShouldBe(0, .05);
        var state = fit.Fitted.State.Laws[(int)Component.Typed];
        var places = new MixtureModel(tables).Input.Cells;
        double Typed(string engine, Navigation navigation) => fit.Fitted.Anchors.Group.Index()
            .Where(pair => places[pair.Index].Engine == engine && places[pair.Index].Navigation == navigation).Sum(pair => state[pair.Item]);
        (Typed("gecko", Navigation.CrossSite) / Typed("gecko", Navigation.None)).ShouldBeGreaterThan(3);
        (Typed("blink", Navigation.CrossSite) / Typed("blink", Navigation.None)).ShouldBeLessThan(1 / 3.0);

        static FeatureCell Mirrored(FeatureCell cell) => cell with { Navigation = cell.Navigation == Navigation.None ? Navigation.CrossSite : Navigation.None };
    }

    [Fact]
    public void A_declared_mailing_is_not_taken_for_private_messages()
    {
        var (tables, dark) = (Site with { Mailing = (2, 100, 400) }).Draw(3);
        var declared = MixtureModel.Fit(tables);
        var silent = MixtureModel.Fit(tables with { Campaigns = [] });
        var truth = dark.Sum() / declared.Direct;
        Math.Abs(declared.Alpha - truth).ShouldBeLessThan(Math.Abs(silent.Alpha - truth));
        declared.Owned.ShouldBe(400, 150);
    }

    [Fact]
    public void Previews_of_a_family_that_announces_nothing_lose_their_weight()
    {
        var (tables, dark) = (Site with { Spurious = .1 }).Draw(1);
        var fit = MixtureModel.Fit(tables);
        var families = fit.Fitted.Exposures.Series.Index().Where(pair => pair.Item is { Component: Component.Dark, Source: >= 0 })
            .ToDictionary(pair => new MixtureModel(tables).Input.Families[pair.Item.Source], pair => fit.Fitted.State.Weights[pair.Index]);
        families["crawler"].ShouldBeLessThan(families["whatsapp"] / 2);
        (fit.Alpha - (dark.Sum() / fit.Direct)).ShouldBe(0, .06);
    }

    [Fact]
    public void What_is_expected_of_pages_days_and_cells_adds_up_to_the_whole()
    {
        var (tables, dark) = Site.Draw(2);
        var fit = MixtureModel.Fit(tables);
        fit.DarkByPage.Sum().ShouldBe(fit.Dark, 1e-6);
        fit.DarkByDay.Sum().ShouldBe(fit.Dark, 1e-6);
        tables.Direct.Sum(row => row.Count * fit.DarkShareByCell[row.Cell]).ShouldBe(fit.Dark, 1e-6);
        tables.Direct.Where(row => !tables.Pages[row.Page].Typeable).Sum(row => row.Count * fit.DarkShareByCellOfDeepPages[row.Cell])
            .ShouldBe(fit.DarkByPage.Where((_, page) => !tables.Pages[page].Typeable).Sum(), 1e-6);
        tables.Direct.Sum(row => row.Count * fit.Score(row.Page, row.Hour, row.Cell)).ShouldBe(fit.Dark, 1e-6);
        Correlation(fit.DarkByPage, dark).ShouldBeGreaterThan(.95);
    }

    [Fact]
    public void A_visit_has_a_score_at_hours_and_cells_that_had_none()
    {
        var (tables, _) = Site.Draw(2);
        var fit = MixtureModel.Fit(tables);
        var seen = tables.Direct.Select(row => (row.Page, row.Hour)).ToHashSet();
        var quiet = Enumerable.Range(0, tables.Hours).First(hour => !seen.Contains((2, hour)) && seen.Contains((2, hour - 1)));
        fit.Score(2, quiet, 0).ShouldBeInRange(0, 1);
        fit.Score(2, quiet, 0).ShouldBeGreaterThan(0);
        Should.Throw<ArgumentOutOfRangeException>(() => fit.Score(2, tables.Hours, 0));
    }

    [Fact]
    public void The_order_of_rows_pages_and_cells_changes_nothing()
    {
        var first = Tiny.Draw(7).Tables;
        var alpha = MixtureModel.Fit(first);
        int[] pagePlaces = [.. Enumerable.Range(0, first.Pages.Count)];
        int[] cellPlaces = [.. Enumerable.Range(0, first.Cells.Count)];
        Gen.Select(Gen.Shuffle(pagePlaces), Gen.Shuffle(cellPlaces), Gen.Shuffle(first.Direct.ToArray()))
            .Sample((pages, cells, rows) =>
            {
                var other = MixtureModel.Fit(Reordered(first with { Direct = rows }, pages, cells));
                other.Alpha.ShouldBe(alpha.Alpha, 1e-9);
                for (var page = 0; page < pages.Length; page++)
                    other.DarkByPage[pages[page]].ShouldBe(alpha.DarkByPage[page], 1e-9);
                for (var cell = 0; cell < cells.Length; cell++)
                    other.DarkShareByCell[cells[cell]].ShouldBe(alpha.DarkShareByCell[cell], 1e-9);
            }, iter: 20);
    }

    [Fact]
    public void Rows_of_the_same_key_add_up()
    {
        var tables = Tiny.Draw(8).Tables;
        var split = tables with { Direct = [.. tables.Direct.SelectMany(row => Enumerable.Repeat(row with { Count = 1 }, row.Count))] };
        MixtureModel.Fit(split).Alpha.ShouldBe(MixtureModel.Fit(tables).Alpha);
    }

    [Fact]
    public void Whatever_the_counts_a_share_is_a_share()
    {
        var count = Gen.Int[0, 50];
        var page = Gen.Int[0, 2];
        var hour = Gen.Int[0, 47];
        var cell = Gen.Int[0, 23];
        Gen.Select(
            Gen.Select(page, hour, cell, count, (p, h, c, n) => new DirectCount(p, h, c, n)).Array[0, 40],
            Gen.Select(page, hour, cell, count, (p, h, c, n) => new VisibleCount(p, h, "search", c, n)).Array[0, 40],
            Gen.Select(page, hour, cell, count, (p, h, c, n) => new TaggedCount(p, h, c, c, null, n)).Array[0, 10],
            Gen.Select(page, hour, count, (p, h, n) => new PreviewCount(p, h, "whatsapp", n)).Array[0, 20],
            Gen.Bool,
            (direct, visible, tagged, previews, collected) => Empty with
            {
                Hours = 48,
                Pages = [new("/", true), new("/a/b", false), new("/c/d", false)],
                Direct = direct,
                Visible = visible,
                Tagged = tagged,
                Previews = previews,
                HasPreviews = collected,
            })
            .Sample(tables =>
            {
                var fit = MixtureModel.Fit(tables);
                fit.Alpha.ShouldBeInRange(0, 1 + 1e-12);
                fit.DarkShareByCell.ShouldAllBe(share => share >= 0 && share <= 1 + 1e-12);
                double.IsNaN(fit.LogLikelihood).ShouldBeFalse();
                double.IsNaN(fit.Separation).ShouldBeFalse();
            }, iter: 200);
    }

    [Fact]
    public void Without_a_visit_there_is_no_share()
    {
        MixtureModel.Fit(Empty).Alpha.ShouldBe(0);
        MixtureModel.Fit(Empty with { Hours = 48, Pages = [new("/", true)] }).Alpha.ShouldBe(0);
        MixtureModel.Fit(Empty with { Pages = [], Cells = [] }).DarkByPage.ShouldBeEmpty();
    }

    [Fact]
    public void One_page_is_enough_for_a_fit()
    {
        var (tables, _) = Site.Draw(4);
        var page = Enumerable.Range(2, 20).MaxBy(p => tables.Direct.Where(row => row.Page == p).Sum(row => row.Count));
        var alone = Empty with
        {
            Hours = tables.Hours,
            Pages = [tables.Pages[page]],
            Direct = [.. tables.Direct.Where(row => row.Page == page).Select(row => row with { Page = 0 })],
            Previews = [.. tables.Previews.Where(row => row.Page == page).Select(row => row with { Page = 0 })],
        };
        MixtureModel.Fit(alone).Alpha.ShouldBeInRange(.01, .99);
    }

    [Fact]
    public void Hours_out_of_the_period_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => MixtureModel.Fit(Empty with { Hours = 24, Pages = [new("/", true)], Direct = [new(0, 24, 0, 1)] }));

    [Fact]
    public void Courses_in_time_that_are_the_same_are_said_to_be()
    {
        var (tables, _) = Site.Draw(1);
        var fit = MixtureModel.Fit(tables);
        fit.ConditionByPage.ShouldAllBe(number => number >= 1);
        // Visible visits of one hour after another, and previews likewise: private and lost visits would come alike.
        var flat = Empty with
        {
            Hours = 480,
            Pages = [new("/", true), new("/a/b", false)],
            Direct = [.. Enumerable.Range(0, 480).Select(hour => new DirectCount(hour % 2, hour, 0, 1))],
            Visible = [.. Enumerable.Range(0, 480).Select(hour => new VisibleCount(1, hour, "search", 1, 3))],
            Previews = [.. Enumerable.Range(0, 480).Select(hour => new PreviewCount(1, hour, "whatsapp", 1))],
        };
        MixtureModel.Fit(flat).ConditionByPage[1].ShouldBeGreaterThan(30);
    }

    internal static readonly HourlyTables Empty = new()
    {
        Hours = 0,
        Pages = [],
        Cells =
        [
            .. from device in Enum.GetValues<Device>()
               from returning in new[] { false, true }
               from navigation in Enum.GetValues<Navigation>()
               select new FeatureCell("", device, returning, navigation),
        ],
        Direct = [],
        Visible = [],
        Tagged = [],
        Previews = [],
    };

    private static ModelFit Fit(SmallSite site, ulong seed) => MixtureModel.Fit(site.Draw(seed).Tables);

    private static double Error(SmallSite site, ulong seed, Func<HourlyTables, HourlyTables>? change = null)
    {
        var (tables, dark) = site.Draw(seed);
        var fit = MixtureModel.Fit(change?.Invoke(tables) ?? tables);
        return fit.Alpha - (dark.Sum() / fit.Direct);
    }

    /// <summary>The same tables with page i at <c>pages[i]</c> and cell i at <c>cells[i]</c>.</summary>
    private static HourlyTables Reordered(HourlyTables tables, int[] pages, int[] cells) => tables with
    {
        Pages = [.. tables.Pages.Index().OrderBy(pair => pages[pair.Index]).Select(pair => pair.Item)],
        Cells = [.. tables.Cells.Index().OrderBy(pair => cells[pair.Index]).Select(pair => pair.Item)],
        Direct = [.. tables.Direct.Select(row => row with { Page = pages[row.Page], Cell = cells[row.Cell] })],
        Visible = [.. tables.Visible.Select(row => row with { Page = pages[row.Page], Cell = cells[row.Cell] })],
        Tagged = [.. tables.Tagged.Select(row => row with { Page = pages[row.Page], Cell = cells[row.Cell] })],
        Previews = [.. tables.Previews.Select(row => row with { Page = pages[row.Page] })],
        Shares = [.. tables.Shares.Select(row => row with { Page = pages[row.Page] })],
    };

    private static double Correlation(IReadOnlyList<double> a, int[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var both = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return both / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    [Fact]
    public void Mailings_are_found_on_their_pages_when_only_their_days_are_declared()
    {
        // A shop with four mailings to as many pages, each of a few hundred visits.
        var run = Simulator.Run(Scenario.Find("S4")!, 4);
        var tables = SimulatedTables.Of(run);
        tables.Campaigns!.Count.ShouldBe(4);
        tables.Campaigns.ShouldAllBe(window => window.Page == null && window.Start % 24 == 0);
        var truth = run.Visits.Count(visit => visit.IsDirect && visit.Cause == Cause.Owned);
        MixtureModel.Fit(tables).Owned.ShouldBeInRange(.5 * truth, 1.3 * truth);
        MixtureModel.Fit(tables with { Campaigns = [.. run.Campaigns.Select(mailing => new CampaignWindow(mailing.Start, mailing.End, mailing.Page))] }).Owned
            .ShouldBeInRange(.85 * truth, 1.15 * truth);
        MixtureModel.Fit(tables with { Campaigns = [] }).Owned.ShouldBe(0);
    }
}
