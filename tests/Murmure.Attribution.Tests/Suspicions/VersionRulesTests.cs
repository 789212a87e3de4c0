using Murmure.Attribution.Suspicions;

namespace Murmure.Attribution.Tests.Suspicions;

public sealed class VersionRulesTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36", "chrome-ios")]
    [InlineData("Mozilla/5.0 (Windows NT 11.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "windows-nt-11")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/61.0.3163.98 Mobile Safari/537.36", "chrome-android")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/31.0.1650.57 Safari/537.36", "chrome-windows-10")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15", "safari-windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0.3 Mobile/15E148 Safari/604.1", "safari-ios")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1", "safari-ios")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:91.0) Gecko/20100101 Firefox/140.0", "firefox-twice")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; rv:31.0) Gecko/20100101 Firefox/31.0", "firefox-windows-10")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.0.0 Safari/537.36 Edg/140.0.0.0", "edge-chrome")]
    public void A_browser_that_cannot_exist_is_found(string agent, string clue) => VersionRules.Impossible(agent).ShouldBe(clue);

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", "Chrome on a telephone of Apple's")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1", "iOS 26 calls itself 18")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36", "a frozen system")]
    [InlineData("Mozilla/5.0 (Linux; Android 13; SM-A515F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.120 Mobile Safari/537.36", "a telephone that was never updated")]
    [InlineData("Mozilla/5.0 (Linux; U; Android 13; zh-cn; Redmi) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/89.0.4389.116 Mobile Safari/537.36 XiaoMi/MiuiBrowser/17", "a browser with an old engine in it")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0", "the number that was held")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; WOW64; rv:68.0) Gecko/20100101 Goanna/6.7 Firefox/128.0 PaleMoon/33.3", "a fork")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534.57.2 (KHTML, like Gecko) Version/5.1.7 Safari/534.57.2", "Safari on the Windows of its time")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15", "a Mac")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0", "Edge")]
    public void A_browser_of_people_is_not(string agent, string why) => VersionRules.Impossible(agent).ShouldBeNull(why);

    [Theory]
    [InlineData("Chrome", 120, "2023-12-05", false)] // the day it came out
    [InlineData("Chrome", 150, "2025-07-21", true)]
    [InlineData("Chrome", 158, "2026-11-26", false)]
    [InlineData("Chrome", 175, "2026-11-26", true)]
    [InlineData("Chrome", 30, "2013-10-01", false)]
    [InlineData("Firefox", 140, "2025-06-24", false)]
    [InlineData("Firefox", 190, "2026-11-26", true)]
    [InlineData("Chrome", 32_000, "2026-11-26", true)]
    [InlineData("Some Browser", 900, "2026-11-26", false)]
    public void A_version_that_is_not_out_yet_is_known_by_the_calendar(string browser, int major, string day, bool early) =>
        (DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture) < VersionRules.NotBefore(browser, major)).ShouldBe(early);
}
