using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.WhatsApp;

/// <summary>The calls of Meta's Graph API that a connection makes. The token goes in the header, where no log of addresses has it.</summary>
internal sealed class WhatsAppClient(ForeignClient client, ConnectorOptions options)
{
    public const string NumberId = "phone-number-id";
    public const string AccountId = "business-account-id";
    public const string Token = "access-token";

    /// <summary>More templates than an account may have (6,000) by the page; and an end to a service that repeats itself.</summary>
    private const int MostPages = 60;

    public Task<ForeignAnswer> SendAsync(ConnectorSettings settings, JsonObject message, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Post, settings, $"{settings[NumberId]}/messages", message, cancellation);

    public Task<ForeignAnswer> NumberAsync(ConnectorSettings settings, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, settings, $"{settings[NumberId]}?fields=id,quality_rating", null, cancellation);

    /// <summary>Which of Meta's apps are told of the account's events.</summary>
    public Task<ForeignAnswer> AppsAsync(ConnectorSettings settings, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, settings, $"{settings[AccountId]}/subscribed_apps", null, cancellation);

    /// <summary>
    /// Has the token's app told of the account's messages at our own address
    /// (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override).
    /// </summary>
    public Task<ForeignAnswer> SubscribeAsync(ConnectorSettings settings, Uri webhook, string verifyToken, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Post, settings, $"{settings[AccountId]}/subscribed_apps", new JsonObject { ["override_callback_uri"] = webhook.AbsoluteUri, ["verify_token"] = verifyToken }, cancellation);

    /// <summary>The account's templates, page by page; null where one could not be had, with what went wrong.</summary>
    public async Task<(IReadOnlyList<WhatsAppTemplate>? Templates, ConnectorProblem? Problem)> TemplatesAsync(ConnectorSettings settings, CancellationToken cancellation)
    {
        var templates = new List<WhatsAppTemplate>();
        var after = "";
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await AskAsync(
                HttpMethod.Get, settings, $"{settings[AccountId]}/message_templates?limit=100&fields=id,name,language,status,category,quality_score,components{(after.Length > 0 ? "&after=" + Uri.EscapeDataString(after) : "")}", null, cancellation);
            var body = answer.Root;
            if (!answer.IsGood || body.Get("data").ValueKind != System.Text.Json.JsonValueKind.Array)
                return (null, WhatsAppErrors.Of(answer));
            templates.AddRange(body.Items("data").Select(WhatsAppTemplate.Read).OfType<WhatsAppTemplate>());
            var next = body.Get("paging").Get("cursors").Text("after");
            if (next.Length is 0 or > 1000 || next == after || body.Get("paging").Text("next").Length == 0)
                break;
            after = next;
        }
        return (templates, null);
    }

    /// <summary>
    /// What became of templates by day, as Meta counts it: at most ten at once, of the last ninety days, once it is switched on for the account. Meta counts no
    /// clicks for accounts and numbers of the EU, the United Kingdom and Japan.
    /// </summary>
    public async Task<(IReadOnlyList<TemplateDay>? Days, ConnectorProblem? Problem)> AnalyticsAsync(
        ConnectorSettings settings, IReadOnlyList<string> templates, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        var (start, end) = (SecondsOf(from), SecondsOf(to.AddDays(1)));
        var ids = Uri.EscapeDataString($"[{string.Join(',', templates.Where(WhatsAppTemplate.IsId).Take(10).Select(id => $"\"{id}\""))}]");
        var metrics = Uri.EscapeDataString("[\"SENT\",\"DELIVERED\",\"READ\",\"CLICKED\"]");
        var answer = await AskAsync(
            HttpMethod.Get, settings, string.Create(CultureInfo.InvariantCulture, $"{settings[AccountId]}/template_analytics?start={start}&end={end}&granularity=DAILY&template_ids={ids}&metric_types={metrics}&limit=1000"), null, cancellation);
        var body = answer.Root;
        return answer.IsGood && body.Get("data").ValueKind == System.Text.Json.JsonValueKind.Array
            ? ([.. body.Items("data").SelectMany(part => part.Items("data_points")).Select(TemplateDay.Of).OfType<TemplateDay>()], null)
            : (null, WhatsAppErrors.Of(answer));
    }

    private static long SecondsOf(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();

    private async Task<ForeignAnswer> AskAsync(HttpMethod method, ConnectorSettings settings, string path, JsonObject? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(options.WhatsApp, $"{options.WhatsAppVersion}/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings[Token]);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await client.SendAsync(request, cancellation);
    }
}
