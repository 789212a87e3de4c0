using System.Text;

namespace Murmure.Server.Tests.Links.Elsewhere;

/// <summary>An export of each source, written from its documentation, with the rows that go wrong in life.</summary>
internal static class Exports
{
    /// <summary>Bitly, GET /v4/groups/{guid}/bitlinks: a custom address, an archived one, one without a destination, one that runs a script.</summary>
    public const string Bitly = """
        {"links":[
          {"created_at":"2024-03-05T09:30:00+0000","id":"bit.ly/3xYzAb1","link":"https://bit.ly/3xYzAb1","custom_bitlinks":["https://go.example.org/Printemps"],"long_url":"https://www.example.org/printemps?utm_source=bitly","title":"Programme du printemps","archived":false,"tags":["culture","été"],"deeplinks":[],"references":{"group":"https://api-ssl.bitly.com/v4/groups/Bc1"}},
          {"created_at":"2023-01-02T08:00:00+0100","id":"bit.ly/3old","link":"https://bit.ly/3old","custom_bitlinks":[],"long_url":"https://www.example.org/old","title":"","archived":true,"tags":[]},
          {"created_at":"2023-01-02T08:00:00+0000","id":"bit.ly/nowhere","link":"https://bit.ly/nowhere","long_url":null,"title":"x"},
          {"created_at":"2023-01-02T08:00:00+0000","id":"bit.ly/script","link":"https://bit.ly/script","long_url":"javascript:alert(1)","title":"x"},
          {"created_at":"yesterday","id":"bit.ly/3date","link":"https://bit.ly/3date","long_url":"https://www.example.org/date","title":"x"},
          "no object"],
         "pagination":{"next":"","prev":"","size":50,"page":1,"total":5}}
        """;

