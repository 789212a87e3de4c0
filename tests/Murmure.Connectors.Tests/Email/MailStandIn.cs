using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Murmure.Connectors.Tests.Email;

/// <summary>An answer that a service gives to a path, with its query.</summary>
internal sealed record MailAnswer(int Status, string Body)
{
    public string? RetryAfter { get; init; }

    public TimeSpan Delay { get; init; }
}

/// <summary>A service of newsletters, on a port of this machine: it answers what it was told to, and remembers how it was asked.</summary>
internal sealed class MailStandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private MailStandIn(WebApplication app) => this.app = app;

    public ConcurrentDictionary<string, MailAnswer> Answers { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<(string Path, string Key, string Authorization)> Asked { get; } = new();

    public Uri Root => new(app.Urls.Single() + "/");

    public static async Task<MailStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var built = builder.Build();
        var standIn = new MailStandIn(built);
        built.Run(standIn.AnswerAsync);
        await built.StartAsync();
        return standIn;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = (http.Request.Path.Value + http.Request.QueryString.Value).TrimStart('/');
        Asked.Enqueue((path, http.Request.Headers["api-key"].ToString(), http.Request.Headers.Authorization.ToString()));
        var answer = Answers.GetValueOrDefault(path, new MailAnswer(404, """{"code":"document_not_found"}"""));
        if (answer.Delay > TimeSpan.Zero)
            await Task.Delay(answer.Delay, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } after)
            http.Response.Headers.RetryAfter = after;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.Body);
    }
}
