using Microsoft.Playwright;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Sites;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>The button that a publisher puts into the privacy page, by keyboard, with and without the script.</summary>
public sealed class OptOutSnippetTests(Browser browser)
{
    [Theory]
    [InlineData(Language.English, "Do not count my visits", "Your visits to this site are not counted in this browser.", "Count my visits again")]
    [InlineData(Language.French, "Ne pas compter mes visites", "Vos visites sur ce site ne sont pas comptées dans ce navigateur.", "Compter de nouveau mes visites")]
    public async Task A_reader_objects_by_keyboard_is_told_so_and_takes_it_back(Language language, string objects, string told, string again)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/privacy", "<title>P</title>" + site.Script(), OptOutSnippet.Of(Texts.For(language)));
        site.Put("/other", "<title>O</title>" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/privacy"));
        await site.BeaconsAsync(1, visitor.Page);

        await visitor.Page.Keyboard.PressAsync("Tab");
        (await visitor.Page.EvaluateAsync<string>("() => document.activeElement.textContent")).ShouldBe(objects);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(told);
        (await visitor.Page.EvaluateAsync<string>("() => localStorage.getItem('murmure-optout')")).ShouldBe("1");
        await visitor.GotoAsync(site.At("/other"));
        await site.BeaconsAsync(1, visitor.Page);

        await visitor.GotoAsync(site.At("/privacy"));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = again }).ClickAsync();
        (await visitor.Page.EvaluateAsync<int>("() => localStorage.length")).ShouldBe(0);
        await site.BeaconsAsync(2, visitor.Page); // the page on which it was taken back
        await visitor.GotoAsync(site.At("/other"));
        await site.BeaconsAsync(3, visitor.Page);
    }

    [Fact]
    public async Task It_holds_where_the_script_is_blocked_and_says_where_a_browser_keeps_nothing()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/privacy", "<title>P</title>", OptOutSnippet.Of(Texts.For(Language.English)));
        site.Put("/kept-out", "<title>K</title><script>Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });</script>", OptOutSnippet.Of(Texts.For(Language.English)));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/privacy"));
        await visitor.Page.GetByRole(AriaRole.Button).ClickAsync();
        (await visitor.Page.EvaluateAsync<string>("() => localStorage.getItem('murmure-optout')")).ShouldBe("1");
        await visitor.GotoAsync(site.At("/kept-out"));
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Your browser does not let this site remember a choice. Its Global Privacy Control, or a blocker, says the same.");
        (await visitor.Page.GetByRole(AriaRole.Button).CountAsync()).ShouldBe(0);
    }
}
