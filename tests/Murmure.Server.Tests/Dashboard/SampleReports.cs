using Murmure.Attribution;
using Murmure.Server.Reports;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Reports to draw: a regional daily's fortnight, one without a visit, one that its visitors wrote to do harm.</summary>
internal static class SampleReports
{
    /// <summary>Long, and with everything that turns, breaks, colours or runs in a page or a terminal.</summary>
    public const string HostilePath = "/<script>alert(1)</script>/[red]boo[/]/\u202Egnp.exe\u2066/\u001b[31mred\u001b[0m/\"onload=x\"/&amp;";

    private static readonly long[] VisitsByDay = [1210, 1340, 1405, 1288, 1502, 1690, 1180, 1240, 1610, 2480, 2110, 1720, 1530, 1175];

    public static TrafficReport Rich { get; } = new()
    {
        Site = "www.courrier-du-littoral.fr",
        SiteFrom = SiteSource.VirtualHost,
        From = new(2026, 11, 9, 0, 3, 12, TimeSpan.FromHours(1)),
        To = new(2026, 11, 22, 23, 58, 40, TimeSpan.FromHours(1)),
        TimeZone = "Europe/Paris",
        Catalogue = "2026-11-23",
        Log = new(
            214_880, 214_871, 9,
            new Dictionary<string, long> { ["static-file"] = 121_340, ["redirect"] = 8_211, ["error"] = 3_904, ["method"] = 640, ["health-check"] = 4_032 },
            new Dictionary<string, long> { ["not-a-request"] = 6, ["bad-time"] = 3 },
            new Dictionary<int, long> { [200] = 190_211, [206] = 45, [301] = 8_211, [304] = 12_500, [404] = 3_800, [500] = 104 },
            [new("access.log", "combined", null), new("access.log.2.gz", "combined", "the compressed stream ends early: what came before is kept")]),
        Hits = new Dictionary<Verdict, long> { [Verdict.Person] = 48_930, [Verdict.Preview] = 1_402, [Verdict.Automated] = 26_412 },
        Visits = 21_480,
        Visitors = 17_902,
        PageViews = 48_930,
        VisitsByFamily = new Dictionary<Family, long>
        {
            [Family.Messaging] = 1_560, [Family.Email] = 720, [Family.Social] = 3_120, [Family.Search] = 8_150,
            [Family.Ai] = 240, [Family.Referral] = 640, [Family.Direct] = 7_050,
        },
        VisitsByGrade = new Dictionary<Grade, long> { [Grade.Measured] = 780, [Grade.Observed] = 13_650, [Grade.Unknown] = 7_050 },
        Channels =
        [
            new("google", "Google", Family.Search, false, "#4285f4", 7_410, 0, 0, 7_410, 0),
            new("direct", "direct", Family.Direct, false, "#777777", 7_050, 0, 0, 7_050, 0),
            new("facebook", "Facebook", Family.Social, false, "#1877f2", 2_480, 310, 0, 2_170, 212),
            new("whatsapp", "WhatsApp", Family.Messaging, true, "#25d366", 1_130, 180, 950, 0, 611) { ShareAddress = true },
            new("bing", "Bing", Family.Search, false, "#008373", 740, 0, 0, 740, 0),
            new("gmail", "Gmail", Family.Email, true, "#ea4335", 430, 120, 0, 310, 0),
            new("referral", "referral", Family.Referral, false, "#777777", 640, 0, 0, 640, 0),
            new("x", "X", Family.Social, false, "#111111", 640, 0, 0, 640, 88),
            new("messenger", "Messenger", Family.Messaging, true, "#0084ff", 290, 0, 290, 0, 0),
            new("orange", "Orange", Family.Email, true, "#ff7900", 290, 0, 0, 290, 0),
            new("chatgpt", "ChatGPT", Family.Ai, false, "#10a37f", 240, 0, 0, 240, 0),
            new("signal", "Signal", Family.Messaging, true, "#3a76f0", 84, 0, 84, 0, 143),
            new("telegram", "Telegram", Family.Messaging, true, "#26a5e4", 38, 0, 38, 0, 204) { ShareAddress = true },
            new("imessage", "iMessage", Family.Messaging, true, "#34c759", 0, 0, 0, 0, 118),
            new("slack", "Slack", Family.Messaging, true, "#4a154b", 18, 0, 18, 0, 26),
        ],
        Direct = new(
            7_050, 8_640, 2_210, 4_840,
            [
                new("whatsapp", "WhatsApp", Family.Messaging, true, "#25d366", 910, 0, 910, 0, 0),
                new("messenger", "Messenger", Family.Messaging, true, "#0084ff", 290, 0, 290, 0, 0),
                new("facebook", "Facebook", Family.Social, false, "#1877f2", 220, 0, 0, 220, 0),
                new("gmail", "Gmail", Family.Email, true, "#ea4335", 86, 0, 0, 86, 0),
                new("signal", "Signal", Family.Messaging, true, "#3a76f0", 60, 0, 60, 0, 0),
                new("telegram", "Telegram", Family.Messaging, true, "#26a5e4", 16, 0, 16, 0, 0),
                new("slack", "Slack", Family.Messaging, true, "#4a154b", 8, 0, 8, 0, 0),
            ],
            11_204),
        DarkSocial = new(1_719 / 21_480d, 8_769 / 21_480d, 0.225, 0, 300, 1_419, 600),
        Previews =
        [
            new("whatsapp", "WhatsApp", "#25d366", 611, true, true, false),
            new("meta", "Meta", "#1877f2", 212, false, false, true),
            new("telegram", "Telegram", "#26a5e4", 204, true, false, true),
            new("signal", "Signal", "#3a76f0", 143, true, true, false),
            new("imessage", "iMessage", "#34c759", 118, true, true, false),
            new("x", "X", "#111111", 88, false, false, true),
            new("slack", "Slack", "#4a154b", 26, true, false, false),
        ],
        Pages =
        [
            new("/actualite/tempete-fermeture-du-pont-de-l-ile", "Tempête : le pont de l'île fermé jusqu'à jeudi", "Actualité", "Maïwenn Le Goff", 1_840, 412, 702, 286),
            new("/sport/la-rochelle-toulouse-le-direct", "La Rochelle – Toulouse : le direct", "Sport", "Karim Haddad", 1_210, 208, 388, 121),
            new("/conso/recette-mouclade-grand-mere", "La mouclade de ma grand-mère", "Cuisine", null, 804, 190, 331, 96),
            new("/enquete/dechets-le-scandale-du-marais", null, null, null, 655, 171, 260, 88),
            new("/", null, null, null, 3_900, 61, 2_010, 44),
            new("/agenda/marches-de-noel-2026", "Tous les marchés de Noël", "Agenda", "La rédaction", 410, 32, 140, 0),
        ],
        Machines =
        [
            new("search-engine", 12_310), new("ai-crawler", 6_820), new("library", 3_104), new("monitor", 2_016),
            new("link-scanner", 1_290), new("something-new", 872),
        ],
        Days = [.. Enumerable.Range(0, 14).Select(i => Day(i, VisitsByDay[i]))],
        Countries = [new("FR", 19_990), new("BE", 640), new("CH", 410), new("CA", 322), new("RE", 104), new("", 8), new("US", 6)],
        Devices = [new("mobile", 14_820), new("desktop", 5_990), new("tablet", 670)],
        Apps = [new("facebook", 1_900), new("whatsapp", 905), new("messenger", 290), new("instagram", 7), new("line", 4)],
        Rules =
        [
            new("none", Grade.Unknown, 7_050), new("referrer.host", Grade.Observed, 11_420), new("app.mark", Grade.Observed, 1_905),
            new("campaign.tag", Grade.Measured, 780), new("something.new", Grade.Observed, 325),
        ],
    };

