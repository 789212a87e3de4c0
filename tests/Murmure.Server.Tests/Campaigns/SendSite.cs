using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Links;
using Murmure.Server.Accounts;
using Murmure.Server.Campaigns.Sends;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Links;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>A whole server with a connection to the stand-in for Meta, and a campaign whose link is <c>/concert</c>.</summary>
internal sealed class SendSite : IAsyncDisposable
{
    public const string Root = "https://stats.courrier.example";
    public const string Secret = "0123456789abcdef0123456789abcdef";
    public const string Number = "1122334455667";

    private long campaign;

    public required LinkSite Links { get; init; }

    public required GraphServer Graph { get; init; }

    public required Caller Caller { get; init; }

    public required Connection Connection { get; init; }

    public LiveHost Host => Links.Host;

    public static async Task<SendSite> StartAsync(string rate = "", string tier = "unlimited", (int From, int To)? quiet = null)
    {
        var graph = await GraphServer.StartAsync();
        var links = await LinkSite.StartAsync(with: options => options with { Connectors = graph.Options() });
        var caller = await CallerAsync(links.Host);
        var values = Settings(("rate", rate), ("tier", tier));
        var (kept, field, problem) = await links.Host.Services.GetRequiredService<ConnectionBook>().KeepAsync(
            SiteOf(links.Host), Maker.Of(caller), null, new ConnectionRequest("whatsapp", "WhatsApp", "whatsapp", values, Root) { QuietFrom = quiet?.From, QuietTo = quiet?.To }, default);
        var site = new SendSite { Links = links, Graph = graph, Caller = caller, Connection = kept.ShouldNotBeNull(field + problem) };
        await site.AddCampaignAsync();
        return site;
    }

    /// <summary>What opens the stand-in for Meta, and what else is said of the number.</summary>
    public static Dictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["phone-number-id"] = Number, ["business-account-id"] = "5467539754836534", ["access-token"] = GraphServer.Token, ["app-secret"] = Secret, ["verify-token"] = "only-we-know-this",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    public static SiteRules SiteOf(LiveHost host) => host.Services.GetRequiredService<SiteDirectory>().All.Single();

    /// <summary>Adds a post of a template with a button.</summary>
    public async Task<long> PostAsync(DateTime? due = null, string form = "template")
    {
        await using var db = await DbAsync(Host);
        var post = new Post
        {
            CampaignId = campaign, ConnectionId = Connection.Id, Channel = "whatsapp", Variant = "whatsapp", Text = "Le concert du soir", Due = due, State = due is null ? PostState.Draft : PostState.Scheduled,
            Details = new() { ["form"] = form, ["template"] = "evening_letter", ["language"] = "fr" },
        };
        db.Posts.Add(post);
        await db.SaveChangesAsync();
        return post.Id;
    }

    /// <summary>Hands in a list and begins, on this server or on another one over the same data.</summary>
    public async Task<long> BeginAsync(params string[] numbers)
    {
        var post = await PostAsync();
        (await KeepAsync(post, numbers)).ShouldBe("");
        (await Host.Services.GetRequiredService<SendBook>().StartAsync(SiteOf(Host), Caller, post, default)).ShouldBeTrue();
        return post;
    }

    public async Task<string> KeepAsync(long post, params string[] numbers) =>
        (await Host.Services.GetRequiredService<SendBook>().KeepAsync(SiteOf(Host), Caller, post, new RecipientsRequest("name;phone\n" + string.Join('\n', numbers.Select(number => "Chantal;" + number)), "", true), default)).Problem;

    public Task RoundAsync(LiveHost? host = null) => (host ?? Host).Services.GetRequiredService<SendRounds>().RunOnceAsync(default);

