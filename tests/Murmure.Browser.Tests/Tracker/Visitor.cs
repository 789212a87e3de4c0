using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>Somebody with a window of their own, in which no script's fault goes unnoticed.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    // Engaged time is real time: where a test is about something else, the page never has the focus and there is none to tell.
    private const string Elsewhere = "document.hasFocus = () => false;";

    // What a window manager does: the browser's own switch is out of a test's reach.
    private const string Attention =
        """
        document.hasFocus = () => true;
        window.see = seen => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => !seen });
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        };
        window.focusOn = focused => {
          document.hasFocus = () => focused;
          dispatchEvent(new Event(focused ? 'focus' : 'blur'));
        };
        """;

    private readonly List<string> faults = [];

    private Visitor(IBrowserContext window, IPage page)
    {
        Window = window;
        Page = page;
        page.PageError += (_, fault) => faults.Add(fault);
    }

    public IBrowserContext Window { get; }

    public IPage Page { get; }

    /// <summary>Errors that reached the page.</summary>
    public IReadOnlyList<string> Faults => faults;

    public static async Task<Visitor> OpenAsync(Browser browser, string script = "", bool attentive = false)
    {
        var window = await browser.OpenAsync();
        await window.AddInitScriptAsync(attentive ? Attention : Elsewhere);
        if (script.Length > 0)
            await window.AddInitScriptAsync(script);
        return new Visitor(window, await window.NewPageAsync());
    }

    public Task GotoAsync(string address) => Page.GotoAsync(address);

    public Task DoAsync(string script) => Page.EvaluateAsync(script);

    public Task<string> AskAsync(string script) => Page.EvaluateAsync<string>(script);

    public async ValueTask DisposeAsync()
    {
        await Window.DisposeAsync();
        faults.ShouldBeEmpty();
    }
}
