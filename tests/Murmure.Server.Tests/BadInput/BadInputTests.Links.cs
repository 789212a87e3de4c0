namespace Murmure.Server.Tests.BadInput;

public sealed partial class BadInputTests
{
    private const string Links = "/api/v1/links";

    private static Row Made(string what, string body) => Call(what, "POST", Links, body);

    private static Row Form(string what, string page, string form, params (string Name, string Value)[] fields) => new(what, asker => asker.FormAsync(page, form, signedIn: true, fields));

    private static readonly (string Door, string About, Row[] Rows)[] LinkDoors =
    [
        ("`POST /api/v1/links`", "A short link, with a key of scope `links:write`. What is read here is read the same way by a change, by a bulk call and from a file.",
        [
            new("No key", asker => asker.KeylessAsync("POST", Links, "{}")),
            new("A key without the scope", asker => asker.ReadingAsync("POST", Links, "{}")),
            new("Another media type", asker => asker.CallAsync("POST", Links, "{}", "text/plain")),
            Made("Nothing", ""),
            Made("Text that is no JSON", "url=x"),
            Made("An array instead of an object", "[]"),
            Made("A number instead of a text", "{\"url\":7}"),
            Made("No address to lead to", "{}"),
            Made("A script instead of an address", "{\"url\":\"javascript:alert(1)\"}"),
            Made("An address of this machine", "{\"url\":\"http://127.0.0.1/\"}"),
            Made("An address with a password in it", "{\"url\":\"https://user:word@example.com/\"}"),
            Made("A slug with a slash", "{\"url\":\"https://example.com/\",\"slug\":\"a/b\"}"),
            Made("A slug that the server keeps for itself", "{\"url\":\"https://example.com/\",\"slug\":\"app\"}"),
            Made("A domain that is no host", "{\"url\":\"https://example.com/\",\"domain\":\"go example\"}"),
            Made("A status that redirects nowhere", "{\"url\":\"https://example.com/\",\"status\":200}"),
            Made("An end before the beginning", "{\"url\":\"https://example.com/\",\"validFrom\":\"2026-12-02T00:00:00Z\",\"validUntil\":\"2026-12-01T00:00:00Z\"}"),
            Made("A rule without a destination", "{\"url\":\"https://example.com/\",\"rules\":[{\"if\":[]}]}"),
            Made("A placement that names somebody", "{\"url\":\"https://example.com/\",\"placements\":[{\"key\":\"x\",\"channel\":\"whatsapp\",\"name\":\"ann@example.com\"}]}"),
            new("An Idempotency-Key of two words", asker => asker.KeyedAsync("POST", Links, "{\"url\":\"https://example.com/\"}", "two words")),
            new("A link with a key", asker => asker.KeyedAsync("POST", Links, "{\"url\":\"https://example.com/\",\"slug\":\"once\"}", "k-1")),
            new("The same key with another link", asker => asker.KeyedAsync("POST", Links, "{\"url\":\"https://example.com/other\"}", "k-1")),
            Made("A slug that is taken", "{\"url\":\"https://example.com/\",\"slug\":\"once\"}"),
        ]),
        ("`/api/v1/links/bulk`", "Many links at once: all or none.",
        [
            Call("No link", "POST", Links + "/bulk", "[]"),
            Call("1,001 links", "POST", Links + "/bulk", $"[{string.Join(',', Enumerable.Repeat("{\"url\":\"https://example.com/\"}", 1_001))}]"),
            Call("No numbers", "PATCH", Links + "/bulk", "{\"change\":{}}"),
            Call("Numbers that are none", "DELETE", Links + "/bulk", "{\"ids\":[\"one\"]}"),
            Call("No change", "PATCH", Links + "/bulk", "{\"ids\":[1]}"),
            Call("One slug for several", "PATCH", Links + "/bulk", "{\"ids\":[1],\"change\":{\"slug\":\"same\"}}"),
            Call("A number that is nobody's", "PATCH", Links + "/bulk", "{\"ids\":[1,999],\"change\":{\"title\":\"x\"}}"),
            Call("The same, to be deleted", "DELETE", Links + "/bulk", "{\"ids\":[1,999]}"),
        ]),
        ("`/api/v1/webhooks`, `/api/v1/feeds`", "Addresses that this server will ask or tell, by itself.",
        [
            new("No key", asker => asker.KeylessAsync("POST", "/api/v1/webhooks", "{}")),
            new("A key without the scope", asker => asker.ReadingAsync("POST", "/api/v1/webhooks", "{}")),
            Call("No address", "POST", "/api/v1/webhooks", "{}"),
            Call("An address in the clear", "POST", "/api/v1/webhooks", "{\"url\":\"http://example.com/\"}"),
            Call("An address of this machine", "POST", "/api/v1/webhooks", "{\"url\":\"https://localhost/\"}"),
            Call("A webhook that is not there", "DELETE", "/api/v1/webhooks/999"),
            Call("A feed of a site that is not among the key's", "POST", "/api/v1/feeds", "{\"url\":\"https://nobody.example/feed\",\"site\":\"nobody.example\"}"),
            Call("A feed on this machine", "POST", "/api/v1/feeds", "{\"url\":\"http://[::1]/\",\"site\":\"live.example\"}"),
            Call("A feed that is not there", "DELETE", "/api/v1/feeds/999"),
        ]),
        ("Pages of links", "Forms, as a member.",
        [
            Form("A file without rows", "/app/links/import", "read", ("csv", "url\n")),
            Form("A file with a column that nobody knows", "/app/links/import", "read", ("csv", "url,colour\nhttps://example.com/,red\n")),
            Form("A preview of no address", "/app/links/preview", "look", ("url", "nonsense")),
            Form("A preview of this machine", "/app/links/preview", "look", ("url", "http://127.0.0.1/")),
            Form("A feed on a private network", "/app/links/feeds", "add", ("url", "http://10.0.0.1/"), ("site", "live.example")),
            Form("A webhook without TLS", "/app/links/webhooks", "add", ("url", "http://example.com/")),
            new("A trial that is over", asker => asker.PageAsync("/app/links/try/none")),
        ]),
    ];
}
