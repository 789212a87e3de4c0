namespace Murmure.Server.Tests.BadInput;

public sealed partial class BadInputTests
{
    private const string Head = """
        # Bad input

        What each door of the server gets that it cannot use, and what it answers. Made by a test that asks a running server
        (`tests/Murmure.Server.Tests/BadInput`); rewrite it with `MURMURE_ACCEPT=1`, and read it before you commit it.

        What is answered with 4xx left nothing behind. None of these is a 5xx: a fault of ours is 500, a journal without room is 503 with
        `Retry-After`. What visitors and senders of events get back repeats nothing of what came. `live.example` is a site that its script measures, `log.example` one that its log alone does.

        """;

    private const string Page = "\"u\":\"https://live.example/a\"";

    private static Row Beacon(string what, string body) => new(what, asker => asker.BeaconAsync(body));

    private static Row Call(string what, string method, string path, string? body = null) => new(what, asker => asker.CallAsync(method, path, body));

    private const string Lines =
        "203.0.113.9 - - [02/Nov/2026:10:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"\nDear Sir\n";

    private static Row Log(string what, string query, string body) => new(what, asker => asker.CallAsync("POST", "/api/v1/imports" + query, body, "application/octet-stream"));

    private static string View(string more) => $$"""{"n":"pageview",{{Page}},{{more}}}""";

