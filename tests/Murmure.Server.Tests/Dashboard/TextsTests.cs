using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Details;
using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Tests.Dashboard;

public sealed partial class TextsTests
{
    // Proper nouns, loan words and punctuation that French shares.
    private static readonly string[] SameInBoth =
    [
        "product.name", "code.code", "family.email", "family.sms", "family.direct", "trend.column.direct", "direct.alt.part", "report.period.day", "nav.sites",
        "sites.column.site", "pages.column.page", "reading.files.format", "previews.column.app", "audience.many", "quarantine.machines", "feed.site", "hook.secret", "hook.tab", "hook.title",
        "folder.pages", "dimension.source", "dimension.verdict", "kind.observation", "metric.direct_visits", "verdict.automated", "notice.outlet.slack", "notice.outlet.discord", "notice.outlet.telegram", "notice.outlet.webhook", "funnel.is.page", "trend.hour",
        "connection.kind.whatsapp", "connection.kind.telegram", "connection.kind.discord", "connection.kind.brevo", "connection.kind.mailchimp", "connection.kind.mailjet", "campaign.between",
        "links.who.device.iphone", "links.who.device.ipad", "links.who.device.mac", "links.who.device.chromebook",
    ];

    /// <summary>Names of other things that are spelt as texts' keys are.</summary>
    private static readonly string[] NoTexts = [
        "links.csv", "app.mark", "header.requested-with", "link.clicked",
        "hits.jsonl", "access.log", "direct.csv", "visible.csv", "tagged.csv", "previews.csv", "shares.csv", "campaigns.csv", "survey.csv", "survey.jsonl",
    ];

    private static readonly string[] Faces =
    [
        "src/Murmure.Server/Dashboard", "src/Murmure.Server/Accounts", "src/Murmure.Server/Sites", "src/Murmure.Server/Privacy", "src/Murmure.Server/Reports",
        "src/Murmure.Server/Quarantine", "src/Murmure.Server/Links", "src/Murmure.Server/Shares", "src/Murmure.Server/Estimates", "src/Murmure.Server/Surveys", "src/Murmure.Server/Live", "src/Murmure.Server/Annotations", "src/Murmure.Server/Views", "src/Murmure.Server/Funnels", "src/Murmure.Server/Notices", "src/Murmure.Server/Connections", "src/Murmure.Server/Campaigns", "src/Murmure.Server/Imports", "src/Murmure/Terminal",
    ];

    [Fact]
    public void Both_languages_have_the_same_keys_and_placeholders()
    {
        var (english, french) = (Read("Texts.resx"), Read("Texts.fr.resx"));
        french.Keys.ShouldBe(english.Keys);
        foreach (var (key, text) in english)
        {
            text.ShouldNotBeNullOrWhiteSpace(key);
            french[key].ShouldNotBeNullOrWhiteSpace(key);
            Placeholders(french[key]).ShouldBe(Placeholders(text), key);
        }
    }

    [Theory]
    [InlineData("Texts.resx")]
    [InlineData("Texts.fr.resx")]
    public void An_apostrophe_is_a_typographic_one(string file) =>
        Read(file).Where(text => Straight().IsMatch(text.Value)).Select(text => text.Key).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_left_untranslated()
    {
        var (english, french) = (Read("Texts.resx"), Read("Texts.fr.resx"));
        english.Where(e => french[e.Key] == e.Value).Select(e => e.Key).Except(SameInBoth).ShouldBeEmpty();
    }

    [Fact]
    public void French_sets_its_punctuation_apart_without_letting_it_go()
    {
        foreach (var (key, text) in Read("Texts.fr.resx"))
            Punctuation().IsMatch(text).ShouldBeFalse($"{key}: {text}");
    }

