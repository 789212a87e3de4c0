using Murmure.Attribution.Suspicions;

namespace Murmure.Attribution.Tests.Suspicions;

public sealed class HeaderRulesTests
{
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
    private const string Phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36";
    private const string DesktopPage = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string InApp = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/150.0.0.0 Mobile Safari/537.36 WA4A/2.26.32.83";
    private const string Brands = "\"Chromium\";v=\"150\", \"Google Chrome\";v=\"150\", \"Not A;Brand\";v=\"24\"";

    private static readonly Classifier Classifier = new(Attribution.Catalogue.Load());
    private static readonly BrowserHeaders Whole = new("fr", "same-origin", "cors", Brands, "\"Windows\"", "?0");
    private static BrowserHeaders Nothing => default;

    public static TheoryData<string, BrowserHeaders, bool, string?> Cases => new()
    {
        { Chrome, Whole, true, null },
        { Chrome, Nothing, false, null }, // a page without TLS, or a proxy that drops what it does not know
        { Chrome, Nothing, true, "accept-language" },
        { Chrome, Whole with { Language = null }, false, "accept-language" },
        { Chrome, Whole with { FetchMode = "navigate" }, false, "sec-fetch-mode" },
        { Chrome, Whole with { FetchSite = "none" }, false, "sec-fetch-mode" },
        { Chrome, Whole with { FetchSite = null, FetchMode = null }, false, "sec-fetch-site" },
        { Chrome, Whole with { FetchSite = null }, false, null },
        { Chrome, Whole with { Brands = "\"HeadlessChrome\";v=\"150\", \"Chromium\";v=\"150\"" }, false, "sec-ch-ua" },
        { Chrome, Whole with { Brands = "\"Chromium\";v=\"128\"" }, false, "sec-ch-ua" },
        { Chrome, Whole with { Platform = "\"Linux\"" }, false, "sec-ch-ua-platform" },
        { Chrome, Whole with { Mobile = "?1" }, false, "sec-ch-ua-mobile" },
        { Phone, Whole with { Platform = "\"Android\"", Mobile = "?1" }, true, null },
        { Phone, Whole with { Platform = "\"macOS\"", Mobile = "?1" }, true, "sec-ch-ua-platform" },
        { DesktopPage, Whole with { Platform = "\"Android\"" }, true, null }, // a telephone that asks for the page of a desktop
        { Firefox, new BrowserHeaders("fr", "cross-site", "no-cors", null, null, null), true, null },
        { Firefox, Whole, true, "sec-ch-ua" },
        { InApp, new BrowserHeaders(null, null, null, "\"Android WebView\";v=\"150\", \"Chromium\";v=\"150\"", "\"Windows\"", "?0"), true, null },
        { Phone, new BrowserHeaders(null, null, null, "\"Android WebView\";v=\"149\"", null, null), true, null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_header_is_judged_against_another_and_never_alone(string agent, BrowserHeaders headers, bool languageIsUsual, string? clue) =>
        HeaderRules.Contradiction(Classifier.ReadAgent(agent), headers, languageIsUsual).ShouldBe(clue);
}
