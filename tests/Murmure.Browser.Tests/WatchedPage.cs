using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Murmure.Browser.Tests;

/// <summary>A page of which everything is noted that should not happen: errors on the console, faults of scripts, requests to other hosts.</summary>
internal sealed class WatchedPage
{
    private readonly ConcurrentQueue<string> problems = new();

    private WatchedPage(IPage page, Uri home)
    {
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console: {message.Text}");
        page.PageError += (_, fault) => problems.Enqueue($"script: {fault}");
        page.Request += (_, request) => Note(!IsHome(request.Url, home), $"request to {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>What happened since the last call.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            var found = new List<string>();
            while (problems.TryDequeue(out var problem))
                found.Add(problem);
            return found;
        }
    }

    /// <param name="home">The one host that the page may talk to; a file may talk to nobody but itself.</param>
    public static async Task<WatchedPage> OpenAsync(IBrowserContext window, Uri home) => new(await window.NewPageAsync(), home);

    /// <summary>By how many pixels the page is wider than the window; 0 where nothing has to be scrolled sideways.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    private static bool IsHome(string url, Uri home) => Uri.TryCreate(url, UriKind.Absolute, out var asked)
        && (asked.Scheme is "data" or "blob" || (home.IsFile ? asked.LocalPath == home.LocalPath : asked.Authority == home.Authority && asked.Scheme == home.Scheme));

    private void Note(bool isProblem, string what)
    {
        if (isProblem)
            problems.Enqueue(what);
    }
}
