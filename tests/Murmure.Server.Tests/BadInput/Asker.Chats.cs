using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Server.Accounts;
using Murmure.Server.Connections;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.BadInput;

internal sealed partial class Asker
{
    private readonly Dictionary<string, string> doors = new(StringComparer.Ordinal);

    /// <summary>Tells a Telegram connection something.</summary>
    /// <param name="secret">What the header says; the right one where nothing is given.</param>
    public Task<string> TelegramAsync(string body, string secret = TelegramServer.Secret, string method = "POST") =>
        TellAsync("telegram", method, Encoding.UTF8.GetBytes(body), ("X-Telegram-Bot-Api-Secret-Token", secret));

    /// <summary>Tells a Discord connection something, signed as Discord signs where nothing else is given.</summary>
    public Task<string> DiscordAsync(string body, string? signature = null, TimeSpan ago = default, string method = "POST")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var (signed, time) = Interaction.Sign(bytes, host.Services.GetRequiredService<TimeProvider>().GetUtcNow() - ago);
        return TellAsync("discord", method, bytes, ("X-Signature-Ed25519", signature ?? signed), ("X-Signature-Timestamp", time));
    }

    private async Task<string> TellAsync(string kind, string method, byte[] body, params (string Name, string Value)[] headers)
    {
        if (!doors.TryGetValue(kind, out var door))
            doors[kind] = door = await ConnectAsync(kind);
        using var request = new HttpRequestMessage(new HttpMethod(method), door) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await client.SendAsync(request);
        var said = answer.Headers.TryGetValues("X-Murmure", out var words) ? $" `X-Murmure: {string.Join(',', words)}`" : "";
        return await ProblemAsync(answer) + said;
    }

    /// <param name="name">A kind of connection, or a provider of text messages.</param>
    private async Task<string> ConnectAsync(string name)
    {
        var kind = name is "generic" or "twilio" ? "sms" : name;
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single(one => one.Host == "live.example");
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        var account = await db.Users.FirstAsync(user => user.Email == PagesHost.Owner);
        var caller = new Caller(account.Id, PagesHost.Owner, site.Organisation!.Value, "", Role.Owner, [(site.Organisation.Value, "")]);
        var values = new Dictionary<string, string>
        {
            ["token"] = kind == "telegram" ? TelegramServer.Token : DiscordServer.Token, ["chat"] = "@murmure_news", ["secret"] = TelegramServer.Secret, ["public-key"] = Interaction.Key, ["provider"] = name,
        };
        var (kept, field, problem) = await host.Services.GetRequiredService<ConnectionBook>().KeepAsync(site, Maker.Of(caller), null, new ConnectionRequest(kind, name, kind, values, "https://m.example.org"), default);
        return $"/webhooks/{kind}/{kept.ShouldNotBeNull($"{field} {problem}").Address}";
    }
}