    [Fact]
    public void Every_key_that_the_code_names_exists_and_every_key_is_used()
    {
        var keys = Read("Texts.resx").Keys.ToHashSet(StringComparer.Ordinal);
        var sources = Sources().Select(File.ReadAllText).ToList();
        var named = sources.SelectMany(s => Named().Matches(s)).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        named.Except(keys).Except(NoTexts).Where(k => keys.All(key => !key.StartsWith(k, StringComparison.Ordinal))).ShouldBeEmpty("named but not written");
        string[] composed = ["history.expected.", "history.problem.", "connection.kind.", "connection.about.", "connection.problem.", "connection.finding.", "connection.field.", "totals.expected.", "template.category.", "template.status.", "template.quality.", "template.column.", "observation.", "campaign.gap.", "post.state.", "post.flaw.", "post.act.", "post.answer.", "advising.looked.", "advising.weight.", "ga.group.", "grade.", "family.", "machine.", "preview.", "reason.", "device.", "logs.error.", "log.problem.", "report.site.", "rule.", "form.", "password.",
            "role.", "scope.", "audit.action.", "profile.", "hides.", "condition.", "held.", "register.basis.", "register.kept.", "paragraph.", "snippet.", "check.", "suspicion.", "why.", "optout.lang.", "link.page.",
            "links.status.", "links.warning.", "links.if.", "links.who.device.", "links.qr.level.", "links.qr.wrong.", "links.wrong.",
            "switch.problem.", "switch.stopped.", "abuse.by.", "linkreport.reason.",
            "card.find.", "card.problem.", "csv.file.", "csv.problem.", "feed.problem.", "hook.answer.",
            "folder.rung.", "folder.because.", "folder.check.",
            "estimate.rung.", "estimate.means.", "estimate.demoted.", "estimate.period.", "estimate.change.", "estimate.step.", "overview.step.", "notice.kind.", "send.stage.", "send.count.", "notice.answer.", "notice.outlet.", "notice.subject.", "notice.unusual.",
            "fault.", "explain.", "counts.", "dimension.", "metric.", "sender.", "paid.", "scan.", "navigation.", "kind.", "verdict.", "figure.", "trend.step.", "explore.card.", "explore.filter.", "explore.how.", "darksocial.", "shortcut."];
        keys.Where(k => !named.Contains(k) && !named.Contains(k.Replace(".one", "", StringComparison.Ordinal)))
            .Where(k => !composed.Any(c => k.StartsWith(c, StringComparison.Ordinal)))
            .ShouldBeEmpty("written but not named");
    }

    [Fact]
    public void Every_grade_and_family_has_a_name_in_both_languages()
    {
        foreach (var texts in new[] { Texts.For(Language.English), Texts.For(Language.French) })
        {
            foreach (var grade in Enum.GetValues<Grade>())
                (texts.Grade(grade) + texts.GradeExplained(grade)).ShouldNotBeEmpty();
            foreach (var family in Enum.GetValues<Family>())
                texts.Family(family).ShouldNotBeEmpty();
        }

        Enum.GetValues<Grade>().Select(Texts.For(Language.English).Grade).ShouldBe(["Proven", "Recognised", "Estimated", "Unknown"]);
        Enum.GetValues<Grade>().Select(Texts.For(Language.French).Grade).ShouldBe(["Prouvé", "Reconnu", "Estimé", "Inconnu"]);
    }

    [Fact]
    public void Numbers_are_written_as_each_language_writes_them()
    {
        var (english, french) = (Texts.For(Language.English), Texts.For(Language.French));
        english.Number(1_234_567).ShouldBe("1,234,567");
        french.Number(1_234_567).ShouldBe("1\u202F234\u202F567");
        english.Percent(0.08).ShouldBe("8\u202F%");
        french.Percent(0.085, 1).ShouldBe("8,5\u202F%");
        english.Share(1, 100_000).ShouldBe("<\u202F0.1\u202F%");
        english.Share(0, 0).ShouldBe("0\u202F%");
        french.Day(new DateOnly(2026, 12, 1)).ShouldBe("1er décembre 2026");
    }

    [Fact]
    public void The_ends_of_a_rate_are_written_like_it_unless_nought_would_be_read_for_something()
    {
        var english = Texts.For(Language.English);
        string Written(double value, double lower, double upper) => english.PerThousand(new Statistics.Interval(value, lower, upper, .9));
        Written(130.4, 98.3, 169.2).ShouldBe("130 (98 to 169)");
        Written(3.9, .2, 16.5).ShouldBe("3.9 (0.2 to 16.5)");
        Written(0, 0, .013).ShouldBe("0.00 (0.00 to 0.01)");
        Written(.25, .013, 1.19).ShouldBe("0.25 (0.01 to 1.2)");
    }

    [Fact]
    public void A_message_keeps_its_lines_and_its_emoji_and_nothing_that_turns_it_round()
    {
        Displayed.Lines("One\r\n\ntwo\tthree \U0001F468\u200D\U0001F469\u200D\U0001F467\u202Efour", 100).ShouldBe("One\n\ntwo three \U0001F468\u200D\U0001F469\u200D\U0001F467\uFFFDfour");
        Displayed.Lines("Twelve words", 6).ShouldBe("Twelve…");
    }

