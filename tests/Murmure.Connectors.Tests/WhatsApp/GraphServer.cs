using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>What was asked of the stand-in.</summary>
internal sealed record Asked(string Method, string Path, string Query, string Authorization, JsonElement Body);

/// <summary>A stand-in for Meta's Graph API that answers by its documentation, unless it is told to answer something else.</summary>
internal sealed class GraphServer : IAsyncDisposable
{
    public const string Token = "EAAGraphTokenOfTheStandIn0123456789";

    private readonly WebApplication app;
    private int messages;

    private GraphServer(WebApplication app) => this.app = app;

    public ConcurrentQueue<Asked> Requests { get; } = new();

    /// <summary>Answers instead of the documentation's answer; null goes on with it.</summary>
    public Func<HttpContext, Asked, Task<bool>>? Instead { get; set; }

    /// <summary>The addresses that apps subscribed for the account, as <c>subscribed_apps</c> lists them; null of an app without one of the account's own.</summary>
    public List<string?> Subscribed { get; } = [];

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First() + "/");

    public ConnectorOptions Options => new() { WhatsApp = Address, Patience = TimeSpan.FromMinutes(1) };

    public static async Task<GraphServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new GraphServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Answers an error as Meta writes it.</summary>
    public static async Task<bool> ErrorAsync(HttpContext http, int status, int code, int? subcode = null, string message = "(#0) This text quotes +33612345678")
    {
        http.Response.StatusCode = status;
        await SayAsync(http, new { error = new { message, type = "OAuthException", code, error_subcode = subcode, fbtrace_id = "AbC" } });
        return true;
    }

    public static Task SayAsync(HttpContext http, object answer)
    {
        http.Response.ContentType = "application/json; charset=UTF-8";
        return http.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        var asked = new Asked(
            http.Request.Method, http.Request.Path.Value ?? "", http.Request.QueryString.Value ?? "", http.Request.Headers.Authorization.ToString(), text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
        Requests.Enqueue(asked);
        if (Instead is { } instead && await instead(http, asked))
            return;
        if (asked.Authorization != "Bearer " + Token)
            await ErrorAsync(http, 401, 190);
        else
            await AnswerAsync(http, asked);
    }

    private async Task AnswerAsync(HttpContext http, Asked asked)
    {
        switch (asked.Method, asked.Path)
        {
            case ("GET", "/v26.0/1122334455667"):
                await SayAsync(http, new { id = "1122334455667", quality_rating = "GREEN", code_verification_status = "VERIFIED" });
                break;
            case ("GET", "/v26.0/5467539754836534/subscribed_apps"):
                await SayAsync(http, new { data = Subscribed.Select(one => new { whatsapp_business_api_data = new { id = "67084", name = "Murmure" }, override_callback_uri = one }) });
                break;
            case ("POST", "/v26.0/5467539754836534/subscribed_apps"):
                Subscribed.Add(asked.Body.GetProperty("override_callback_uri").GetString());
                await SayAsync(http, new { success = true });
                break;
            case ("POST", "/v26.0/1122334455667/messages"):
                var to = asked.Body.GetProperty("to").GetString()!;
                await SayAsync(http, new
                {
                    messaging_product = "whatsapp", contacts = new[] { new { input = to, wa_id = to.TrimStart('+') } },
                    messages = new[] { new { id = $"wamid.STANDIN{Interlocked.Increment(ref messages)}=", message_status = "accepted" } },
                });
                break;
            default:
                await ErrorAsync(http, (int)HttpStatusCode.BadRequest, 100, 33);
                break;
        }
    }
}
