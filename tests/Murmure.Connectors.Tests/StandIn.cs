using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Murmure.Connectors.Tests;

/// <summary>What a stand-in was asked.</summary>
internal sealed record Asked(string Method, string Path, string Query, string Authorization, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>A service of somebody else's on this machine. Subclasses speak its protocol; every fault that a network has is here.</summary>
internal abstract class StandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    protected StandIn()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(TakeAsync);
    }

    /// <summary>Everything that was asked, in order.</summary>
    public ConcurrentQueue<Asked> Log { get; } = new();

    /// <summary>What happens to the next requests instead of an answer, one each.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Faults { get; } = new();

    public Uri Root { get; private set; } = null!;

    /// <summary>How long its askers wait for it.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(5);

    public ConnectorOptions Options(ConnectorOptions? options = null) =>
        (options ?? new ConnectorOptions()) with { Telegram = Root, Discord = new Uri(Root, "/api/v10/"), WhatsApp = Root, Patience = Patience };

    public async Task StartAsync()
    {
        await app.StartAsync();
        Root = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public static Func<HttpContext, Task> Status(int status, string body = "", string type = "application/json", params (string Name, string Value)[] headers) => async http =>
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            http.Response.Headers[name] = value;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(body);
    };

    /// <summary>Hangs up without an answer.</summary>
    public static Task HangUp(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Keeps the question until the asker has enough.</summary>
    public static async Task Sleep(HttpContext http)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // It has.
        }
    }

    /// <summary>Does what was asked, and the answer is lost on its way.</summary>
    public async Task Lose(HttpContext http)
    {
        http.Response.Body = Stream.Null;
        await AnswerAsync(http, Log.Last());
        http.Abort();
    }

    /// <summary>Does what was asked, and answers when it is time to.</summary>
    /// <param name="asked">Is told when the question is there.</param>
    public Func<HttpContext, Task> Hold(TaskCompletionSource asked, Task until) => async http =>
    {
        var question = Log.Last();
        asked.TrySetResult();
        await until.WaitAsync(http.RequestAborted);
        await AnswerAsync(http, question);
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    protected abstract Task AnswerAsync(HttpContext http, Asked asked);

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var asked = new Asked(http.Request.Method, http.Request.Path, http.Request.QueryString.Value ?? "", http.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync());
        Log.Enqueue(asked);
        await (Faults.TryDequeue(out var fault) ? fault(http) : AnswerAsync(http, asked));
    }
}
