using System.Text;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.Telegram;

/// <summary>
/// Asks the Bot API (https://core.telegram.org/bots/api#making-requests): a method is a path, its parameters are JSON, its answer stands in <c>result</c>.
/// PRIVACY: the token stands in the address, which therefore goes nowhere but to Telegram.
/// </summary>
internal sealed class TelegramClient(ForeignClient client, Uri root)
{
    public const string Token = "token";

    /// <summary>Calls a method once.</summary>
    /// <param name="patience">How long, of a question that Telegram keeps open.</param>
    public async Task<ForeignAnswer> CallAsync(ConnectorSettings settings, string method, JsonObject parameters, CancellationToken cancellation, TimeSpan? patience = null)
    {
        // TRICKY: as a relative address, "bot123:secret" would be one of the scheme "bot123".
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{root.AbsoluteUri.TrimEnd('/')}/bot{settings[Token]}/{method}")
        {
            Content = new StringContent(parameters.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        return await client.SendAsync(request, cancellation, patience);
    }
}
