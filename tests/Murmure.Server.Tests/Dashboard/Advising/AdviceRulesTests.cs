using Murmure.Server.Dashboard.Advising;
using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates;
using Murmure.Server.Links;

namespace Murmure.Server.Tests.Dashboard.Advising;

/// <summary>Each rule with figures that leave no doubt, and with figures that do.</summary>
public sealed class AdviceRulesTests
{
    private static readonly Texts English = Texts.For(Language.English);
    private static readonly AdviceFigures Nothing = new(10_000, 100, 50, 0);

    private static AdvicePiece? Of(AdviceFigures figures, string rule) => AdviceRules.Of(figures, English).SingleOrDefault(piece => piece.Rule == rule);

    private static PageFigures Page(string page, long views, long previews = 0, long shares = 0, long evidence = 0, string? title = null) =>
        new(page, title is null ? null : new Murmure.Storage.Events.PageCard(page, title), views, views, evidence, shares, shares, previews, 0, 0);

    /// <summary>Visits of so many days, in one hour and spread over the others.</summary>
    private static AdviceChannel WhatsApp(int days, long atPeak, long atOthers, int peak = 18) => new(
        "whatsapp", "WhatsApp", true, days * (atPeak + (23 * atOthers)), 0,
        [.. Enumerable.Range(0, days).SelectMany(day => Enumerable.Range(0, 24).Select(hour => (new DateOnly(2026, 11, 1).AddDays(day), hour, hour == peak ? atPeak : atOthers)))]);

    private static EstimateFigure Estimate(double halfWidth) => new()
    {
        Direct = 1_000, Visits = 5_000, Measured = 140, Rung = "model", Rule = .61, FirstVisitRule = .48, Checks = new(), Seed = "7", DemotedBecause = [], ByDay = [], ByPage = [],
        Alpha = new(.4, .3, .52, .9), DarkShareOfVisits = new(.15, .13, .18, .9), Narrowings = [new("confirm-calendar", halfWidth, null, null)],
    };

    [Fact]
    public void Without_anything_sure_nothing_is_said() => AdviceRules.Of(Nothing, English).ShouldBeEmpty();

    [Fact]
    public void What_narrows_the_estimate_by_much_is_said_with_the_interval_that_it_has_now()
    {
        var piece = Of(Nothing with { Estimate = Estimate(.03) }, "narrow").ShouldNotBeNull();
        piece.RestsOn.ShouldContain("30\u202F%");
        piece.RestsOn.ShouldContain("52\u202F%");
        piece.Weight.ShouldBe(220, 1e-6);
        Of(Nothing with { Estimate = Estimate(.09) }, "narrow").ShouldBeNull();
    }

    [Fact]
    public void The_best_hours_of_a_channel_are_said_where_every_day_has_them()
    {
        var piece = Of(Nothing with { Channels = [WhatsApp(14, 40, 2)] }, "hours").ShouldNotBeNull();
        piece.Sentence.ShouldBe("Send to WhatsApp from 18:00 to 20:00: that is when its readers come.");
        piece.RestsOn.ShouldStartWith("49\u202F% of its readers’ visits come in these two hours (");
        Of(Nothing with { Channels = [WhatsApp(14, 2, 2)] }, "hours").ShouldBeNull("an even day has none");
        Of(Nothing with { Channels = [WhatsApp(6, 400, 20)] }, "hours").ShouldBeNull("six days make no habit");
    }

    [Fact]
    public void One_evening_on_which_a_message_went_round_makes_no_habit()
    {
        var even = WhatsApp(14, 2, 2);
        var evening = even with { Hours = [.. even.Hours.Select(one => one.Day.Day == 3 && one.Hour == 20 ? one with { Visits = 300 } : one)] };
        Of(Nothing with { Channels = [evening] }, "hours").ShouldBeNull();
    }

    [Fact]
    public void Among_channels_that_differ_by_chance_alone_hardly_ever_one_is_advised()
    {
        var random = new Random(11);
        var said = 0;
        for (var run = 0; run < 300; run++)
        {
            var hours = Enumerable.Range(0, 200).Select(_ => (new DateOnly(2026, 11, 1).AddDays(random.Next(28)), random.Next(24), 1L)).ToList();
            said += Of(Nothing with { Channels = [new AdviceChannel("whatsapp", "WhatsApp", true, 200, 0, hours)] }, "hours") is null ? 0 : 1;
        }
        said.ShouldBeLessThan(30, "at most one in ten, whatever window is looked at");
    }

