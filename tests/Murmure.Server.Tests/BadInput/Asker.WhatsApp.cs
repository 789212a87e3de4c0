using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Tests.Campaigns;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.BadInput;

internal sealed partial class Asker
{
    private string? webhook;

    /// <summary>Asks a WhatsApp connection's webhook; a body is signed as Meta signs, where nothing else is given.</summary>
    public async Task<string> WhatsAppAsync(string method, string query, byte[]? body = null, string? signature = null)
    {
        webhook ??= await ConnectAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), webhook + query);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", signature ?? "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SendSite.Secret), body)));
        }
        using var answer = await client.SendAsync(request);
        var said = answer.Headers.TryGetValues("X-Murmure", out var words) ? $" `X-Murmure: {string.Join(',', words)}`" : "";
        return await ProblemAsync(answer) + said;
    }

    private async Task<string> ConnectAsync()
    {
        await SendPageTests.PrepareAsync(host, "live.example");
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return "/webhooks/whatsapp/" + (await db.Connections.SingleAsync()).Address;
    }
}
