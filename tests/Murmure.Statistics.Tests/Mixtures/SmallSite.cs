using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Mixtures;

/// <summary>
/// A site drawn from a known mixture. It shares the model's components but not its forms: delays are log-normal, pages differ in every rate, typed visits to
/// deep pages have cells of their own, and sharing is drawn share by share.
/// </summary>
internal sealed record SmallSite
{
    public int DeepPages { get; init; } = 20;

    public int Days { get; init; } = 14;

    /// <summary>Visible visits per hour of a deep page.</summary>
    public double Visible { get; init; } = 4;

    public double Lost { get; init; } = .15;

    /// <summary>Shares per reader.</summary>
    public double Shares { get; init; } = .05;

    /// <summary>Share of shares that show a preview.</summary>
    public double Previewed { get; init; } = .6;

    /// <summary>Share of shares by a button that tags.</summary>
    public double Tagged { get; init; } = .1;

    /// <summary>Preview-like requests per visible visit that announce nothing, of a family of their own.</summary>
    public double Spurious { get; init; }

    /// <summary>Of the logarithm of delays, and their median, hours.</summary>
    public double DelaySpread { get; init; } = 1.5;

    /// <inheritdoc cref="DelaySpread"/>
    public double DelayMedian { get; init; } = 1;

    public bool HasNavigation { get; init; } = true;

    /// <summary>From which hour lost visits are three times as many; null for never.</summary>
    public int? PolicyChange { get; init; }

    /// <summary>Hours in which nobody can share by the only messenger there is.</summary>
    public (int Start, int End)? Outage { get; init; }

    public IReadOnlyList<string> Engines { get; init; } = [""];

    /// <summary>An untagged mailing of the owner: its page, its hour, and its visits.</summary>
    public (int Page, int Hour, int Visits)? Mailing { get; init; }

    /// <summary>The tables, and the private visits among the direct ones by page.</summary>
    public (HourlyTables Tables, int[] Dark) Draw(ulong seed)
    {
        var counts = new Counts(this, new SeedTree(seed));
        for (var page = 0; page < counts.Pages.Count; page++)
            counts.Live(page);
        return (counts.Tables(), counts.Dark);
    }

    private sealed class Counts(SmallSite site, SeedTree seed)
    {
        private static readonly double[] Rhythm =
            [.3, .2, .1, .1, .2, .4, .8, 1.1, 1.2, 1.2, 1.2, 1.3, 1.5, 1.4, 1.2, 1.2, 1.3, 1.4, 1.5, 1.6, 1.5, 1.3, .9, .6];

        private readonly List<FeatureCell> cells =
        [
            .. from engine in site.Engines
               from device in Enum.GetValues<Device>()
               from returning in new[] { false, true }
               from navigation in Enum.GetValues<Navigation>()
               select new FeatureCell(engine, device, returning, navigation),
        ];

        private readonly Dictionary<(int Page, int Hour, int Cell), int> direct = [];
        private readonly Dictionary<(int Page, int Hour, string Source, int Cell), int> visible = [];
        private readonly List<TaggedCount> tagged = [];
        private readonly List<PreviewCount> previews = [];
        private readonly List<ShareCount> shares = [];

        public List<TablePage> Pages { get; } =
            [new("/", true), new("/culture", true), .. Enumerable.Range(0, site.DeepPages).Select(i => new TablePage($"/{i * 7 % 100}/article-{i}", false))];

        public int[] Dark { get; } = new int[site.DeepPages + 2];

        private int Hours => 24 * site.Days;

        public HourlyTables Tables() => new()
        {
            Hours = Hours,
            Pages = Pages,
            Cells = cells,
            Direct = [.. direct.Select(pair => new DirectCount(pair.Key.Page, pair.Key.Hour, pair.Key.Cell, pair.Value))],
            Visible = [.. visible.Select(pair => new VisibleCount(pair.Key.Page, pair.Key.Hour, pair.Key.Source, pair.Key.Cell, pair.Value))],
            Tagged = tagged,
            Previews = previews,
            Shares = shares,
            Campaigns = site.Mailing is { } mailing ? [new(mailing.Hour, mailing.Hour + 72, mailing.Page)] : [],
            HasNavigation = site.HasNavigation,
        };