    [Fact]
    public void Content_that_is_passed_on_beyond_doubt_is_put_forward_and_the_rest_is_not()
    {
        PageFigures[] pages = [Page("/a", 1_000, previews: 30, title: "Un concert"), Page("/b", 9_000, previews: 40)];
        var piece = Of(Nothing with { Pages = pages }, "content").ShouldNotBeNull();
        piece.Sentence.ShouldContain("“Un concert”");
        piece.RestsOn.ShouldContain("30.0 (");
        piece.RestsOn.ShouldContain("against 7.0 on the whole site");
        piece.Below.ShouldBe("/page?path=%2Fa");
        Of(Nothing with { Pages = [Page("/a", 1_000, previews: 9), Page("/b", 9_000, previews: 61)] }, "content").ShouldBeNull();
    }

    [Fact]
    public void A_burst_is_asked_about_where_its_day_stands_above_the_others()
    {
        var burst = new AdviceBurst("/a", new DateOnly(2026, 11, 10), 120, 14.2);
        var piece = Of(Nothing with { Burst = burst }, "mailing").ShouldNotBeNull();
        piece.Sentence.ShouldContain("10 November 2026");
        piece.RestsOn.ShouldBe("120 direct visits that day (103 to 140), against 14.2 on the page’s other days.");
        Of(Nothing with { Burst = burst with { Usual = 110 } }, "mailing").ShouldBeNull();
    }

    [Fact]
    public void A_page_without_a_title_is_named_where_its_previews_bring_less_and_the_site_tells_of_titles()
    {
        var titled = Page("/b", 500, previews: 100, evidence: 120, title: "Avec un titre");
        var piece = Of(Nothing with { Pages = [Page("/a", 500, previews: 60, evidence: 12), titled] }, "card").ShouldNotBeNull();
        piece.Sentence.ShouldContain("“/a”");
        piece.RestsOn.ShouldContain("0.20 (");
        piece.RestsOn.ShouldContain("against 1.2 on pages with a title");
        Of(Nothing with { Pages = [Page("/a", 500, previews: 60, evidence: 70), titled] }, "card").ShouldBeNull();
        Of(Nothing with { Pages = [Page("/a", 500, previews: 60, evidence: 12), Page("/b", 500, previews: 100, evidence: 120)] }, "card").ShouldBeNull("a log tells of no title");
    }

    [Fact]
    public void Clicks_that_do_not_arrive_are_said_where_it_is_more_than_half_of_them()
    {
        var piece = Of(Nothing with { Links = (400, 120) }, "stripped").ShouldNotBeNull();
        piece.RestsOn.ShouldContain("26\u202F%");
        piece.Weight.ShouldBe(280);
        Of(Nothing with { Links = (400, 195) }, "stripped").ShouldBeNull();
        Of(Nothing with { Links = (20, 1) }, "stripped").ShouldBeNull();
        Of(Nothing with { Links = (4_000, 0) }, "stripped").ShouldBeNull("no script tells of any");
        var all = Of(Nothing with { Links = (4_000, 0), Follows = true }, "stripped").ShouldNotBeNull();
        (all.Weight, all.Sentence).ShouldBe((4_000, "Of 4,000 clicks on your short links to this site, 0 arrived as visits by them. Try a link on yourself: something on the way takes the mark off, or the page it leads to does not load the script."));
        Of(Nothing with { Links = (20, 0), Follows = true }, "stripped").ShouldBeNull("twenty are few");
    }

    [Fact]
    public void A_button_that_nobody_uses_is_named_where_others_are_used()
    {
        var piece = Of(Nothing with { Pages = [Page("/a", 20_000, shares: 2), Page("/b", 30_000, shares: 90)] }, "button").ShouldNotBeNull();
        piece.Sentence.ShouldContain("“/a”");
        piece.RestsOn.ShouldContain("0.10 (");
        piece.RestsOn.ShouldContain("against 3.0 on the other pages");
        Of(Nothing with { Pages = [Page("/a", 20_000), Page("/b", 30_000)] }, "button").ShouldBeNull("nobody shares anywhere: there may be no button");
        Of(Nothing with { Pages = [Page("/a", 1_000, shares: 2), Page("/b", 30_000, shares: 90)] }, "button").ShouldBeNull();
    }

