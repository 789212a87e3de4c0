using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Ingest;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.BadInput;

/// <summary>Asks each door and puts its answer into words: the status, and what a program or a person reads beside it.</summary>
internal sealed partial class Asker(PagesHost host, string admin, string reader) : IDisposable
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };

    /// <summary>A server with one site that the script measures (<c>live.example</c>) and one that its log alone does (<c>log.example</c>).</summary>
    public static async Task<(PagesHost Host, Asker Asker)> StartAsync()
    {
        var host = await PagesHost.StartAsync("log.example");
        var asker = new Asker(host, await host.KeyAsync("admin"), await host.KeyAsync("reports:read"));
        (await asker.CallAsync("POST", "/api/v1/sites", "{\"host\":\"live.example\",\"profile\":\"uk-stats\"}")).ShouldStartWith("`200`");
        return (host, asker);
    }

    public async Task<string> BeaconAsync(string body, string agent = Firefox)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/e") { Content = new StringContent(body, Encoding.UTF8, "text/plain") };
        return await SaidAsync(request, agent);
    }

    public async Task<string> PixelAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/e.gif" + query);
        return await SaidAsync(request, Firefox);
    }

    /// <summary>With the key of scope <c>admin</c>; with one that may only read; or with none.</summary>
    public Task<string> CallAsync(string method, string path, string? body = null, string type = "application/json") => CallAsync(method, path, body, type, admin);

    /// <summary>With the key of scope <c>admin</c> and an Idempotency-Key.</summary>
    public Task<string> KeyedAsync(string method, string path, string body, string idempotency) => CallAsync(method, path, body, "application/json", admin, idempotency);

    public Task<string> ReadingAsync(string method, string path, string? body = null) => CallAsync(method, path, body, "application/json", reader);

    public Task<string> KeylessAsync(string method, string path, string? body = null, string type = "application/json") => CallAsync(method, path, body, type, null);

    /// <summary>As <see cref="FormAsync"/>, on a page that is there once what was accepted is counted.</summary>
    public async Task<string> CountedFormAsync(string page, string form, params (string Name, string Value)[] fields)
    {
        await host.Services.GetRequiredService<JournalDrain>().WaitAsync(default);
        await host.Services.GetRequiredService<VisitRefresh>().RefreshAsync(default);
        return await FormAsync(page, form, true, fields);
    }

    /// <summary>Fills in a form as the owner, or as nobody where the page is for those.</summary>
    public async Task<string> FormAsync(string page, string form, bool signedIn, params (string Name, string Value)[] fields)
    {
        using var nobody = host.Browser();
        using var answer = await PagesHost.SendAsync(signedIn ? host.Client : nobody, page, form, fields);
        return await WordsAsync(answer);
    }

    /// <summary>Sends a form without the page's token, as another site would have a browser do.</summary>
    public async Task<string> ForgedAsync(string page, params (string Name, string Value)[] fields)
    {
        using var answer = await host.Client.PostAsync(page, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        return await WordsAsync(answer);
    }

    public async Task<string> PageAsync(string path)
    {
        using var answer = await host.Client.GetAsync(path);
        return await WordsAsync(answer);
    }

    public void Dispose() => client.Dispose();

    private async Task<string> CallAsync(string method, string path, string? body, string type, string? key, string? idempotency = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (idempotency is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotency);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await client.SendAsync(request);
        return await ProblemAsync(answer);
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return Status(answer) + (text.Length is > 0 and < 200 ? $" `{text.Trim()}`" : "");
        using var problem = JsonDocument.Parse(text);
        return $"{Status(answer)} `{problem.RootElement.GetProperty("type").GetString()}` {problem.RootElement.GetProperty("detail").GetString()}";
    }

    private async Task<string> SaidAsync(HttpRequestMessage request, string agent)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var answer = await client.SendAsync(request);
        return Status(answer) + (answer.Headers.TryGetValues("X-Murmure", out var said) ? $" `X-Murmure: {string.Join(',', said)}`" : "");
    }

    private static async Task<string> WordsAsync(HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync();
        // Beside a field if it is said there, else above the form.
        var said = Wrong().Matches(html).OrderBy(match => match.Value.StartsWith("<div", StringComparison.Ordinal)).FirstOrDefault();
        var wrong = said is null ? "" : Tag().Replace(said.Groups["text"].Value, "");
        return Status(answer) + (answer.Headers.Location is { } to ? $" to `{Query().Replace(to.IsAbsoluteUri ? to.PathAndQuery : to.ToString(), "")}`" : "")
            + (wrong.Length > 0 ? $" “{System.Net.WebUtility.HtmlDecode(wrong.Trim())}”" : "");
    }

    private static string Status(HttpResponseMessage answer) => $"`{(int)answer.StatusCode}`";

    [GeneratedRegex("<(?:p|div)[^>]*class=\"(?:(?:notice )?wrong|problem)\"[^>]*>(?<text>.*?)</(?:p|div)>", RegexOptions.Singleline, 1000)]
    private static partial Regex Wrong();

    [GeneratedRegex("<[^>]+>", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<=return=)[^&]*", RegexOptions.None, 1000)]
    private static partial Regex Query();
}
