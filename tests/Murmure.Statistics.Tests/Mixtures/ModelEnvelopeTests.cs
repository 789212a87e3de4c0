using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Mixtures;

public sealed class ModelEnvelopeTests
{
    private static readonly SmallSite Tiny = new() { DeepPages = 6, Days = 7 };

    [Fact]
    public void It_contains_the_truth_of_sites_drawn_from_a_mixture_and_the_fits_own_value()
    {
        var covered = 0;
        for (var seed = 1UL; seed <= 6; seed++)
        {
            var (tables, dark) = new SmallSite().Draw(seed);
            var model = new MixtureModel(tables);
            var fit = model.Fit();
            var envelope = ModelEnvelope.Of(model, fit, seed, new(Draws: 10));
            covered += envelope.Alpha.Contains(dark.Sum() / fit.Direct) ? 1 : 0;
            envelope.Alpha.Value.ShouldBe(fit.Alpha);
            envelope.Alpha.Width.ShouldBeInRange(.03, .30);
            foreach (var value in envelope.Specifications.Values)
                envelope.Alpha.Contains(value).ShouldBeTrue();
        }
        // Nine in ten is what the interval claims.
        covered.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_cores_and_another_seed_others()
    {
        var envelope = Of(Tiny.Draw(1).Tables, 5);
        Of(Tiny.Draw(1).Tables, 5, new(Cores: 2)).Alpha.ShouldBe(envelope.Alpha);
        Of(Tiny.Draw(1).Tables, 6).Sampling.ShouldNotBe(envelope.Sampling);
    }

    [Fact]
    public void The_order_of_pages_changes_nothing()
    {
        var tables = Tiny.Draw(2).Tables;
        var last = tables.Pages.Count - 1;
        var turned = tables with
        {
            Pages = [.. tables.Pages.Reverse()],
            Direct = [.. tables.Direct.Select(row => row with { Page = last - row.Page })],
            Visible = [.. tables.Visible.Select(row => row with { Page = last - row.Page })],
            Tagged = [.. tables.Tagged.Select(row => row with { Page = last - row.Page })],
            Previews = [.. tables.Previews.Select(row => row with { Page = last - row.Page })],
            Shares = [.. tables.Shares.Select(row => row with { Page = last - row.Page })],
        };
        var (one, other) = (Of(tables, 3), Of(turned, 3));
        other.Alpha.Lower.ShouldBe(one.Alpha.Lower, 1e-9);
        other.Alpha.Upper.ShouldBe(one.Alpha.Upper, 1e-9);
        other.Sampling.ShouldBe(one.Sampling, 1e-9);
    }

    [Fact]
    public void Previews_of_a_fetcher_of_public_posts_anchor_nothing_but_their_full_value_is_within_the_range()
    {
        var tables = Tiny.Draw(4).Tables;
        var stray = tables.Previews.Select(row => row with { Family = "telegram", Hour = (row.Hour + 9) % tables.Hours });
        var mixed = tables with { Previews = [.. tables.Previews, .. stray], PublicFetchers = new HashSet<string> { "telegram" } };
        var envelope = Of(mixed, 1);
        envelope.Alpha.Value.ShouldBe(MixtureModel.Fit(tables).Alpha);
        var all = MixtureModel.Fit(mixed with { PublicFetchers = new HashSet<string>() }).Alpha;
        envelope.Specifications["fetchers of public posts too"].ShouldBe(all);
        envelope.Alpha.Contains(all).ShouldBeTrue();
        all.ShouldNotBe(envelope.Alpha.Value);
    }

    [Fact]
    public void More_visits_leave_less_to_chance()
    {
        var few = Of((new SmallSite { DeepPages = 5 }).Draw(1).Tables, 1, new(Draws: 20));
        var many = Of((new SmallSite { DeepPages = 40 }).Draw(1).Tables, 1, new(Draws: 20));
        (many.Sampling / many.Alpha.Value).ShouldBeLessThan(few.Sampling / few.Alpha.Value);
    }

    [Fact]
    public void Where_nobody_collects_navigation_there_is_no_specification_without_it()
    {
        Of(Tiny.Draw(1).Tables, 1).Specifications.Keys.ShouldContain("without navigation");
        Of(Tiny.Draw(1).Tables with { HasNavigation = false }, 1).Specifications.Keys.ShouldNotContain("without navigation");
    }

    [Fact]
    public void Without_a_visit_it_is_an_interval_all_the_same()
    {
        var envelope = Of(MixtureModelTests.Empty, 1);
        envelope.Alpha.Value.ShouldBe(0);
        envelope.Alpha.Lower.ShouldBe(0);
    }

    private static ModelEnvelope Of(HourlyTables tables, ulong seed, EnvelopeOptions? options = null)
    {
        var model = new MixtureModel(tables);
        return ModelEnvelope.Of(model, model.Fit(), seed, options);
    }
}
