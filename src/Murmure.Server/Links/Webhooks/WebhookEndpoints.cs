using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <param name="Url">Where messages go, by https.</param>
public sealed record WebhookRequest(string? Url);

/// <param name="Secret">What messages are signed with; told once, when the webhook is made.</param>
public sealed record WebhookAnswer(long Id, string Url, DateTime Created, string? Secret = null);

public sealed record WebhookListAnswer(IReadOnlyList<WebhookAnswer> Webhooks);

/// <param name="Id">The message's, as its header <c>webhook-id</c> has it.</param>
/// <param name="Tries">How often it was sent.</param>
/// <param name="Answer">The last try's status, or why there was none: <c>private</c>, <c>name</c>, <c>unreachable</c>, <c>time</c>.</param>
/// <param name="NextTry">Null once it was taken or given up.</param>
public sealed record WebhookDeliveryAnswer(string Id, DateTime Created, int Tries, string Answer, DateTime? Taken, DateTime? NextTry);

public sealed record WebhookDeliveriesAnswer(IReadOnlyList<WebhookDeliveryAnswer> Deliveries);

/// <summary><c>/api/v1/webhooks</c></summary>
internal static class WebhookEndpoints
{
    private const int MostShown = 100;

    public static void Map(WebApplication app)
    {
        var webhooks = app.MapGroup("/api/v1/webhooks").WithTags("Webhooks").DisableAntiforgery().RequireAuthorization(Scopes.Policy(Scopes.Admin));
        webhooks.MapPost("", AddAsync).WithSummary("Adds an address that is told of clicks on the organisation's links. Messages are signed as Standard Webhooks has it, with a secret that is answered once.")
            .Accepts<WebhookRequest>("application/json").Produces<WebhookAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        webhooks.MapGet("", async (HttpContext http, WebhookBook book) =>
            TypedResults.Json(new WebhookListAnswer([.. (await book.ListAsync(Maker.OrganisationOf(http), http.RequestAborted)).Select(webhook => AnswerOf(webhook))]), WebhookJson.Default.WebhookListAnswer))
            .WithSummary("Lists the webhooks.").Produces<WebhookListAnswer>();
        webhooks.MapGet("/{id:long}/deliveries", DeliveriesAsync).WithSummary("Lists a webhook's last 100 messages and what became of them, the newest first.")
            .Produces<WebhookDeliveriesAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{id:long}/ping", async (HttpContext http, long id, WebhookBook book) =>
            await book.PingAsync(id, Maker.OrganisationOf(http), http.RequestAborted) ? (IResult)TypedResults.Accepted((string?)null) : Missing())
            .WithSummary("Sends a message of the type ping, without clicks.").Produces(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapDelete("/{id:long}", async (HttpContext http, long id, WebhookBook book) =>
            await book.RemoveAsync(id, Maker.Of(http), http.RequestAborted) ? (IResult)TypedResults.NoContent() : Missing())
            .WithSummary("Removes a webhook and the messages that wait for it.").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AddAsync(HttpContext http, WebhookBook book)
    {
        var (asked, problem) = await ApiBody.ReadAsync(http, WebhookJson.Default.WebhookRequest);
        if (asked is null)
            return problem!;
        var (made, secret, wrong) = await book.AddAsync(asked.Url, Maker.Of(http), http.RequestAborted);
        return made is null ? Problems.BadLink(wrong!) : TypedResults.Json(AnswerOf(made, secret), WebhookJson.Default.WebhookAnswer, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeliveriesAsync(HttpContext http, long id, WebhookBook book) =>
        await book.DeliveriesAsync(id, Maker.OrganisationOf(http), MostShown, http.RequestAborted) is { } deliveries
            ? TypedResults.Json(
                new WebhookDeliveriesAnswer([.. deliveries.Select(one => new WebhookDeliveryAnswer(one.Message, one.Created, one.Tries, one.Answer, one.Taken, one.NextTry))]), WebhookJson.Default.WebhookDeliveriesAnswer)
            : (IResult)Missing();

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Missing() => Problems.NotFound("A webhook of that number is not among this key's.");

    private static WebhookAnswer AnswerOf(Webhook webhook, string? secret = null) => new(webhook.Id, webhook.Url, webhook.Created, secret);
}
