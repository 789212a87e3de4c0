using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Exports;

/// <summary>Everything that leaves a server about a site and its first campaign: events, answers of the API, the report as files and pages, for tests that look for what must not be there.</summary>
internal static class Exported
{
    private static readonly string[] Answers =
    [
        "/api/v1/export?site=" + LiveHost.Host, "/api/v1/export?format=csv&site=" + LiveHost.Host, "/api/v1/connections?site=" + LiveHost.Host, "/api/v1/campaigns?site=" + LiveHost.Host,
        "/api/v1/campaigns/1/report", "/api/v1/reports?metrics=visits,clicks&dimensions=channel&site=" + LiveHost.Host,
    ];

    private static readonly string[] Pages =
    [
        "/campaigns/1.csv", "/campaigns/1.svg", "/campaigns/1?lang=en", "/connections?lang=en", "/connections/1?lang=en", "/connections/1/told?lang=en", "/connections/1/told.csv", "/campaigns.csv", "/shares.csv",
    ];

    public static async Task<string> AllAsync(LiveHost host)
    {
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.Admin);
        var all = new List<string>();
        foreach (var address in Answers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Client.BaseAddress!, address));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            all.Add(await ReadAsync(host.Client, request));
        }
        using var browser = await SignedInAsync(host);
        foreach (var page in Pages)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Client.BaseAddress!, "/app/sites/" + LiveHost.Host + page));
            all.Add(await ReadAsync(browser, request));
        }
        return string.Join('\n', all);
    }

    /// <summary>A browser of a member of the first organisation.</summary>
    public static async Task<HttpClient> SignedInAsync(LiveHost host)
    {
        const string Member = "member@courrier.example";
        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<Workspace>().AddUserAsync(new AddUserRequest(Member, "editor", PagesHost.Password, "Organisation 1"), null, default);
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = host.Client.BaseAddress };
        await PagesHost.SignInAsync(browser, Member);
        return browser;
    }

    private static async Task<string> ReadAsync(HttpClient client, HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, request.RequestUri!.PathAndQuery);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }
}
