using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Links;

/// <summary>A whole server whose first organisation has one site and a key for links; links stand under the server's own name or any other.</summary>
internal sealed class LinkSite : IAsyncDisposable
{
    private readonly HttpClient followless = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private string key = "";

    /// <summary>The key of the first organisation.</summary>
    public string Key => key;

    public required LiveHost Host { get; init; }

    public static async Task<LinkSite> StartAsync(ComplianceProfile profile = ComplianceProfile.UkStats, bool local = false, Func<ServeOptions, ServeOptions>? with = null)
    {
        var site = new LinkSite { Host = await LiveHost.StartAsync(local: local, with: with, sites: [LiveHost.Rules(profile: profile)]) };
        site.key = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.Admin);
        return site;
    }

    /// <summary>Calls the API.</summary>
    public async Task<(int Status, JsonElement Body, string Type)> CallAsync(HttpMethod method, string path, object? body = null, string? idempotency = null)
    {
        using var content = body is null ? null : new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        return await SendAsync(method, path, content, request =>
        {
            if (idempotency is not null)
                request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotency);
        });
    }

    /// <summary>Calls the API with a body of any kind.</summary>
    public async Task<(int Status, JsonElement Body, string Type)> SendAsync(HttpMethod method, string path, HttpContent? content, Action<HttpRequestMessage>? also = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Host.Client.BaseAddress!, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        also?.Invoke(request);
        using var answer = await followless.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text is not ['{' or '[', ..] ? default : JsonDocument.Parse(text).RootElement, answer.Content.Headers.ContentType?.MediaType ?? "");
    }

    /// <summary>Sends a call whose answer is no JSON.</summary>
    public async Task<(HttpStatusCode Status, string Text)> TextAsync(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(Host.Client.BaseAddress!, request.RequestUri!);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await followless.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Makes a link, which must succeed.</summary>
    public async Task<JsonElement> LinkAsync(object link)
    {
        var (status, body, _) = await CallAsync(HttpMethod.Post, "/api/v1/links", link);
        status.ShouldBe(201, body.ToString());
        return body;
    }

    /// <summary>Asks for an address as a browser does; the path goes out byte for byte.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, string? host = null, string agent = LiveHost.Firefox, string address = "203.0.113.9", Action<HttpRequestMessage>? also = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        if (host is not null)
            request.Headers.Host = host;
        also?.Invoke(request);
        return await followless.SendAsync(request);
    }

    /// <summary>Where an address sends a browser: status and Location as it stands in the answer.</summary>
    public async Task<(HttpStatusCode Status, string? Location)> FollowAsync(string path, string? host = null, string agent = LiveHost.Firefox, Action<HttpRequestMessage>? also = null)
    {
        using var answer = await GetAsync(path, host, agent, also: also);
        return (answer.StatusCode, LocationOf(answer));
    }

    /// <summary>As it stands in the answer; the client's own property would spell it anew.</summary>
    public static string? LocationOf(HttpResponseMessage answer) => answer.Headers.NonValidated.TryGetValues("Location", out var location) ? location.Single() : null;

    public async Task<List<StoredEvent>> ClicksAsync() => [.. (await Host.EventsAsync()).Where(one => one.Kind == EventKind.Click)];

    public async ValueTask DisposeAsync()
    {
        followless.Dispose();
        await Host.DisposeAsync();
    }
}