        public void Live(int page)
        {
            var stream = seed.Of(Pages[page].Name).Stream();
            var deep = page > 1;
            double[] tilt = [.. Enumerable.Range(0, 4).Select(_ => Math.Exp(.2 * stream.Normal()))];
            var (popularity, sharing, losing) = (stream.Gamma(1.5, 1), deep ? stream.Gamma(1.5, site.Shares) : 0, stream.Gamma(8, site.Lost));
            var born = deep && stream.Chance(.5) ? stream.Below(Hours / 2) : 0;
            for (var hour = born; hour < Hours; hour++)
            {
                var rhythm = Rhythm[hour % 24];
                var interest = site.Visible * popularity * (born > 0 ? (5 * Math.Exp(-(hour - born) / 30.0)) + .2 : 1);
                var readers = stream.Poisson(interest * rhythm);
                for (var i = 0; i < readers; i++)
                    See(page, hour, stream.Chance(.7) ? "search" : "social", Cell(stream, [.32, .28, .32, .08], tilt, .18, [0, 1, 0]));
                for (var i = stream.Poisson(readers * losing * (hour >= site.PolicyChange ? 3 : 1)); i > 0; i--)
                    Land(page, hour, Cell(stream, [.34, .26, .20, .20], tilt, .16, [.2, .7, .1]));
                for (var i = stream.Poisson(rhythm * (page == 0 ? 15 : deep ? .15 : 2)); i > 0; i--)
                    Land(page, hour, Cell(stream, [.17, .13, .65, .05], tilt, deep ? .5 : .38, [.93, .02, .05]));
                for (var i = stream.Poisson(.02); i > 0; i--)
                    Land(page, hour, Cell(stream, [.05, .10, .80, .05], [1, 1, 1, 1], 0, [.55, .05, .40]));
                for (var i = stream.Poisson(readers * site.Spurious); i > 0; i--)
                    previews.Add(new(page, hour, "crawler", 1));
                for (var i = stream.Poisson(readers * sharing); i > 0; i--)
                    Share(page, hour + stream.NextDouble(), stream, tilt);
            }
            if (site.Mailing is { } mailing && page == mailing.Page)
            {
                for (var i = 0; i < mailing.Visits; i++)
                    Land(page, (int)(mailing.Hour + (1.5 * Delay(stream))), Cell(stream, [.40, .36, .14, .10], tilt, .1, [.74, .18, .08]));
            }
        }

        private void Share(int page, double time, RandomSource stream, double[] tilt)
        {
            var (button, previewed, clicks) = (stream.Chance(site.Tagged), stream.Chance(site.Previewed), stream.NegativeBinomial(2.2, 1));
            if (site.Outage is { } outage && (int)time >= outage.Start && (int)time < outage.End)
                return;
            if (previewed)
                previews.Add(new(page, (int)time, "whatsapp", 1));
            if (button)
                shares.Add(new(page, (int)time, "whatsapp", 1));
            for (var i = 0; i < clicks; i++)
            {
                var delay = Delay(stream);
                var hour = (int)(time + delay);
                var cell = Cell(stream, button ? [.45, .38, .08, .09] : [.40, .36, .14, .10], tilt, .1, [.74, .18, .08]);
                if (button && hour < Hours)
                    tagged.Add(new(page, hour, (int)delay, cell, previewed, 1));
                else if (Land(page, hour, cell))
                    Dark[page]++;
            }
        }

        /// <summary>Log-normal: heavier-tailed than the model's default.</summary>
        private double Delay(RandomSource stream) => site.DelayMedian * Math.Exp(site.DelaySpread * stream.Normal());

        private int Cell(RandomSource stream, double[] devices, double[] tilt, double returning, double[] navigations)
        {
            var device = (Device)stream.Pick([.. devices.Zip(tilt, (share, factor) => share * factor)]);
            var cell = new FeatureCell(stream.OneOf(site.Engines), device, stream.Chance(returning), (Navigation)stream.Pick(navigations));
            return cells.IndexOf(cell);
        }

        private bool Land(int page, int hour, int cell)
        {
            if (hour < Hours)
                direct[(page, hour, cell)] = direct.GetValueOrDefault((page, hour, cell)) + 1;
            return hour < Hours;
        }

        private void See(int page, int hour, string source, int cell) =>
            visible[(page, hour, source, cell)] = visible.GetValueOrDefault((page, hour, source, cell)) + 1;
    }
}