    private static readonly (string Door, string About, Row[] Rows)[] Doors =
    [
        ("`POST /e`", "The beacon. An array is taken as a whole or refused as a whole.",
        [
            Beacon("Nothing", ""),
            Beacon("Text that is no JSON", "n=pageview"),
            Beacon("A text or a number instead of an object", "\"pageview\""),
            Beacon("An empty array", "[]"),
            Beacon("An array of something else", "[1]"),
            Beacon("An object and text after it", $$"""{"n":"pageview",{{Page}}} x"""),
            Beacon("No name", $$"""{{{Page}}}"""),
            Beacon("No address", "{\"n\":\"pageview\"}"),
            Beacon("An address that is none of the web", "{\"n\":\"pageview\",\"u\":\"javascript:alert(1)\"}"),
            Beacon("An address that is no text", "{\"n\":\"pageview\",\"u\":7}"),
            Beacon("A name of more than 64 bytes", $$"""{"n":"{{new string('n', 65)}}",{{Page}}}"""),
            Beacon("An id of more than 64 bytes", View($"\"id\":\"{new string('i', 65)}\"")),
            Beacon("A referrer of 3,000 bytes", View($"\"r\":\"https://a.example/{new string('r', 3_000)}\"")),
            Beacon("A field that nobody knows", View("\"zz\":{\"deep\":[1]}")),
            Beacon("A scroll depth of 101", View("\"d\":101")),
            Beacon("A history bucket of 0", View("\"h\":0")),
            Beacon("Engaged time below nought", View("\"e\":-5")),
            Beacon("A consent that is neither", View("\"c\":\"maybe\"")),
            Beacon("Twenty-one properties", View($"\"p\":{{{string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"k{i}\":\"v\""))}}}")),
            Beacon("A property that is an object", View("\"p\":{\"a\":{}}")),
            Beacon("Revenue without a currency", View("\"v\":{\"amount\":5}")),
            Beacon("A half of a character", View("\"id\":\"\\ud800\"")),
            Beacon("Seven objects in each other", View("\"p\":" + string.Concat(Enumerable.Repeat("{\"a\":", 7)) + "1" + new string('}', 7))),
            Beacon("Fifty-one events", $"[{string.Join(',', Enumerable.Repeat($$"""{"n":"pageview",{{Page}}}""", 51))}]"),
            Beacon("A good event and a bad one", $$"""[{"n":"pageview",{{Page}}},{"n":"pageview"}]"""),
            Beacon("More than 256 KiB", new string(' ', (256 * 1024) + 1)),
            Beacon("A host that is no site's", "{\"n\":\"pageview\",\"u\":\"https://nobody.example/\"}"),
            Beacon("A site that another site's page names", "{\"n\":\"pageview\",\"s\":\"live.example\",\"u\":\"https://nobody.example/\"}"),
            Beacon("A site that takes no script", "{\"n\":\"pageview\",\"u\":\"https://log.example/\"}"),
            Beacon("A time of its own, which no browser is believed", View("\"time\":\"1999-01-01T00:00:00Z\",\"ip\":\"192.0.2.1\"")),
            new("An agent that says it is a machine", asker => asker.BeaconAsync(View("\"id\":\"m\""), "Googlebot/2.1 (+http://www.google.com/bot.html)")),
            Beacon("An answer to a question that was not put", "{\"n\":\"answer\"," + Page + ",\"p\":{\"said\":\"private\"}}"),
            Beacon("An event with an id", View("\"id\":\"once\"")),
            Beacon("The same event again", View("\"id\":\"once\"")),
            new("Another method", asker => asker.KeylessAsync("GET", "/e")),
        ]),
        ("`GET /e.gif`", "The image for pages without script. The answer is an image whatever comes.",
        [
            new("No address and no Referer", asker => asker.PixelAsync("")),
            new("An address that is none of the web", asker => asker.PixelAsync("?u=ftp://live.example/a")),
            new("A host that is no site's", asker => asker.PixelAsync("?u=https://nobody.example/a")),
            new("An id of more than 64 bytes, which is no id", asker => asker.PixelAsync("?u=https://live.example/a&id=" + new string('i', 65))),
            new("A page", asker => asker.PixelAsync("?u=https://live.example/a&id=pixel")),
            new("The same page again", asker => asker.PixelAsync("?u=https://live.example/a&id=pixel")),
        ]),
        ("`POST /api/v1/events`", "Other servers, with a key. A call is taken as a whole or refused as a whole.",
        [
            new("No key", asker => asker.KeylessAsync("POST", "/api/v1/events", "[]")),
            new("A key without the scope", asker => asker.ReadingAsync("POST", "/api/v1/events", "[]")),
            Call("Nothing", "POST", "/api/v1/events", ""),
            Call("Text that is no JSON", "POST", "/api/v1/events", "n=pageview"),
            Call("An empty array", "POST", "/api/v1/events", "[]"),
            Call("No name", "POST", "/api/v1/events", $$"""[{{{Page}}}]"""),
            Call("A site that is not among the key's", "POST", "/api/v1/events", "[{\"n\":\"pageview\",\"u\":\"https://nobody.example/\"}]"),
            Call("A time that is none", "POST", "/api/v1/events", $"[{View("\"time\":\"yesterday\"")}]"),
            Call("A time in the future", "POST", "/api/v1/events", $"[{View("\"time\":\"2999-01-01T00:00:00Z\"")}]"),
            Call("Headers that are no object", "POST", "/api/v1/events", $"[{View("\"headers\":[]")}]"),
            Call("A status that is none", "POST", "/api/v1/events", $"[{View("\"status\":2000")}]"),
            Call("An address of more than 64 bytes", "POST", "/api/v1/events", $"[{View($"\"ip\":\"{new string('1', 65)}\"")}]"),
            Call("1,001 events", "POST", "/api/v1/events", $"[{string.Join(',', Enumerable.Repeat($$"""{"n":"pageview",{{Page}}}""", 1_001))}]"),
            Call("More than 4 MiB", "POST", "/api/v1/events", new string(' ', (4 << 20) + 1)),
        ]),
        ("`POST /api/v1/fetches`", "Requests seen by a log, a proxy or an edge, with a key.",
        [
            new("No key", asker => asker.KeylessAsync("POST", "/api/v1/fetches", "[]")),
            Call("No address", "POST", "/api/v1/fetches", "[{\"ua\":\"x\"}]"),
            Call("A site that is not among the key's", "POST", "/api/v1/fetches", "[{\"u\":\"https://nobody.example/\"}]"),
            Call("A request that failed", "POST", "/api/v1/fetches", $$"""[{{{Page}},"ua":"WhatsApp/2.24.20.83 A","status":404}]"""),
            Call("A person's request", "POST", "/api/v1/fetches", $$"""[{{{Page}},"ua":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0","status":200}]"""),
        ]),
        ("`POST /api/v1/imports`", "An access log as the body, with a key.",
        [
            new("No key", asker => asker.KeylessAsync("POST", "/api/v1/imports?site=log.example", "x", "application/octet-stream")),
            new("Another media type than `application/octet-stream`", asker => asker.CallAsync("POST", "/api/v1/imports?site=log.example", "x", "text/plain")),
            Log("No site", "", "x"),
            Log("A site that is not among the key's", "?site=nobody.example", "x"),
            Log("A format that nobody knows", "?site=log.example&format=beauty", "x"),
            Log("Something else than previews in `only`", "?site=log.example&only=people", "x"),
            Log("Nothing", "?site=log.example", ""),
            Log("A text that is no log", "?site=log.example", "Dear Sir or Madam,\n"),
            Log("A log with a line that is none", "?site=log.example&format=combined", Lines),
            Log("The same log again", "?site=log.example&format=combined", Lines),
            Log("A line from the future", "?site=log.example&format=combined", "203.0.113.9 - - [02/Nov/2999:10:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"Firefox\"\n"),
        ]),
        ("`GET /api/v1/export`", "A site's events as a file, with a key.",
        [
            new("No key", asker => asker.KeylessAsync("GET", "/api/v1/export?site=live.example")),
            Call("No site", "GET", "/api/v1/export"),
            Call("A site that is not among the key's", "GET", "/api/v1/export?site=nobody.example"),
            Call("A format that nobody knows", "GET", "/api/v1/export?site=live.example&format=xml"),
            Call("A day that is none", "GET", "/api/v1/export?site=live.example&from=yesterday"),
            Call("An end before the beginning", "GET", "/api/v1/export?site=live.example&from=2026-11-20&to=2026-11-10"),
            new("Another method", asker => asker.CallAsync("POST", "/api/v1/export?site=live.example", "{}")),
        ]),
        ("`GET /api/v1/reports`", "Questions, with a key.",
        [
            new("No key", asker => asker.KeylessAsync("GET", "/api/v1/reports?site=live.example")),
            Call("No site", "GET", "/api/v1/reports"),
            Call("A site that is not among the key's", "GET", "/api/v1/reports?site=nobody.example"),
            Call("A metric that nobody knows", "GET", "/api/v1/reports?site=live.example&metrics=beauty"),
            Call("A dimension that nobody knows", "GET", "/api/v1/reports?site=live.example&dimensions=beauty"),
            Call("A metric by a dimension that it does not have", "GET", "/api/v1/reports?site=live.example&metrics=machine_hits&dimensions=page"),
            Call("Revenue of all currencies together", "GET", "/api/v1/reports?site=live.example&metrics=revenue"),
            Call("A day that is none", "GET", "/api/v1/reports?site=live.example&from=yesterday"),
            Call("An end before the beginning", "GET", "/api/v1/reports?site=live.example&from=2026-11-20&to=2026-11-10"),
            Call("The first day there can be", "GET", "/api/v1/reports?site=live.example&to=0001-01-01"),
            Call("A filter without a sign", "GET", "/api/v1/reports?site=live.example&filters=page"),
            Call("A filter on an hour that is none", "GET", "/api/v1/reports?site=live.example&filters=hour==25"),
            Call("A limit of nought", "GET", "/api/v1/reports?site=live.example&limit=0"),
            Call("A property with signs in its name", "GET", "/api/v1/reports?site=live.example&dimensions=property:a%27b"),
            new("Another method", asker => asker.CallAsync("POST", "/api/v1/reports?site=live.example", "{}")),
        ]),
        ("`/api/v1/estimates` and the calendar", "Estimates and the owner's word on the list of mailings, with a key; the word with one of scope `admin`.",
        [
            Call("No site", "GET", "/api/v1/estimates"),
            Call("A site that is not among the key's", "GET", "/api/v1/estimates?site=nobody.example"),
            Call("The latest without a site", "GET", "/api/v1/estimates/latest"),
            Call("The latest of a site that is not among the key's", "GET", "/api/v1/estimates/latest?site=nobody.example"),
            Call("A day that is none", "GET", "/api/v1/estimates?site=live.example&from=yesterday"),
            Call("An end before the beginning", "GET", "/api/v1/estimates?site=live.example&from=2026-11-20&to=2026-11-10"),
            Call("Another site's calendar", "PUT", "/api/v1/sites/nobody.example/calendar", "{\"from\":\"2026-11-01\",\"to\":\"2026-11-02\",\"confirmed\":true}"),
            Call("No body", "PUT", "/api/v1/sites/live.example/calendar"),
            Call("A body without the word", "PUT", "/api/v1/sites/live.example/calendar", "{\"from\":\"2026-11-01\",\"to\":\"2026-11-02\"}"),
            Call("A period that ends before it begins", "PUT", "/api/v1/sites/live.example/calendar", "{\"from\":\"2026-11-02\",\"to\":\"2026-11-01\",\"confirmed\":true}"),
            new("A key without the scope", asker => asker.ReadingAsync("PUT", "/api/v1/sites/live.example/calendar", "{\"from\":\"2026-11-01\",\"to\":\"2026-11-02\",\"confirmed\":true}")),
        ]),
        ("`/api/v1/quarantine`", "What did not count as people's, with a key.",
        [
            Call("A site that is not among the key's", "GET", "/api/v1/quarantine?site=nobody.example"),
            Call("A day that is none", "GET", "/api/v1/quarantine?site=live.example&to=yesterday"),
            Call("A rule that nobody knows", "PUT", "/api/v1/quarantine/beauty?site=live.example", "{\"people\":true}"),
            Call("No body", "PUT", "/api/v1/quarantine/burst?site=live.example"),
            Call("A body without the word", "PUT", "/api/v1/quarantine/burst?site=live.example", "{}"),
            new("A key without the scope", asker => asker.ReadingAsync("PUT", "/api/v1/quarantine/burst?site=live.example", "{\"people\":true}")),
        ]),
        ("`DELETE /api/v1/sites/{host}/events`", "Erasure, with a key of scope `admin`.",
        [
            new("A key without the scope", asker => asker.ReadingAsync("DELETE", "/api/v1/sites/live.example/events?from=2026-11-01&to=2026-11-02")),
            Call("A site that is not among the key's", "DELETE", "/api/v1/sites/nobody.example/events?from=2026-11-01&to=2026-11-02"),
            Call("No days", "DELETE", "/api/v1/sites/live.example/events"),
            Call("A day that is none", "DELETE", "/api/v1/sites/live.example/events?from=yesterday&to=2026-11-02"),
            Call("An end before the beginning", "DELETE", "/api/v1/sites/live.example/events?from=2026-11-20&to=2026-11-10"),
        ]),
        ("`DELETE /api/v1/sites/{host}`", "The end of a site, with a key of scope `admin`.",
        [
            new("A key without the scope", asker => asker.ReadingAsync("DELETE", "/api/v1/sites/live.example")),
            Call("A site that is not among the key's", "DELETE", "/api/v1/sites/nobody.example"),
        ]),
        ("`POST /api/v1/sites`, `/users`, `/keys`", "What an owner's programs set up, with a key of scope `admin`.",
        [
            new("A key without the scope", asker => asker.ReadingAsync("POST", "/api/v1/sites", "{}")),
            Call("No JSON", "POST", "/api/v1/sites", "host"),
            Call("Null", "POST", "/api/v1/sites", "null"),
            Call("No host", "POST", "/api/v1/sites", "{}"),
            Call("A host that is none", "POST", "/api/v1/sites", "{\"host\":\"not a host\"}"),
            Call("A host that a site has", "POST", "/api/v1/sites", "{\"host\":\"live.example\"}"),
            Call("A profile that nobody knows", "POST", "/api/v1/sites", "{\"host\":\"new.example\",\"profile\":\"beauty\"}"),
            Call("An address that is none", "POST", "/api/v1/users", "{\"email\":\"nobody\",\"role\":\"viewer\"}"),
            Call("A role that nobody knows", "POST", "/api/v1/users", "{\"email\":\"a@b.example\",\"role\":\"king\"}"),
            Call("A scope that nobody knows", "POST", "/api/v1/keys", "{\"name\":\"a\",\"scopes\":[\"beauty\"]}"),
            new("Another media type", asker => asker.CallAsync("POST", "/api/v1/sites", "host=a", "application/x-www-form-urlencoded")),
        ]),
        ("`POST /api/v1/links/imports`", "Another service's links, with a key. One bad row keeps no other away: what is wrong with it is told in the answer.",
        [
            new("No key", asker => asker.KeylessAsync("POST", "/api/v1/links/imports?from=dub", "x", "application/octet-stream")),
            new("A key without the scope", asker => asker.ReadingAsync("POST", "/api/v1/links/imports?from=dub", "x")),
            Imports("A service that nobody knows", "?from=beauty", "x"),
            Imports("A domain that is none", "?from=dub&domain=not%20a%20host", "x"),
            Imports("Nothing", "?from=dub", ""),
            Imports("Half a JSON", "?from=shlink", "{\"shortUrls\":"),
            Imports("JSON without a list of links", "?from=kutt", "{\"data\":7}"),
            Imports("Bytes that are no text", "?from=dub", "a\0b"),
            Call("An API: no body", "POST", "/api/v1/links/imports/remote"),
            Call("An API: no token", "POST", "/api/v1/links/imports/remote", "{\"from\":\"bitly\",\"address\":\"https://api-ssl.bitly.com/v4/groups/B/bitlinks\"}"),
            Call("An API: a service that has none", "POST", "/api/v1/links/imports/remote", "{\"from\":\"owly\",\"address\":\"https://ow.ly/\",\"token\":\"t\"}"),
        ]),
        ("`POST /api/v1/links/{id}/disable`, `/enable`", "Out of service and back, with a key.",
        [
            Call("A link that is not among the key's", "POST", "/api/v1/links/9/disable", "{\"reason\":\"why\"}"),
            Call("No reason", "POST", "/api/v1/links/9/disable", "{}"),
            Call("A reason of 201 characters", "POST", "/api/v1/links/9/disable", $"{{\"reason\":\"{new string('r', 201)}\"}}"),
            Call("Something else than an object", "POST", "/api/v1/links/9/disable", "[]"),
            Call("Back: a link that is not among the key's", "POST", "/api/v1/links/9/enable"),
            new("A key without the scope", asker => asker.ReadingAsync("POST", "/api/v1/links/9/enable")),
        ]),
        ("`/v4/…` and `/yourls-api.php`", "Doors for other services' clients, with a key; they refuse in those services' words.",
        [
            new("Bitly: no key", asker => asker.KeylessAsync("GET", "/v4/bitlinks/a/b")),
            new("Bitly: a key without the scope", asker => asker.ReadingAsync("GET", "/v4/bitlinks/a/b")),
            Call("Bitly: no address", "POST", "/v4/shorten", "{}"),
            Call("Bitly: text that is no JSON", "POST", "/v4/shorten", "long_url=a"),
            Call("Bitly: a link that is not among the key's", "GET", "/v4/bitlinks/a/b"),
            new("YOURLS: no key", asker => asker.KeylessAsync("GET", "/yourls-api.php?action=stats&format=json")),
            new("YOURLS: jsonp", asker => asker.KeylessAsync("GET", "/yourls-api.php?action=stats&format=jsonp&callback=a")),
            new("YOURLS: a timed signature", asker => asker.KeylessAsync("GET", "/yourls-api.php?action=stats&format=json&timestamp=1&signature=a")),
        ]),
        ("`POST /-/report/send`", "Reports of links, by anybody.",
        [
            new("No form", asker => asker.KeylessAsync("POST", "/-/report/send", "{}")),
            new("A link that is none of ours", asker => asker.KeylessAsync("POST", "/-/report/send", "link=https%3A%2F%2Fevil.example%2Fa&reason=spam", "application/x-www-form-urlencoded")),
            new("A reason that is not in the list", asker => asker.KeylessAsync("POST", "/-/report/send", "link=a&reason=I+say+so", "application/x-www-form-urlencoded")),
        ]),
        ("Forms of accounts", "A form that is refused comes back with what was typed, but for passwords.",
        [
            new("Sign-in: an account that is not there", asker => asker.FormAsync("/app/sign-in", "password", false, ("email", "nobody@nowhere.example"), ("password", "a long sentence"))),
            new("Sign-in: a wrong password", asker => asker.FormAsync("/app/sign-in", "password", false, ("email", Dashboard.PagesHost.Owner), ("password", "another long sentence"))),
            new("Sign-in: nothing", asker => asker.FormAsync("/app/sign-in", "password", false)),
            new("A new password: a link that is not there", asker => asker.PageAsync("/app/reset?token=none")),
            new("An invitation that is not there", asker => asker.PageAsync("/app/invitation?token=none")),
            new("Another password: the present one is wrong", asker => asker.FormAsync("/app/account", "password", true, ("current", "wrong"), ("password", "quite another sentence"))),
            new("Inviting: an address that is none", asker => asker.FormAsync("/app/team", "invite", true, ("email", "nobody"), ("role", "Viewer"))),
            new("A key: no name and no scope", asker => asker.FormAsync("/app/keys", "make", true, ("name", ""), ("scope", "beauty"))),
            new("A form without the page's token", asker => asker.ForgedAsync("/app/team", ("_handler", "invite"), ("email", "a@b.example"))),
        ]),
        ("Forms of sites", "The same; what is wrong stands beside its field.",
        [
            new("A site: a host that is none", asker => asker.FormAsync("/app/sites/new", "site", true, ("host", "not a host"), ("zone", "UTC"), ("language", "en"), ("profile", "uk-stats"))),
            new("A site: a host that a site has", asker => asker.FormAsync("/app/sites/new", "site", true, ("host", "live.example"), ("zone", "UTC"), ("language", "en"), ("profile", "uk-stats"))),
            new("A site: a time zone that nobody knows", asker => asker.FormAsync("/app/sites/new", "site", true, ("host", "new.example"), ("zone", "Mars"), ("language", "en"), ("profile", "uk-stats"))),
            new("A site: no profile", asker => asker.FormAsync("/app/sites/new", "site", true, ("host", "new.example"), ("zone", "UTC"), ("language", "en"))),
            Settings("a host that is none", "hosts", "not a host"),
            Settings("a network that is none", "networks", "300.0.0.0/8"),
            Settings("a path without its slash", "paths", "private"),
            Settings("a country that is none", "countries", "XYZ"),
            Settings("a parameter that is none", "query", "a b"),
            Settings("a campaign without its days", "campaigns", "Winter"),
            new("A log: a form without a file", asker => asker.ForgedAsync("/app/logs/upload")),
            new("A place for notices: a chat's address that is no https", asker => asker.FormAsync("/app/sites/live.example/notices?add=slack", "add", true, ("name", "Newsroom"), ("address", "http://hooks.example/x"))),
            new("A place for notices: an address in a private network", asker => asker.FormAsync("/app/sites/live.example/notices?add=webhook", "add", true, ("name", "Newsroom"), ("address", "https://10.0.0.1/x"))),
            new("A place for notices: no name", asker => asker.FormAsync("/app/sites/live.example/notices?add=discord", "add", true, ("name", ""), ("address", "https://discord.com/api/webhooks/1/x"))),
            new("A place for notices: a token that is none", asker => asker.FormAsync("/app/sites/live.example/notices?add=telegram", "add", true, ("name", "Newsroom"), ("token", "../secret"), ("chat", "1"))),
            new("A place for notices: a chat that is none", asker => asker.FormAsync("/app/sites/live.example/notices?add=telegram", "add", true, ("name", "Newsroom"), ("token", "123456:abcdefghijklmnopqrstuvwxyz"), ("chat", "the newsroom"))),
            new("A digest of a site that is not there", asker => asker.PageAsync("/app/sites/nobody.example/notices/preview?kind=weekly")),
            new("A link to unsubscribe that is none of ours", asker => asker.PageAsync("/app/notices/stop?token=none")),
            new("The same by a mail program", asker => asker.KeylessAsync("POST", "/app/notices/stop/now?token=none", "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")),
            new("A page of a site that is not there", asker => asker.PageAsync("/app/sites/nobody.example/settings")),
            new("A period that ends before it begins", asker => asker.PageAsync("/app/sites/live.example/quarantine?from=2026-11-20&to=2026-11-10")),
        ]),
    ];

    private static Row Imports(string what, string query, string body) => new(what, asker => asker.CallAsync("POST", "/api/v1/links/imports" + query, body, "application/octet-stream"));

    private static Row Settings(string what, string field, string value) => new($"Settings: {what}", asker => asker.FormAsync(
        "/app/sites/live.example/settings", "settings", true, ("zone", "UTC"), ("language", "en"), ("profile", "uk-stats"), (field, value)));
}