    public static TrafficReport Empty { get; } = new()
    {
        Site = "",
        SiteFrom = SiteSource.Unknown,
        TimeZone = "UTC",
        Catalogue = "2026-11-23",
        Hits = new Dictionary<Verdict, long>(),
        Visits = 0,
        Visitors = 0,
        PageViews = 0,
        VisitsByFamily = new Dictionary<Family, long>(),
        VisitsByGrade = new Dictionary<Grade, long>(),
        Channels = [],
        Direct = new(0, 0, 0, 0, [], 0),
        DarkSocial = new(0, 0, 0, 0, 0, 0, 0),
        Previews = [],
        Pages = [],
        Machines = [],
        Days = [],
        Countries = [],
        Devices = [],
        Apps = [],
        Rules = [],
    };

    public static TrafficReport Hostile { get; } = Rich with
    {
        Site = "<b>evil</b>.example",
        SiteFrom = SiteSource.Given,
        TimeZone = "[bold]Mars[/]",
        Simulated = true,
        Log = new(
            10, 1, 9,
            new Dictionary<string, long> { ["<script>alert(2)</script>"] = 1 },
            new Dictionary<string, long> { ["[blink]"] = 9 },
            new Dictionary<int, long> { [999] = 1 },
            [new("\u001b]0;owned\u0007<img src=x>.log", "[red]", "<style>*{display:none}</style>")]),
        Visits = 12,
        Channels = [new("<script>", "[link=javascript:alert(3)]x[/]", Family.Referral, true, "\"><script>", 12, 3, 6, 3, 12)],
        Direct = new(5, 6, 2, 3, [new("<script>", "</title><script>", Family.Messaging, true, "red", 1, 0, 1, 0, 0)], 1),
        Previews = [new("[x]", "<svg onload=alert(4)>", "javascript:", 4, true, true, true)],
        Pages =
        [
            new(HostilePath, "</style><script>alert(5)</script>", "[red]", "عربي \u202E<b>", 8, 1, 2, 30),
            new("/" + new string('x', 5_000), null, null, null, 2, 1, 1, 0),
            new("/مقالة/عن-الإعلام", null, null, null, 2, 1, 1, 0),
        ],
        Machines = [new("<marquee>", 1)],
        Days = [new(new(2026, 11, 22), 12, 1, 3, 5, 4)],
        Countries = [new("<script>", 12), new("ZZ", 3)],
        Devices = [new("[red]", 12)],
        Apps = [new("</svg>", 11)],
        Rules = [new("<script>[red]", Grade.Observed, 12)],
    };

    private static DayRow Day(int index, long visits) =>
        new(new DateOnly(2026, 11, 9).AddDays(index), visits, visits * 8 / 100, visits * 3 / 100, visits * 33 / 100, visits * 6 / 100);
}
