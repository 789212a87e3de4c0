using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>A stand-in for Meta's Graph API that answers by its documentation, unless it is told to answer something else.</summary>
internal sealed class GraphServer : StandIn
{
    public const string Token = "EAAGraphTokenOfTheStandIn0123456789";

    private int messages;

    /// <summary>Answers instead of the documentation's answer; false goes on with it.</summary>
    public Func<HttpContext, Asked, Task<bool>>? Instead { get; set; }

    /// <summary>The addresses that apps subscribed for the account, as <c>subscribed_apps</c> lists them; null of an app without one of the account's own.</summary>
    public List<string?> Subscribed { get; } = [];

    /// <summary>The account's templates, as <c>message_templates</c> lists them.</summary>
    public List<object> Templates { get; } = [];

    /// <summary>Days of templates, as <c>template_analytics</c> lists them; null where it is not switched on.</summary>
    public List<object>? Analytics { get; set; }

    protected override TimeSpan Patience => TimeSpan.FromMinutes(1);

    public static new async Task<GraphServer> StartAsync()
    {
        var server = new GraphServer();
        await ((StandIn)server).StartAsync();
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

    /// <summary>A template as the account lists it.</summary>
    public static object Template(string id, string name, string? url, string status = "APPROVED", string score = "GREEN", string language = "fr") => new
    {
        id, name, language, status, category = "MARKETING", quality_score = new { score, date = 1_764_000_000 },
        components = new object[]
        {
            new { type = "BODY", text = "Bonsoir, {{1}} à {{2}}" },
            new { type = "BUTTONS", buttons = url is null ? new object[] { new { type = "QUICK_REPLY", text = "Stop" } } : [new { type = "QUICK_REPLY", text = "Stop" }, new { type = "URL", text = "Lire", url }] },
        },
    };

    protected override async Task AnswerAsync(HttpContext http, Asked asked)
    {
        if (Instead is { } instead && await instead(http, asked))
            return;
        if (asked.Authorization != "Bearer " + Token)
            await ErrorAsync(http, 401, 190);
        else
            await SpeakAsync(http, asked);
    }

    private async Task SpeakAsync(HttpContext http, Asked asked)
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
                Subscribed.Add(asked.Json.GetProperty("override_callback_uri").GetString());
                await SayAsync(http, new { success = true });
                break;
            case ("POST", "/v26.0/1122334455667/messages"):
                var to = asked.Json.GetProperty("to").GetString()!;
                await SayAsync(http, new
                {
                    messaging_product = "whatsapp", contacts = new[] { new { input = to, wa_id = to.TrimStart('+') } },
                    messages = new[] { new { id = $"wamid.STANDIN{Interlocked.Increment(ref messages)}=", message_status = "accepted" } },
                });
                break;
            case ("GET", "/v26.0/5467539754836534/message_templates"):
                await SayAsync(http, new { data = Templates, paging = new { cursors = new { before = "a", after = "z" } } });
                break;
            case ("GET", "/v26.0/5467539754836534/template_analytics") when Analytics is { } days:
                await SayAsync(http, new { data = new[] { new { granularity = "DAILY", product_type = "cloud_api", data_points = days } } });
                break;
            case ("GET", "/v26.0/5467539754836534/template_analytics"):
                await ErrorAsync(http, (int)HttpStatusCode.BadRequest, 200005);
                break;
            default:
                await ErrorAsync(http, (int)HttpStatusCode.BadRequest, 100, 33);
                break;
        }
    }
}
