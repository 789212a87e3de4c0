using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>Opens a page in both languages, light and dark, on a telephone and on a desk, and says what is wrong with it.</summary>
internal static class PageExamination
{
    /// <summary>With a folder here, every page is pictured for somebody to look at, and not examined.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("MURMURE_PICTURES");

    private static readonly int[] Widths = Pictures is { Length: > 0 } ? [390, 1440] : [390, 1280];

    /// <summary>Each language and each width is examined once: the other two pairs show nothing to axe that these do not, and it takes a second for each.</summary>
    private static readonly (string Language, int Width)[] Examined = [("en", 390), ("fr", 1280)];

    /// <summary>Texts that run together: a template loses the blank between two elements without a word. What a margin or a box sets apart is none of them.</summary>
    private const string Glued = """
        () => {
          document.querySelectorAll('details').forEach(one => { one.open = true; });
          const found = [], sides = element => getComputedStyle(element);
          const next = node => { do node = node.nextSibling; while (node?.nodeType === Node.COMMENT_NODE); return node; };
          const flows = node => node?.nodeType === Node.TEXT_NODE || (node?.nodeType === Node.ELEMENT_NODE && sides(node).display === 'inline' && node.checkVisibility());
          const apart = (node, side) => node.nodeType === Node.ELEMENT_NODE && parseFloat(sides(node)[side]) > 0;
          for (const one of document.querySelectorAll('body :not(script, style, pre, pre *, svg, svg *)')) {
            if (/flex|grid/.test(sides(one).display)) continue;
            for (const node of one.childNodes) {
              const after = next(node);
              if (!flows(node) || !flows(after) || apart(node, 'marginRight') || apart(node, 'paddingRight') || apart(after, 'marginLeft') || apart(after, 'paddingLeft')) continue;
              if (/[\p{L}\p{N}.,;:!?)»”%]$/u.test(node.textContent) && /^[\p{L}\p{N}(“«·]/u.test(after.textContent)) found.push(node.textContent.slice(-20) + '|' + after.textContent.slice(0, 20));
            }
          }
          return found;
        }
        """;

    /// <param name="open">A window of that width, with whatever its reader carries.</param>
    /// <param name="name">In the names of pictures.</param>
    public static async Task<List<string>> ProblemsAsync(Func<int, Task<IBrowserContext>> open, Uri address, string name, int status)
    {
        var problems = new List<string>();
        foreach (var width in Widths)
        {
            await using var window = await open(width);
            var watched = await WatchedPage.OpenAsync(window, address);
            foreach (var language in (string[])["en", "fr"])
            {
                await watched.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
                var answer = (await watched.Page.GotoAsync(address + (address.Query.Length > 0 ? "&" : "?") + "lang=" + language)).ShouldNotBeNull();
                var here = $"{language}, {width} px";
                answer.Status.ShouldBe(status, here);
                (await watched.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
                (await watched.Page.Locator("h1").CountAsync()).ShouldBe(1, here);
                var policy = answer.Headers.GetValueOrDefault("content-security-policy") ?? "";
                if (!policy.Contains("default-src 'none'", StringComparison.Ordinal) || policy.Contains("unsafe", StringComparison.Ordinal))
                    problems.Add($"{here}: Content-Security-Policy '{policy}'");
                if (await watched.OverflowAsync() is > 0 and var pixels)
                    problems.Add($"{here}: {pixels} px wider than the window");
                foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
                {
                    await watched.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                    if (Pictures is { Length: > 0 })
                        await PictureAsync(watched.Page, $"{name}-{language}-{width}-{scheme}");
                    else if (Examined.Contains((language, width)))
                        problems.AddRange((await AxeAsync(watched.Page, scheme)).Select(violation => $"{here}, {scheme}: {violation}"));
                }
                problems.AddRange((await GluedAsync(watched.Page)).Select(glued => $"{here}: run together: {glued}"));
                // A page that is not there, or not any more, is said to be an error by the browser as well.
                problems.AddRange(watched.Problems.Where(problem => status == 200 || !problem.Contains($"status of {status}", StringComparison.Ordinal)).Select(problem => $"{here}: {problem}"));
            }
        }
        return problems;
    }

    /// <summary>Where two texts meet without a blank: the end of the one and the beginning of the other.</summary>
    public static Task<string[]> GluedAsync(IPage page) => page.EvaluateAsync<string[]>(Glued);

    private static Task<byte[]> PictureAsync(IPage page, string name) => page.ScreenshotAsync(
        new() { Path = Path.Combine(Pictures!, string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_')) + ".png"), FullPage = true });

    /// <summary>Everything that axe finds, whatever it thinks of its weight.</summary>
    private static async Task<List<string>> AxeAsync(IPage page, ColorScheme scheme)
    {
        // The dark page is the same page in other colours.
        var rules = scheme == ColorScheme.Dark ? new AxeRunOptions { RunOnly = new() { Type = "rule", Values = ["color-contrast"] } } : new AxeRunOptions();
        return [.. (await page.RunAxe(rules)).Violations.Select(violation => $"{violation.Impact} {violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")];
    }
}
