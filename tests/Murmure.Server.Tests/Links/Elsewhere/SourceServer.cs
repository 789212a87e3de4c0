using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Murmure.Server.Tests.Links.Elsewhere;

/// <summary>Stands in for another service on this machine: answers by path and query, and remembers what it was asked with which proof.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private SourceServer(WebApplication app) => this.app = app;

    /// <summary>What to answer to a path with its query; what is not here is 404.</summary>
    public ConcurrentDictionary<string, (int Status, string Body)> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked, in order: path and query, and the headers by which it was proved who asks.</summary>
    public ConcurrentQueue<(string Path, string Proof)> Asked { get; } = new();

    public string Address => app.Urls.First();

    public static async Task<SourceServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new SourceServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path + http.Request.QueryString;
        Asked.Enqueue((path, string.Concat(http.Request.Headers.Authorization.ToString(), http.Request.Headers["X-Api-Key"].ToString())));
        var (status, body) = Answers.GetValueOrDefault(path, (404, "{}"));
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body);
    }
}