    /// <summary>A spreadsheet's CSV of Bitly's links: byte order mark, semicolons, a line break in a title, a torn row, a slug twice.</summary>
    public static byte[] BitlyCsv => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(string.Join("\r\n",
        "Created;Title;Long URL;Bitlink;Tags;Total clicks",
        "2024-03-05T09:30:00+0000;\"Un titre\nsur deux lignes; avec « guillemets »\";https://www.example.org/a;bit.ly/aaa1;culture,été;1 240",
        "2024-03-06T09:30:00+0000;Sans adresse;;bit.ly/bbb2;;3",
        "06/03/2024;Date française;https://www.example.org/c;bit.ly/ccc3;;12",
        "2024-03-06T09:30:00+0000;Deux fois;https://www.example.org/d;bit.ly/aaa1;;4",
        "2024-03-06T09:30:00+0000;Trop;de;points-virgules;https://www.example.org/e;bit.ly/eee5;;9",
        "2024-03-06T09:30:00+0000;Compte;https://www.example.org/f;bit.ly/fff6;;beaucoup",
        "2024-03-06T09:30:00+0000;\"jamais refermé;https://www.example.org/g;bit.ly/ggg7;;1"))];

    /// <summary>Dub, the workspace's CSV.</summary>
    public const string Dub = """
        "Short link","Destination URL","Clicks","Created at","Updated at","Tags","Archived"
        "https://go.example.org/spring","https://www.example.org/spring","17","2025-02-01T10:00:00.000Z","2025-02-02T10:00:00.000Z","news, spring","false"
        "https://go.example.org/secret","http://127.0.0.1:8080/admin","1","2025-02-01T10:00:00.000Z","2025-02-02T10:00:00.000Z","",""

        "https://go.example.org/Old","https://www.example.org/old","0","2025-02-01T10:00:00.000Z","2025-02-02T10:00:00.000Z","","true"
        """;

    /// <summary>Shlink, GET /rest/v3/short-urls: a slug of several segments, which has no place here, and one with an end.</summary>
    public const string Shlink = """
        {"shortUrls":{"data":[
          {"shortCode":"12C18","shortUrl":"https://s.example.org/12C18","longUrl":"https://www.example.org/fr","dateCreated":"2016-08-21T20:34:16+02:00","tags":["games","tech"],"meta":{"validSince":null,"validUntil":"2030-01-02T00:00:00+02:00","maxVisits":null},"domain":null,"title":"A title","crawlable":false,"forwardQuery":true,"visitsSummary":{"total":328,"nonBots":285,"bots":43},"hasRedirectRules":false},
          {"shortCode":"a/b","shortUrl":"https://s.example.org/a/b","longUrl":"https://www.example.org/ab","dateCreated":"2016-08-21T20:34:16+02:00","tags":[],"meta":{},"visitsSummary":{"total":1}},
          {"shortCode":"12Kb3","shortUrl":"https://s.example.org/12Kb3","longUrl":"https://www.example.org/en","dateCreated":"2016-05-01T20:34:16+02:00","tags":[],"meta":{"validUntil":null},"title":null,"visitsSummary":{"total":0}}],
         "pagination":{"currentPage":1,"pagesCount":1,"itemsPerPage":10,"itemsInCurrentPage":3,"totalItems":3}}}
        """;

    /// <summary>YOURLS, action=stats. The address of who made each is in it, and is nobody's business.</summary>
    public const string Yourls = """
        {"links":{"link_1":{"shorturl":"https://s.example.org/ozh","url":"https://ozh.example.org/","title":"Ozh","timestamp":"2009-11-29 22:14:34","ip":"198.51.100.77","clicks":"1240"},
                  "link_2":{"shorturl":"https://s.example.org/map","url":"https://www.example.org/app","title":"","timestamp":"0000-00-00 00:00:00","ip":"198.51.100.77","clicks":"2"}},
         "stats":{"total_links":"2","total_clicks":"1242"},"statusCode":200,"message":"success"}
        """;

    /// <summary>YOURLS, a dump of its tables: quotes escaped both ways, columns named or not, and a row a click.</summary>
    public const string YourlsSql = """
        -- MySQL dump 10.13
        DROP TABLE IF EXISTS `yourls_url`;
        INSERT INTO `yourls_url` (`keyword`, `url`, `title`, `timestamp`, `ip`, `clicks`) VALUES
        ('ozh', 'https://www.example.org/it''s', 'L\'été; (tout) à \\ part', '2009-11-29 22:14:34', '198.51.100.77', 5),
        ('bad', 'javascript:alert(1)', NULL, '2009-11-29 22:14:34', '198.51.100.77', 1);
        INSERT INTO `yourls_url` VALUES ('plain','https://www.example.org/plain','','2010-01-01 00:00:00','198.51.100.77',0);
        INSERT INTO `yourls_options` VALUES (1,'version','1.9.2');
        INSERT INTO `yourls_log` (`click_id`, `click_time`, `shorturl`, `referrer`, `user_agent`, `ip_address`, `country_code`) VALUES
        (1,'2010-03-01 10:00:00','ozh','direct','Mozilla/5.0 (Canary)','198.51.100.99','FR'),
        (2,'2010-03-01 11:00:00','ozh','direct','Mozilla/5.0 (Canary)','198.51.100.99','FR'),
        (3,'2010-03-02 11:00:00','ozh','direct','Mozilla/5.0 (Canary)','198.51.100.99','');
        """;

    /// <summary>Kutt, GET /api/v2/links: one with a password, one that was banned.</summary>
    public const string Kutt = """
        {"limit":10,"skip":0,"total":3,"data":[
          {"address":"spring","banned":false,"created_at":"2025-05-01T10:00:00.000Z","id":"2f2f6b9e-1111-4222-8333-444455556666","link":"https://kutt.it/spring","password":false,"target":"https://www.example.org/spring","description":"Spring","updated_at":"2025-05-01T10:00:00.000Z","visit_count":12},
          {"address":"closed","banned":false,"created_at":"2025-05-01T10:00:00.000Z","id":"2f2f6b9e-1111-4222-8333-444455556667","link":"https://kutt.it/closed","password":true,"target":"https://www.example.org/closed","description":null,"visit_count":1},
          {"address":"gone","banned":true,"created_at":"2025-05-01T10:00:00.000Z","id":"2f2f6b9e-1111-4222-8333-444455556668","link":"https://kutt.it/gone","password":false,"target":"https://www.example.org/gone","visit_count":1}]}
        """;

    /// <summary>Short.io's CSV, saved again by a spreadsheet: Windows-1252, tabs.</summary>
    public static byte[] ShortIo => Encoding.Latin1.GetBytes(string.Join("\n",
        "shortURL\toriginalURL\tpath\ttitle\tcreatedAt\tclicks\ttags",
        "https://go.example.org/ete\thttps://www.example.org/ete\tete\tL'été à la mer\t2025-06-01T08:00:00.000Z\t7\tété",
        "https://go.example.org/plain\thttps://www.example.org/plain\tplain\tPlain\t1748764800\t8\t"));

    /// <summary>Rebrandly's CSV: short addresses without a scheme.</summary>
    public const string Rebrandly = """
        id,title,slashtag,destination,createdAt,updatedAt,shortUrl,clicks
        ffs24cc5,"The LaFerrari, and more",burn10M,https://www.example.org/cars,2016-07-13T10:54:12.000Z,2016-07-13T10:54:12.000Z,rebrand.ly/burn10M,42
        22ff9c5c,,api,https://www.example.org/reserved,2016-07-13T10:54:12.000Z,2016-07-13T10:54:12.000Z,rebrand.ly/api,1
        """;

    /// <summary>Ow.ly's CSV from Hootsuite.</summary>
    public const string Owly = """
        Ow.ly Link,Original URL,Date Created,Total Clicks
        http://ow.ly/aBcD30abcde,https://www.example.org/tweet,2019-04-01 12:00:00,"1,005"
        http://ow.ly/,https://www.example.org/noslug,2019-04-01 12:00:00,1
        """;

    public static byte[] Of(string source) => source switch
    {
        "bitly" => Encoding.UTF8.GetBytes(Bitly),
        "bitly.csv" => BitlyCsv,
        "dub" => Encoding.UTF8.GetBytes(Dub),
        "shlink" => Encoding.UTF8.GetBytes(Shlink),
        "yourls" => Encoding.UTF8.GetBytes(Yourls),
        "yourls.sql" => Encoding.UTF8.GetBytes(YourlsSql),
        "kutt" => Encoding.UTF8.GetBytes(Kutt),
        "shortio" => ShortIo,
        "rebrandly" => Encoding.UTF8.GetBytes(Rebrandly),
        "owly" => Encoding.UTF8.GetBytes(Owly),
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
