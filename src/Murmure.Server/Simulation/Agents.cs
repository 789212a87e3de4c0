using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Simulation;

/// <summary>
/// Composes agents of 2025 and 2026 from models, builds and versions. They follow the patterns that browsers and applications send;
/// their combinations are drawn here, so that most of them stand in nobody's list of examples.
/// </summary>
internal sealed class Agents(Wire wire)
{
    /// <summary>The agent of somebody on a device; inside an application's browser, that of the application where it shows itself.</summary>
    public string Of(Device device, Trace trace, string channel, RandomSource source) => device switch
    {
        Device.Ios => Iphone(source),
        Device.Android => Android(source),
        Device.Desktop => Desktop(source),
        _ => trace is Trace.None or Trace.ShareTag or Trace.CampaignTag ? WebView(source, source.Chance(.6)) : InApp(channel, source),
    };

    /// <summary>The agent by which WhatsApp on the sharer's device asks for a preview: the last letter names the platform.</summary>
    public static string WhatsAppFetcher(Device device, RandomSource source) => device switch
    {
        Device.Ios => $"WhatsApp/2.{25 + source.Below(2)}.{10 + source.Below(22)}.{70 + source.Below(15)} i",
        Device.Desktop => $"WhatsApp/2.{2536 + source.Below(40)}.{1 + source.Below(9)} {(source.Chance(.5) ? 'W' : 'N')}",
        _ => $"WhatsApp/2.{25 + source.Below(2)}.{10 + source.Below(22)}.{70 + source.Below(15)} A",
    };

    private string Iphone(RandomSource source)
    {
        var version = source.OneOf(wire.IosVersions);
        var start = $"Mozilla/5.0 (iPhone; CPU iPhone OS {version[0]} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        return source.Chance(.86)
            ? $"{start} Version/{version[1]} Mobile/15E148 Safari/604.1"
            : $"{start} CriOS/{source.OneOf(wire.Chrome)} Mobile/15E148 Safari/604.1";
    }

    private string Android(RandomSource source)
    {
        // Chrome and Samsung Internet have frozen version and model since 2023 (user-agent reduction).
        const string start = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";
        switch (source.Pick([.74, .16, .10]))
        {
            case 0:
                return $"{start} Chrome/{Major(source.OneOf(wire.Chrome))}.0.0.0 Mobile Safari/537.36";
            case 1:
                var samsung = source.OneOf(wire.SamsungInternet);
                return $"{start} SamsungBrowser/{samsung[0]} Chrome/{samsung[1]}.0.0.0 Mobile Safari/537.36";
            default:
                var version = source.OneOf(wire.Firefox);
                return $"Mozilla/5.0 (Android {12 + source.Below(5)}; Mobile; rv:{version}) Gecko/{version} Firefox/{version}";
        }
    }

    private string Desktop(RandomSource source)
    {
        var chrome = Major(source.OneOf(wire.Chrome));
        var firefox = source.OneOf(wire.Firefox);
        var system = source.OneOf(Desktops);
        return source.Pick([.52, .16, .17, .12, .03]) switch
        {
            0 => $"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36",
            1 => $"Mozilla/5.0 ({Desktops[0]}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36 Edg/{chrome}.0.0.0",
            2 => $"Mozilla/5.0 ({system.Replace("10_15_7", "10.15", StringComparison.Ordinal)}; rv:{firefox}) Gecko/20100101 Firefox/{firefox}",
            3 => $"Mozilla/5.0 ({Desktops[3]}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{source.OneOf(wire.IosVersions)[1]} Safari/605.1.15",
            _ => $"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36 OPR/{int.Parse(chrome, null) - 16}.0.0.0",
        };
    }

    /// <summary>An application's view without any mark of its own.</summary>
    private string WebView(RandomSource source, bool android)
    {
        if (!android)
            return $"Mozilla/5.0 (iPhone; CPU iPhone OS {source.OneOf(wire.IosVersions)[0]} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
        var phone = source.OneOf(wire.Androids);
        return $"Mozilla/5.0 (Linux; Android {phone[0]}; {phone[1]} Build/{phone[2]}; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
            + $"Version/4.0 Chrome/{source.OneOf(wire.Chrome)} Mobile Safari/537.36";
    }

    private string InApp(string channel, RandomSource source)
    {
        var android = source.Chance(.6);
        var view = WebView(source, android);
        return (channel, android) switch
        {
            ("whatsapp", true) => $"{view.Replace("; wv)", "; )", StringComparison.Ordinal)} WA4A/2.{25 + source.Below(2)}.{8 + source.Below(26)}.{70 + source.Below(20)}",
            ("whatsapp", false) => $"{Iphone(source).Split(" CriOS", 2)[0]} [WAiOS/2.{25 + source.Below(2)}.{8 + source.Below(26)}]",
            ("messenger", true) => $"{view} [FB_IAB/Orca-Android;FBAV/{Version(source, 500)};]",
            ("messenger", false) => $"{view} [FBAN/MessengerForiOS;FBAV/{Version(source, 500)};FBDV/{source.OneOf(wire.Iphones)};FBMD/iPhone;FBSN/iOS;FBLC/fr_FR]",
            ("facebook", true) => $"{view} [FB_IAB/FB4A;FBAV/{Version(source, 500)};IABMV/1;]",
            ("facebook", false) => $"{view} [FBAN/FBIOS;FBAV/{Version(source, 500)};FBDV/{source.OneOf(wire.Iphones)};FBMD/iPhone;FBSN/iOS;FBLC/fr_FR;IABMV/1]",
            ("instagram", true) => $"{view} Instagram {Version(source, 380)} Android ({source.OneOf(Densities)}; {source.OneOf(wire.Androids)[3]}; fr_FR; {700_000_000 + source.Below(99_999_999)})",
            ("instagram", false) => $"{view} Instagram {Version(source, 380)} ({source.OneOf(wire.Iphones)}; iOS 18_6; fr_FR; fr; scale=3.00; 1179x2556; {700_000_000 + source.Below(99_999_999)})",
            ("linkedin", _) => $"{view} [LinkedInApp]/9.{31 + source.Below(2)}.{1000 + source.Below(8000)}",
            ("x", true) => $"{view} TwitterAndroid",
            ("x", false) => $"{view} Twitter for iPhone/11.{10 + source.Below(40)}",
            ("pinterest", _) => $"{view} [Pinterest/{(android ? "Android" : "iOS")}]",
            ("google", _) when !android => $"{view.Replace("Mobile/15E148", $"GSA/{380 + source.Below(40)}.0.{700_000_000 + source.Below(99_999_999)} Mobile/15E148 Safari/604.1", StringComparison.Ordinal)}",
            _ => view,
        };
    }

    private static string Version(RandomSource source, int from) =>
        $"{from + source.Below(60)}.{source.Below(2)}.0.{30 + source.Below(40)}.{60 + source.Below(60)}";

    private static string Major(string version) => version.Split('.')[0];

    /// <summary>Windows is by far the commonest.</summary>
    private static readonly string[] Desktops =
    [
        "Windows NT 10.0; Win64; x64", "Windows NT 10.0; Win64; x64", "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64",
    ];

    private static readonly string[] Densities = ["34/14; 420dpi; 1080x2211", "35/15; 450dpi; 1080x2340", "36/16; 480dpi; 1080x2400"];
}
