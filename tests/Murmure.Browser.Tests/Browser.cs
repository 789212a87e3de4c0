using Microsoft.Playwright;
using Murmure.Browser.Tests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Murmure.Browser.Tests;

/// <summary>The Chromium of this machine, started once for all tests. Where there is none a test is skipped, and fails on the project's own server.</summary>
public sealed class Browser : IAsyncLifetime
{
    internal static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run", "--no-default-browser-check",
        // The test newspaper's names, such as its domain of short links, are this machine's.
        "--host-resolver-rules=MAP *.courrier-du-littoral.fr 127.0.0.1",
    ];

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } executable)
            return;
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Args = Arguments,
            // Going back to a page as it was left is part of what is tested.
            IgnoreDefaultArgs = ["--disable-back-forward-cache"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
            await chromium.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A window of its own, without anything that another left behind.</summary>
    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        Executable();
        var window = await chromium!.NewContextAsync(options);
        window.SetDefaultTimeout(120_000); // a machine that builds at the same time is slow, not broken
        window.SetDefaultNavigationTimeout(120_000);
        return window;
    }

    /// <summary>The program; without it the test that asks is skipped, or fails.</summary>
    internal static string Executable()
    {
        const string missing = "Chromium is missing: 'apt-get install chromium'";
        var found = Find();
        Assert.SkipWhen(found is null && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), missing);
        Assert.True(found is not null, missing);
        return found!;
    }

    /// <summary>Where the program is, or null.</summary>
    internal static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names, Path.Combine)
            .FirstOrDefault(File.Exists);
}
