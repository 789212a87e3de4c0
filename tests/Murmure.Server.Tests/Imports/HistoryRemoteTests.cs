using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Murmure.Connectors;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Server.Tests.Links;
using static Murmure.Server.Tests.Imports.HistoryTests;

namespace Murmure.Server.Tests.Imports;

/// <summary>Programs elsewhere that are asked, each played by a server of the test.</summary>
[WholeServer]
public sealed class HistoryRemoteTests
{
    private const string Report = """
        {"dimensionHeaders":[{"name":"date"}],"metricHeaders":[{"name":"sessions","type":"TYPE_INTEGER"}],"rowCount":2,"kind":"analyticsData#runReport","rows":[
         {"dimensionValues":[{"value":"20261110"},{"value":"Direct"},{"value":"(direct)"},{"value":"(none)"}],"metricValues":[{"value":"60"}]},
         {"dimensionValues":[{"value":"20261110"},{"value":"Organic Social"},{"value":"whatsapp"},{"value":"social"}],"metricValues":[{"value":"7"}]}]}
        """;

    [Fact]
    public async Task Google_is_asked_with_a_token_for_which_the_key_signed()
    {
        using var google = new Receiver();
        using var rsa = RSA.Create(2048);
        google.Pages["/token"] = ("application/json", """{"access_token":"ya29.abc","expires_in":3599,"token_type":"Bearer"}""");
        google.Pages["/v1beta/properties/123456:runReport"] = ("application/json", Report);
        await using var host = await StartAsync(google);
        using var client = await ClientAsync(host);

        using var answer = await AskGoogleAsync(client, rsa);

        Counts(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement).ShouldBe((1, 1, 67));
        var requests = google.Requests.ToArray();
        var form = WebUtility.UrlDecode(requests[0].Body);
        form.ShouldStartWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=");
        var parts = form[(form.LastIndexOf('=') + 1)..].Split('.');
        rsa.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        (claims.GetProperty("iss").GetString(), claims.GetProperty("aud").GetString(), claims.GetProperty("scope").GetString())
            .ShouldBe(("reader@project.iam.gserviceaccount.com", google.Root + "/token", "https://www.googleapis.com/auth/analytics.readonly"));
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(600);
        requests[1].Headers["Authorization"].ShouldBe("Bearer ya29.abc");
        requests[1].Body.ShouldContain("\"sessionDefaultChannelGroup\"");
        var rows = (await JsonAsync(client, "/api/v1/history?site=www.example.org&from=2026-11-10&to=2026-11-10")).GetProperty("rows");
        rows.EnumerateArray().Select(row => (row.GetProperty("group").GetString(), row.GetProperty("channel").GetString(), row.GetProperty("visits").GetInt64())).ShouldBe([("direct", "", 60L), ("organicsocial", "whatsapp", 7L)]);
    }

