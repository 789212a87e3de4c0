namespace Murmure.Attribution.Tests;

/// <summary>The traps: agents that are not what they seem.</summary>
public sealed class MarkTests
{
    private const string Phone = "Mozilla/5.0 (Linux; Android 15; Pixel 8 Build/AP4A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36";
    private static readonly Catalogue Catalogue = Catalogue.Load();

    [Theory]
    [InlineData("WhatsApp/2", "signal")]
    [InlineData("WhatsApp", "signal")]
    [InlineData("WhatsApp/2.25.30.75 A", "whatsapp")]
    [InlineData("WhatsApp/2.6.4 iPhone_OS/4.3.3 Device/iPhone_4", "whatsapp")]
    [InlineData("whatsapp/784941593 cfnetwork/3826.600.41 darwin/24.6.0", "whatsapp")]
    [InlineData("YoGBWhatsApp/2.24.1.1 A", "whatsapp")]
    [InlineData("facebookexternalhit/1.1;line-poker/1.0", "line")]
    [InlineData("facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984", "kakaotalk")]
    [InlineData("facebookexternalhit/1.1 (compatible; Blueno/1.0; +http://naver.me/scrap)", "band")]
    [InlineData("Mozilla/5.0 (compatible; The Lounge IRC Client; +https://github.com/thelounge/thelounge) facebookexternalhit/1.1 Twitterbot/1.0", "the-lounge")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_2) AppleWebKit/602.3.12 (KHTML, like Gecko) Version/10.0.2 Safari/602.3.12 facebookexternalhit/1.1 Facebot Twitterbot/1.0", "imessage")]
    [InlineData("TelegramBot (like TwitterBot)", "telegram")]
    [InlineData("Viber", "viber")]
    public void A_preview_belongs_to_the_app_that_asked(string agent, string platform)
    {
        var fetcher = Catalogue.FindFetcher(agent).ShouldNotBeNull();
        fetcher.Platform.ShouldBe(platform);
        fetcher.Share.ShouldBeTrue();
    }

    [Fact]
    public void Metas_fetcher_says_on_screen_that_it_cannot_tell_public_from_private()
    {
        var fetcher = Catalogue.FindFetcher("facebookexternalhit/1.1").ShouldNotBeNull();
        fetcher.PublicToo.ShouldBeTrue();
        fetcher.Name.ShouldBe("Meta, public or private");
    }

    [Theory]
    [InlineData("WhatsApp/2.22.2 CloudAPI/99.99.99 Device/x86_64", "whatsapp")]
    [InlineData("Slackbot 1.0 (+https://api.slack.com/robots)", "slack")]
    [InlineData("Slack-ImgProxy 1.138 (+https://api.slack.com/robots)", "slack")]
    [InlineData("Mozilla/5.0 (compatible; SnapchatAds/1.0)", "snapchat")]
    [InlineData("Linespider/1.1", "line")]
    [InlineData("facebookcatalog/1.0", "facebook")]
    [InlineData("meta-externalfetcher/1.1", "facebook")]
    [InlineData("Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview) Chrome/141.0.0.0", "microsoft")]
    public void A_machine_of_a_named_operator_is_no_share(string agent, string platform)
    {
        var fetcher = Catalogue.FindFetcher(agent).ShouldNotBeNull();
        fetcher.Platform.ShouldBe(platform);
        fetcher.Share.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Phone + " WA4A/2.26.32.83", "whatsapp")]
    [InlineData(Phone + " MetaIAB Facebook", "facebook")]
    [InlineData(Phone + " [FB_IAB/Orca-Android;FBAV/480.0.0.40.108;]", "messenger")]
    [InlineData(Phone + " [FB_IAB/FB4A;FBAV/530.0.0.48.74;IABMV/1;]", "facebook")]
    [InlineData(Phone + " Instagram 401.0.0.48.79 Android (35/15; 420dpi)", "instagram")]
    [InlineData(Phone + "Snapchat13.61.0.51 (Pixel 8; Android 15)", "snapchat")]
    [InlineData(Phone + " Viber/25.9.1.0", "viber")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) WhatsApp/0.3.1 Chrome/138.0.0.0 Electron/37.0.0 Safari/537.36", "whatsapp")]
    public void An_apps_own_browser_is_a_person_and_no_fetcher(string agent, string app)
    {
        Catalogue.FindFetcher(agent).ShouldBeNull();
        (Catalogue.FindApp(agent)?.App).ShouldBe(app);
    }

    [Theory]
    [InlineData(Phone)]
    [InlineData(Phone + " wxwork/4.1.39 MicroMessenger/7.0.1")]
    [InlineData(Phone + " aweme_350000 AppName/aweme BytedanceWebview/d8a21c6")]
    [InlineData(Phone + " QQMusic/14.10.0")]
    [InlineData(Phone + " [FBAN/FBPageAdmin;FBAV/400.0;]")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0")]
    public void No_app_is_claimed_where_none_shows_itself(string agent) => Catalogue.FindApp(agent).ShouldBeNull();

    [Fact]
    public void The_google_app_is_an_app_of_the_search_engine()
    {
        var found = Catalogue.FindApp("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/390.0.1 Mobile/15E148 Safari/604.1").ShouldNotBeNull();
        found.App.ShouldBe("google-app");
        found.Channel.Slug.ShouldBe("google");
    }

    [Theory]
    [InlineData("com.Slack", "slack")]
    [InlineData("com.twitter.android", "x")]
    [InlineData("org.telegram.messenger.web", "telegram")]
    [InlineData("com.google.android.gm", "gmail")]
    public void A_package_leads_to_its_channel_whatever_its_case(string package, string slug) => (Catalogue.FindPackage(package)?.Slug).ShouldBe(slug);

    [Theory]
    [InlineData("com.instapro.app")]
    [InlineData("info.sunista.app")]
    [InlineData("com.myhomescreen.sms")]
    [InlineData("XMLHttpRequest")]
    public void A_lookalike_package_is_nobody(string package) => Catalogue.FindPackage(package).ShouldBeNull();

    [Fact]
    public void A_webmails_package_names_a_channel_but_no_app() => Catalogue.FindPackage("de.gmx.mobile.android.mail").ShouldNotBeNull().App.ShouldBeNull();
}