    [Fact]
    public void A_share_is_rounded_as_the_headline_is_and_never_to_nothing()
    {
        var english = Texts.For(Language.English);
        english.Share(86, 1_000).ShouldBe("9\u202F%");
        english.Share(10, 1_000).ShouldBe("1\u202F%");
        english.Share(4, 1_000).ShouldBe("0.4\u202F%");
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-02", "1", "1er")]
    [InlineData("2026-10-30", "2026-11-02", "30 October", "30 octobre")]
    [InlineData("2025-12-31", "2026-01-02", "31 December 2025", "31 décembre 2025")]
    public void A_period_says_once_what_its_days_share(string first, string last, string english, string french)
    {
        var (from, to) = (DateOnly.Parse(first, CultureInfo.InvariantCulture), DateOnly.Parse(last, CultureInfo.InvariantCulture));
        Texts.For(Language.English).DayUntil(from, to).ShouldBe(english);
        Texts.For(Language.French).DayUntil(from, to).ShouldBe(french);
    }

    [Fact]
    public void A_moment_is_told_on_the_reader_s_clocks_as_their_language_does()
    {
        var (moment, paris) = (new DateTime(2026, 11, 23, 13, 5, 0, DateTimeKind.Utc), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
        Texts.For(Language.English).Moment(moment, paris).ShouldBe("23 November 2026, 14:05");
        Texts.For(Language.French).Moment(moment, paris).ShouldBe("23 novembre 2026 à 14\u00A0h\u00A005");
        Texts.For(Language.French).Moment(new DateTime(2026, 7, 1, 6, 5, 0), paris).ShouldBe("1er juillet 2026 à 8\u00A0h\u00A005", "summer time");
        Texts.For(Language.English).Moment(moment, TimeZoneInfo.Utc).ShouldBe("23 November 2026, 13:05 UTC");
    }

    [Fact]
    public void Whatever_is_counted_is_explained() =>
        Murmure.Storage.Events.Metric.All.ShouldAllBe(metric => Texts.For(Language.English).Find("counts." + metric.Name) != null);

    [Fact]
    public void Every_rule_that_can_place_a_visit_has_a_sentence()
    {
        string[] rules =
        [
            "none", "none.cross-site", "internal", "referrer.internal", "share.tag", "campaign.tag", "campaign.assistant", "app.mark",
            "header.requested-with", "click-id", "click-id.paid", "referrer.host", "referrer.android-app", "referrer.mail-gateway",
            "referrer.webmail-shape", "referrer.search-shape", "referrer.other", "wechat.from", "link.variant",
        ];
        foreach (var texts in new[] { Texts.For(Language.English), Texts.For(Language.French) })
            rules.ShouldAllBe(rule => texts.Rule(rule) != null);
    }

    [Fact]
    public void Nought_is_singular_in_French_and_plural_in_English()
    {
        Texts.For(Language.English).Count("channels.more", 0).ShouldBe("0 more channels");
        Texts.For(Language.French).Count("channels.more", 0).ShouldBe("0 autre canal");
        Texts.For(Language.English).Count("channels.more", 1).ShouldBe("1 more channel");
        Texts.For(Language.French).Count("channels.more", 2).ShouldBe("2 autres canaux");
        Texts.For(Language.English).Count("headline.split", 1, 1, 0).ShouldStartWith("1 visit stays unexplained: 1 landed on the home page");
        Texts.For(Language.French).Count("advice.log-combined", 1).ShouldStartWith("1 visite reste sans explication.");
    }

    private static SortedDictionary<string, string> Read(string file) => new(
        XDocument.Load(Path.Combine(Repository(), "src/Murmure.Server/Dashboard/Text", file)).Descendants("data")
            .ToDictionary(d => d.Attribute("name")?.Value ?? "", d => d.Element("value")?.Value ?? ""), StringComparer.Ordinal);

    private static IEnumerable<string> Sources() => Faces
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository(), folder), "*", SearchOption.AllDirectories))
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
        .Append(Path.Combine(Repository(), "src/Murmure.Server/Hosting/Problems.cs"));

    private static string Repository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Murmure.slnx")))
                return at.FullName;
        throw new DirectoryNotFoundException("The tests do not run from inside the repository, where the texts are.");
    }

    private static List<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    // A colon, semicolon, question or exclamation mark, or a percent sign after an ordinary space (or none, after a word).
    [GeneratedRegex("[ \\w][;!»%](?!\\w)|« | :|\\w:(?= )|\\w\\?(?= |$)", RegexOptions.None, 1000)]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\w'\w", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Straight();

    [GeneratedRegex("\"(?<key>(?!murmure\\.)[a-z]+(\\.[a-z0-9-]+)+)(?<!\\.(css|js|sock|gif|txt|ico|org|localdomain))\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