    [Theory]
    [InlineData("/token", "400 Bad Request", """{"error":"invalid_grant"}""", "history-credentials")]
    [InlineData("/token", "200 OK", "<html>", "history-malformed")]
    [InlineData("/token", "200 OK", """{"access_token":"a\nb"}""", "history-malformed")]
    [InlineData("/token", "503 Service Unavailable", "", "history-fault")]
    [InlineData("/token", "429 Too Many Requests", "", "history-limit")]
    [InlineData("/v1beta/properties/123456:runReport", "200 OK", "{}", "history-malformed")]
    [InlineData("/v1beta/properties/123456:runReport", "200 OK", """{"kind":"x","rows":[{"dimensionValues":[{"value":"20261110"}],"metricValues":[]}]}""", "history-malformed")]
    [InlineData("/v1beta/properties/123456:runReport", "200 OK", """{"kind":"x","rows":{"a":1}}""", "history-malformed")]
    [InlineData("/v1beta/properties/123456:runReport", "200 OK", """{"kind":"x","rowCount":0}""", "history-unreadable")]
    public async Task What_Google_answers_otherwise_is_said_and_nothing_is_imported(string path, string status, string body, string slug)
    {
        using var google = new Receiver { Status = status };
        using var rsa = RSA.Create(2048);
        google.Pages["/token"] = ("application/json", """{"access_token":"ya29.abc"}""");
        google.Pages[path] = ("application/json", body);
        await using var host = await StartAsync(google);
        using var client = await ClientAsync(host);

        using var answer = await AskGoogleAsync(client, rsa);

        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString().ShouldBe("urn:murmure:" + slug);
        (await JsonAsync(client, "/api/v1/history?site=www.example.org&from=2026-11-10&to=2026-11-10")).GetProperty("rows").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Matomo_is_asked_by_a_form_that_holds_the_token()
    {
        using var matomo = new Receiver();
        matomo.Pages["/stats/index.php"] = ("application/json", """{"2026-11-10":[{"label":"Direct Entry","nb_visits":12,"referrer_type":1},{"label":"Social Networks","nb_visits":5,"referrer_type":7}],"2026-11-11":[]}""");
        await using var host = await StartAsync(matomo);
        using var client = await ClientAsync(host);

        using var answer = await AskMatomoAsync(client, matomo);

        Counts(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement).ShouldBe((1, 1, 17));
        var asked = matomo.Requests.Single().Body;
        asked.ShouldContain("method=Referrers.getReferrerType");
        asked.ShouldContain("date=2026-11-10%2C2026-11-11");
        asked.ShouldContain("token_auth=0123456789abcdef0123456789abcdef");
        matomo.Paths.Single().ShouldNotContain("token");

        matomo.Pages["/stats/index.php"] = ("application/json", """{"result":"error","message":"You can't access this resource as it requires 'view' access"}""");
        using var refused = await AskMatomoAsync(client, matomo);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("urn:murmure:history-credentials");
    }

    [Fact]
    public async Task Plausible_is_asked_with_a_key_that_stands_in_no_address()
    {
        using var plausible = new Receiver();
        plausible.Pages["/api/v2/query"] = ("application/json", """
            {"results":[
             {"metrics":[30],"dimensions":["2026-11-10","Direct / None","(not set)","(not set)"]},
             {"metrics":[8],"dimensions":["2026-11-10","WhatsApp","(not set)","(not set)"]},
             {"metrics":[5],"dimensions":["2026-11-11","newsletter","email","spring"]}],"meta":{},"query":{}}
            """);
        await using var host = await StartAsync(plausible);
        using var client = await ClientAsync(host);

        using var answer = await AskPlausibleAsync(client, plausible);

        Counts(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement).ShouldBe((2, 2, 43));
        var asked = JsonDocument.Parse(plausible.Requests.Single().Body).RootElement;
        (asked.GetProperty("site_id").GetString(), asked.GetProperty("date_range").ToString(), asked.GetProperty("dimensions")[0].GetString()).ShouldBe((DetailSite.Host, """["2026-11-10","2026-11-11"]""", "time:day"));
        plausible.Requests.Single().Headers["Authorization"].ShouldBe("Bearer plausible-key-0123");
        plausible.Paths.Single().ShouldNotContain("0123");
        var rows = (await JsonAsync(client, "/api/v1/history?site=www.example.org&from=2026-11-10&to=2026-11-11&source=plausible")).GetProperty("rows");
        rows.EnumerateArray().Select(row => $"{row.GetProperty("group").GetString()} {row.GetProperty("channel").GetString()} {row.GetProperty("visits").GetInt64()}").Order(StringComparer.Ordinal)
            .ShouldBe(["direct  30", "email email 5", "organicsocial whatsapp 8"]);
    }

    [Theory]
    [InlineData("401 Unauthorized", """{"error":"Invalid API key or site ID"}""", "history-credentials")]
    [InlineData("402 Payment Required", "", "history-rights")]
    [InlineData("400 Bad Request", """{"error":"#/date_range: Invalid date range"}""", "history-refused")]
    [InlineData("429 Too Many Requests", "", "history-limit")]
    [InlineData("503 Service Unavailable", "", "history-fault")]
    [InlineData("200 OK", "<html>", "history-malformed")]
    [InlineData("200 OK", """{"results":{}}""", "history-malformed")]
    [InlineData("200 OK", """{"results":[{"metrics":["many"],"dimensions":["2026-11-10","a","b","c"]}]}""", "history-malformed")]
    [InlineData("200 OK", """{"results":[{"metrics":[1],"dimensions":["2020-11-10","a","b","c"]}]}""", "history-malformed")]
    [InlineData("200 OK", """{"results":[{"metrics":[1],"dimensions":["2026-11-10"]}]}""", "history-malformed")]
    [InlineData("200 OK", """{"results":[]}""", "history-unreadable")]
    public async Task What_Plausible_answers_otherwise_is_said_and_nothing_is_imported(string status, string body, string slug)
    {
        using var plausible = new Receiver { Status = status };
        plausible.Pages["/api/v2/query"] = ("application/json", body);
        await using var host = await StartAsync(plausible);
        using var client = await ClientAsync(host);

        using var answer = await AskPlausibleAsync(client, plausible);

        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString().ShouldBe("urn:murmure:" + slug);
        (await JsonAsync(client, "/api/v1/history?site=www.example.org&from=2026-11-10&to=2026-11-11")).GetProperty("rows").GetArrayLength().ShouldBe(0);
    }

    private static Task<HttpResponseMessage> AskPlausibleAsync(HttpClient client, Receiver plausible) => client.PostAsJsonAsync(
        "/api/v1/history/remote", new { site = DetailSite.Host, source = "plausible", from = "2026-11-10", to = "2026-11-11", address = plausible.Root, token = "plausible-key-0123" });

    private static Task<PagesHost> StartAsync(Receiver remote) => PagesHost.StartAtAsync(
        DetailSite.Clock, DetailSite.Host, [DetailSite.WhatsApp.At(new(2026, 11, 10), 9)],
        options => options with { AllowLocalChecks = true, Connectors = new ConnectorOptions { GoogleToken = new Uri(remote.Root + "/token"), GoogleAnalytics = new Uri(remote.Root + "/v1beta/") } });

    private static Task<HttpResponseMessage> AskGoogleAsync(HttpClient client, RSA rsa) => client.PostAsJsonAsync("/api/v1/history/remote", new
    {
        site = DetailSite.Host, source = "google-analytics", from = "2026-11-10", to = "2026-11-11", property = "123456",
        key = new { type = "service_account", client_email = "reader@project.iam.gserviceaccount.com", private_key_id = "k1", private_key = rsa.ExportPkcs8PrivateKeyPem(), token_uri = "http://169.254.169.254/token" },
    });

    private static Task<HttpResponseMessage> AskMatomoAsync(HttpClient client, Receiver matomo) => client.PostAsJsonAsync(
        "/api/v1/history/remote", new { site = DetailSite.Host, source = "matomo", from = "2026-11-10", to = "2026-11-11", address = matomo.Root + "/stats/", id = 3, token = "0123456789abcdef0123456789abcdef" });
}
