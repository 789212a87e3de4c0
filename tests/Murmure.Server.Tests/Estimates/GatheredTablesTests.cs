using Murmure.Server.Estimates;
using Murmure.Server.Tests.Live;
using Murmure.Statistics.Tables;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Estimates;

public sealed class GatheredTablesTests
{
    private static readonly HourlyCell Desk = new("gecko", "desktop", false, FetchSite.None);

    [Fact]
    public void Days_stand_one_behind_the_other_and_previews_of_links_count_for_the_page_that_they_lead_to()
    {
        var gathered = new GatheredTables(new Dictionary<long, string> { [7] = "/a" });
        gathered.Add(0, [new(HourlyKind.Direct, "/a", 8, "", Desk, 0, 3), new(HourlyKind.Preview, "", 8, "whatsapp", default, 7, 2), new(HourlyKind.Preview, "", 8, "whatsapp", default, 9, 5)]);
        gathered.Add(24, [new(HourlyKind.Direct, "/a", 8, "", Desk with { Returning = true }, 0, 1), new(HourlyKind.Visible, "/", 9, "search", Desk with { FetchSite = FetchSite.SameSite }, 0, 4)]);
        var tables = gathered.Whole(48, []);

        tables.Pages.ShouldBe([new TablePage("/a", true), new TablePage("/", true)]);
        tables.Cells.Select(cell => cell.ToString()).ShouldBe(["gecko-desktop|first|none", "gecko-desktop|returning|none", "gecko-desktop|first|cross-site"]);
        tables.Direct.ShouldBe([new DirectCount(0, 8, 0, 3), new DirectCount(0, 32, 1, 1)]);
        tables.Previews.ShouldBe([new PreviewCount(0, 8, "whatsapp", 2)], "the other link leads elsewhere");
        tables.Visible.ShouldBe([new VisibleCount(1, 33, "search", 2, 4)]);
        (tables.Hours, tables.HasNavigation, tables.HasPreviews, tables.Campaigns).ShouldBe((48, true, true, []));
    }

    [Fact]
    public void What_nobody_collected_is_said_to_be_missing()
    {
        var gathered = new GatheredTables(new Dictionary<long, string>());
        gathered.Add(0, [new(HourlyKind.Direct, "/a", 8, "", Desk with { FetchSite = FetchSite.Unknown }, 0, 3)]);
        var tables = gathered.Whole(24, null);
        tables.Cells.ShouldHaveSingleItem().Navigation.ShouldBe(Statistics.Tables.Navigation.Missing);
        (tables.HasNavigation, tables.HasPreviews, tables.Campaigns).ShouldBe((false, false, null));
    }

    [Fact]
    public void Invitations_stand_in_each_row_of_their_stratum_and_cell()
    {
        static HourlyCount Said(string stratum, bool returning, string said, int count) => new(HourlyKind.Answer, "", 0, SurveyNames.Of(stratum, returning, said), Desk, 0, count);
        var gathered = new GatheredTables(new Dictionary<long, string>());
        gathered.Add(0, [Said("direct", false, "invited", 20), Said("direct", false, "private", 2), Said("direct", false, "typed", 1)]);
        gathered.Add(24, [Said("direct", false, "social", 3), Said("direct", false, "unknown", 1), Said("tagged", true, "invited", 4), new(HourlyKind.Answer, "", 0, "other", Desk, 0, 9)]);
        var tables = gathered.Whole(48, null);
        tables.Survey.ShouldBe(
            [
                new(SurveyStratum.Direct, 0, SurveyAnswer.Private, 20, 2), new(SurveyStratum.Direct, 0, SurveyAnswer.Other, 20, 4), new(SurveyStratum.Direct, 0, SurveyAnswer.DoNotKnow, 20, 1),
                new(SurveyStratum.Tagged, 1, null, 4, 0),
            ], ignoreOrder: true);
        tables.Cells[1].Returning.ShouldBeTrue();
    }

    [Fact]
    public void A_site_of_very_many_pages_keeps_those_that_are_read_and_reads_the_others_together()
    {
        var names = Enumerable.Range(0, 5_000).Select(i => $"/rubrique-{i % 300}/un-article-assez-long-{i}").Append("/").Append("/sport").ToList();
        var direct = names.Select((_, i) => i == 4_999 ? 1_000 : i < 100 ? 500 - i : 1).ToList();
        var (pages, places) = PageGroups.Of(names, direct);

        pages.Count.ShouldBeLessThanOrEqualTo(PageGroups.Most);
        places.Count.ShouldBe(names.Count);
        places.ShouldAllBe(place => place >= 0 && place < pages.Count);
        pages.Select(page => page.Name).ShouldBeUnique();
        pages[places[4_999]].Name.ShouldBe(names[4_999]);
        pages[places[0]].Name.ShouldBe(names[0]);
        for (var i = 0; i < names.Count; i++)
        {
            var page = pages[places[i]];
            if (page.Name != names[i])
                (page.Typeable, page.Name.EndsWith('*')).ShouldBe((!Typeability.IsDeep(names[i]), true), names[i]);
        }
        PageGroups.Of([.. Enumerable.Reverse(names)], [.. Enumerable.Reverse(direct)]).Pages.Select(page => page.Name).Order(StringComparer.Ordinal)
            .ShouldBe(pages.Select(page => page.Name).Order(StringComparer.Ordinal), "the order of pages changes nothing");
    }

    [Theory]
    [InlineData("https://example.org/a", "/a")]
    [InlineData("https://www.example.org/a/?x=1#y", "/a")]
    [InlineData("https://example.org", "/")]
    [InlineData("https://other.example/a", null)]
    [InlineData("mailto:a@example.org", null)]
    public void A_link_s_page_is_named_as_visits_name_it(string address, string? page) => HourlyReader.PageOf(LiveHost.Rules(), address).ShouldBe(page);
}