    /// <summary>Some time of the server's life, with the round of each of its seconds.</summary>
    public async Task SecondsAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await RoundAsync();
        }
    }

    /// <summary>How a send stands: <c>Going 1 waiting 2 sent</c>; empty once it has no list.</summary>
    public string State(long post, LiveHost? host = null)
    {
        if ((host ?? Host).Services.GetRequiredService<SendBook>().StateOf(post) is not { } state)
            return "";
        var tally = state.Tally;
        var counts = new (int Count, string Name)[]
        {
            (tally.Waiting, "waiting"), (tally.HandedOver, "handed over"), (tally.Sent, "sent"), (tally.Failed, "failed"), (tally.Refuses, "refuse"), (tally.Unsure, "unsure"), (tally.LeftOut, "left out"),
        };
        return string.Join(' ', counts.Where(one => one.Count > 0).Select(one => $"{one.Count} {one.Name}").Prepend(state.Stage.ToString()));
    }

    public async Task<Post> FindAsync(long post, LiveHost? host = null)
    {
        await using var db = await DbAsync(host ?? Host);
        return await db.Posts.AsNoTracking().SingleAsync(one => one.Id == post);
    }

    /// <summary>What was counted of a post, as <c>sent 3</c>.</summary>
    public async Task<string> CountsAsync(long post, LiveHost? host = null) => string.Join(", ", (await (host ?? Host).Services.GetRequiredService<ObservationFile>().OfPostsAsync([post], default))
        .GroupBy(one => one.Kind + (one.Detail.Length > 0 ? " " + one.Detail : "")).Select(same => $"{same.Key} {same.Sum(one => one.Amount)}").Order(StringComparer.Ordinal));

    /// <summary>To whom messages went, in order.</summary>
    public List<string> Written => [.. Graph.Log.Where(one => one.Path.EndsWith("/messages", StringComparison.Ordinal)).Select(one => one.Json.GetProperty("to").GetString()!)];

    /// <summary>Tells the connection's webhook something, signed.</summary>
    public async Task<(HttpStatusCode Status, string Said)> TellAsync(string payload, string? signature = null, LiveHost? host = null)
    {
        var body = Encoding.UTF8.GetBytes(payload);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp/" + Connection.Address) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", signature ?? "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        using var answer = await (host ?? Host).Client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Murmure", out var said) ? said.Single() : "");
    }

    /// <summary>An envelope around what is told now.</summary>
    public string Change(string list, string content, TimeSpan? ago = null)
    {
        var told = (Host.Clock.GetUtcNow() - (ago ?? TimeSpan.Zero)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"5467539754836534","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"{{{Number}}}"},
            "contacts":[{"profile":{"name":"Chantal Kanarienvogel"},"wa_id":"33612345678"}],"{{{list}}}":[{"timestamp":"{{{told}}}",{{{content}}}}]}}]}]}
            """;
    }

    public string Status(string message, string status) => Change("statuses", $"\"id\":\"{message}\",\"status\":\"{status}\",\"recipient_id\":\"33612345678\"");

    public string Text(string from, string id, string text, TimeSpan? ago = null) => Change("messages", $"\"id\":\"{id}\",\"from\":\"{from}\",\"type\":\"text\",\"text\":{{\"body\":\"{text}\"}}", ago);

    public async ValueTask DisposeAsync()
    {
        await Links.DisposeAsync();
        await Graph.DisposeAsync();
    }

    internal static async Task<MurmureDb> DbAsync(LiveHost host) => await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();

    private async Task AddCampaignAsync()
    {
        var link = await Links.LinkAsync(new { url = "https://example.org/culture/concert", slug = "concert" });
        await using var db = await DbAsync(Host);
        var made = new Campaign { SiteId = 1, Name = "Concert", LinkId = link.GetProperty("id").GetInt64(), Created = Host.Clock.GetUtcNow().UtcDateTime };
        db.Campaigns.Add(made);
        await db.SaveChangesAsync();
        campaign = made.Id;
    }

    private static async Task<Caller> CallerAsync(LiveHost host)
    {
        await using var db = await DbAsync(host);
        var account = new Account { UserName = "anna@courrier.example", Email = "anna@courrier.example", NormalizedEmail = "ANNA@COURRIER.EXAMPLE", NormalizedUserName = "ANNA@COURRIER.EXAMPLE", Created = host.Clock.GetUtcNow().UtcDateTime };
        db.Add(account);
        await db.SaveChangesAsync();
        db.Memberships.Add(new Membership { OrganisationId = 1, AccountId = account.Id, Role = Role.Editor });
        await db.SaveChangesAsync();
        return new Caller(account.Id, "anna@courrier.example", 1, "Organisation 1", Role.Editor, [(1, "Organisation 1")]);
    }
}