    [Fact]
    public void Buttons_that_nobody_presses_anywhere_are_named_where_pages_were_seen_to_load_them()
    {
        var figures = Nothing with { Pages = [Page("/a", 20_000), Page("/b", 30_000)], HasButtons = true };
        var piece = Of(figures, "button").ShouldNotBeNull();
        piece.Sentence.ShouldContain("in 50,000 readings nobody pressed one");
        piece.RestsOn.ShouldStartWith("Shares by a button per 1,000 readings: 0.00 (0.00 to 0.06)");
        Of(figures with { Pages = [Page("/a", 2_900)] }, "button").ShouldBeNull("one in a thousand is not excluded");
        Of(figures with { Pages = [Page("/a", 3_000)] }, "button").ShouldNotBeNull("Garwood's upper end of none at 90 % is 2.996");
    }

    [Fact]
    public void A_broken_preview_is_named_with_what_it_lacks_where_its_page_travels()
    {
        var unseen = new BrokenCard("/b", null);
        var figures = Nothing with
        {
            Pages = [Page("/a", 500, previews: 60, evidence: 12), Page("/b", 500, previews: 20, evidence: 1, title: "Un concert")],
            Broken = [unseen, new BrokenCard("/a", new CardFinding(CardGrade.Poorer, "image"))],
        };
        var piece = Of(figures, "preview").ShouldNotBeNull();
        piece.Sentence.ShouldBe("Mend the preview of “/a”, which readers pass on in private. No og:image: a card without a picture.");
        piece.RestsOn.ShouldStartWith("60 previews in private; readers’ visits for each of them: 0.20 (");
        (piece.Weight, piece.Below).ShouldBe((60, "/page?path=%2Fa"));
        Of(figures with { Broken = [unseen] }, "preview").ShouldNotBeNull().Sentence.ShouldContain("could not be fetched");
        Of(figures with { Broken = [new BrokenCard("/a", new CardFinding(CardGrade.Nothing, "status", 404))] }, "preview").ShouldNotBeNull().Sentence.ShouldContain("The page answers with 404");
        Of(figures with { Pages = [Page("/a", 500, previews: 9)] }, "preview").ShouldBeNull("nine previews are no travelling");
        Of(figures with { Broken = [] }, "preview").ShouldBeNull();
    }

    [Fact]
    public void Previews_that_no_visit_follows_are_said_where_a_button_would_help()
    {
        var channel = new AdviceChannel("whatsapp", "WhatsApp", true, 2, 60, []);
        Of(Nothing with { Channels = [channel] }, "clickless").ShouldNotBeNull().RestsOn.ShouldContain("0.03 (");
        Of(Nothing with { Channels = [channel with { HasButton = false }] }, "clickless").ShouldBeNull();
        Of(Nothing with { Channels = [channel with { Readers = 9 }] }, "clickless").ShouldBeNull("it may be one in five");
    }

    [Fact]
    public void Tags_and_mail_are_advised_by_the_lower_end_of_their_share()
    {
        Of(Nothing with { DeepDirect = 2_000, Ours = 0 }, "tag").ShouldNotBeNull().RestsOn.ShouldContain("19\u202F%");
        Of(Nothing with { DeepDirect = 2_000 }, "tag").ShouldBeNull("there are tags");
        Of(new AdviceFigures(20, 3, 0, 0), "tag").ShouldBeNull("three of twenty may be chance");
        Of(Nothing with { MailUnknown = 400 }, "email").ShouldNotBeNull();
        Of(Nothing with { MailUnknown = 205 }, "email").ShouldBeNull();
    }

    [Fact]
    public void What_concerns_most_visits_comes_first_and_both_languages_have_every_rule()
    {
        var figures = Nothing with { DeepDirect = 2_000, Ours = 0, MailUnknown = 400, Links = (4_000, 100) };
        AdviceRules.Of(figures, English).Select(piece => piece.Rule).ShouldBe(["stripped", "tag", "email"]);
        foreach (var texts in new[] { English, Texts.For(Language.French) })
        {
            AdviceRules.Of(figures, texts).ShouldAllBe(piece => piece.Sentence.Length > 0 && piece.RestsOn.Contains('%'));
            AdviceRules.Names.ShouldAllBe(name => texts["advising.looked." + name].Length > 0);
        }
    }
}
