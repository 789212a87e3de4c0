namespace Murmure.Browser.Tests.Tracker;

public sealed class ShareTagTests(Browser browser)
{
    [Theory]
    [InlineData("/x?mm=w2", "/x", "2")]
    [InlineData("/x?a=%C3%A9+1&mm=wa6&b#part", "/x?a=%C3%A9+1&b#part", "6")]
    [InlineData("/x?mm=k3q7abcd", "/x", "0")]
    [InlineData("/x?mm=12&a=1", "/x?mm=12&a=1", "0")]
    public async Task A_tag_is_told_and_taken_off_the_address(string address, string shown, string generation)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At(address));

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem()["u"].ShouldBe(site.At(address.Split('#')[0]));
        visitor.Page.Url.ShouldBe(site.At(shown));
        (await visitor.AskAsync("() => '' + murmure.g")).ShouldBe(generation);
        (await visitor.AskAsync("() => '' + history.length")).ShouldBe("2");
    }

    [Theory]
    [InlineData("null", """{"mm":2}""")]
    [InlineData("""{"route":{"deep":1}}""", """{"route":{"deep":1},"mm":2}""")]
    [InlineData("\"text\"", "\"text\"")]
    public async Task The_pages_state_is_kept_and_the_generation_put_beside_it(string state, string kept)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", $"<script>if (!history.state) history.replaceState({state}, '')</script>" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At("/x?mm=w2"));
        await site.BeaconsAsync(1, visitor.Page);
        (await visitor.AskAsync("() => JSON.stringify(history.state)")).ShouldBe(kept);

        await visitor.Page.ReloadAsync();
        (await visitor.AskAsync("() => JSON.stringify(history.state)")).ShouldBe(kept);
    }

    [Fact]
    public async Task Without_a_tag_the_state_is_not_touched()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At("/x?a=1"));

        await site.BeaconsAsync(1, visitor.Page);
        (await visitor.AskAsync("() => JSON.stringify(history.state)")).ShouldBe("null");
    }

    [Fact]
    public async Task A_router_that_puts_the_tag_back_makes_no_second_view()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x?mm=w2"));

        await visitor.DoAsync("() => { history.replaceState(null, '', '/x?mm=w2'); history.pushState(null, '', '/y?mm=w3'); }");

        (await site.BeaconsAsync(2, visitor.Page)).Select(view => view["u"]).ShouldBe([site.At("/x?mm=w2"), site.At("/y")], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_consent_the_tag_goes_nowhere_and_with_it_later_it_is_still_known()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script(""));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x?mm=w2"));
        (await site.BeaconsAsync(1, visitor.Page))[0]["u"].ShouldBe(site.At("/x"));

        await visitor.DoAsync("() => murmure('consent', 'granted')");

        (await site.BeaconsAsync(2, visitor.Page))[1]["u"].ShouldBe(site.At("/x?mm=w2"));
    }
}
