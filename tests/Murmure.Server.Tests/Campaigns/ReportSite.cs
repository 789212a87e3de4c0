using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Server.Connections;
using Murmure.Server.Ingest;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>A newspaper on a Wednesday morning with a short link, <c>/enquete</c>, and how a test makes campaigns, goes through them as a reader and reads what came of them.</summary>
internal sealed class ReportSite : IAsyncDisposable
{
    public const string Pages = DetailSite.Page + "/campaigns";

    private int readers;

    public required PagesHost Host { get; init; }

    public required HastyClock Clock { get; init; }

    /// <summary>Starts the server over a site whose record begins on 2 November.</summary>
    public static async Task<ReportSite> StartAsync(ComplianceProfile profile = ComplianceProfile.UkStats, string goal = "abonnement", ConnectorOptions? connectors = null, params StoredEvent[] events)
    {
        var clock = DetailSite.Clock;
        var host = await PagesHost.StartAtAsync(
            clock, DetailSite.Host, [PagesHost.Visit, .. events], options => options with { Intake = options.Intake with { Linger = TimeSpan.Zero }, Connectors = connectors ?? options.Connectors });
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            var site = await db.Sites.SingleAsync();
            site.Profile = profile.Slug();
            if (goal.Length > 0)
                site.Goals = [new Goal { Name = goal }];
            await db.SaveChangesAsync();
        }
        await host.Services.GetRequiredService<SiteBook>().PublishAsync(default);
        var made = new ReportSite { Host = host, Clock = clock };
        await made.LinkAsync("enquete", "https://" + DetailSite.Host + "/enquete");
        return made;
    }

    public Task LinkAsync(string slug, string url) => SendAsync("/app/links/new", "link", ("url", url), ("slug", slug));

    public Task CampaignAsync(string name, params (string Name, string Value)[] fields) => SendAsync(Pages + "/new", "keep", [("name", name), .. fields]);

    /// <summary>Adds a post that goes out by hand, and says that it is out.</summary>
    public async Task PublishAsync(int campaign, int post, string channel, string cost = "")
    {
        await SendAsync($"{Pages}/{campaign}/posts/new", "keep", ("connection", "by-hand:" + channel), ("text", "À lire ce soir"), ("cost", cost));
        await SendAsync($"{Pages}/{campaign}", $"published-{post}");
    }

    /// <summary>Writes down when a post went out.</summary>
    public async Task OutAsync(long post, DateTime at)
    {
        await using var db = await Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.Posts.SingleAsync(one => one.Id == post)).PublishedAt = at;
        await db.SaveChangesAsync();
    }

    /// <summary>Connects an account of the site's; its number.</summary>
    public async Task<long> ConnectAsync(string kind, Dictionary<string, string> values)
    {
        var (kept, field, problem) = await Host.Services.GetRequiredService<ConnectionBook>().KeepAsync(
            Host.Services.GetRequiredService<SiteDirectory>().All.Single(), new Maker(1, 1, PagesHost.Owner), null, new ConnectionRequest(kind, "Ours on " + kind, kind, values, "https://m.example.org"), default);
        return kept.ShouldNotBeNull(field + problem).Id;
    }

    /// <summary>A channel of Telegram's, and an invitation to it that was made for the first campaign.</summary>
    public async Task InviteAsync(string detail)
    {
        var connection = await ConnectAsync("telegram", new() { ["token"] = TelegramServer.Token, ["chat"] = "@murmure_news", ["secret"] = TelegramServer.Secret });
        await using var db = await Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        db.Invitations.Add(new Invitation { CampaignId = 1, ConnectionId = connection, Detail = detail, Address = "https://t.me/+AbCdEf", Created = Clock.GetUtcNow().UtcDateTime });
        await db.SaveChangesAsync();
    }

    /// <summary>Somebody follows the channel's address of the link, and tells the page these events, each as the script does.</summary>
    public async Task FollowAsync(string channel, params string[] then)
    {
        var tag = Host.Services.GetRequiredService<Attribution.Catalogue>().BySlug[channel].Tag;
        var agent = string.Create(CultureInfo.InvariantCulture, $"Mozilla/5.0 (X11; Linux x86_64; rv:{100 + ++readers}.0) Gecko/20100101 Firefox/{100 + readers}.0");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Host.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "fr");
        using var clicked = await client.GetAsync(new Uri($"/enquete~{tag}", UriKind.Relative));
        ((int)clicked.StatusCode).ShouldBe(302);
        foreach (var one in then.Prepend("\"n\":\"pageview\""))
        {
            using var told = await client.PostAsync(new Uri("/e", UriKind.Relative), new StringContent($"{{{one},\"u\":\"https://{DetailSite.Host}/enquete\"}}"));
            told.IsSuccessStatusCode.ShouldBeTrue($"{one}: {told.StatusCode} {await told.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Something asks for the channel's address of the link, by its own name.</summary>
    public async Task AskAsync(string channel, string agent)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Host.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        using var answer = await client.GetAsync(new Uri($"/enquete~{Host.Services.GetRequiredService<Attribution.Catalogue>().BySlug[channel].Tag}", UriKind.Relative));
        ((int)answer.StatusCode).ShouldBe(302);
    }

    public async Task SettleAsync()
    {
        await Host.Services.GetRequiredService<JournalDrain>().WaitAsync(default);
        await Host.Services.GetRequiredService<VisitRefresh>().RefreshAsync(default);
    }

    public Task TellAsync(params ObservationCount[] counts) => Host.Services.GetRequiredService<ObservationFile>().AppendAsync(counts, 1, default);

    /// <summary>The campaign's page; sums and their currencies are parted by a plain space.</summary>
    public async Task<string> PageAsync(int campaign) => (await Host.ReadAsync($"/campaigns/{campaign}")).Replace('\u00A0', ' ');

    public async Task<JsonElement> AnswerAsync(int campaign) => await Host.AskAsync(string.Create(CultureInfo.InvariantCulture, $"campaigns/{campaign}/report"));

    /// <summary>The lines of the file, by channel, each with its fields by the names of the columns.</summary>
    public async Task<Dictionary<string, Dictionary<string, string>>> FileAsync(int campaign)
    {
        var lines = (await Host.Client.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"{Pages}/{campaign}.csv"))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        return lines.Skip(1).ToDictionary(line => line[0], line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public async Task SendAsync(string page, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PagesHost.SendAsync(Host.Client, page, form, fields);
        ((int)answer.StatusCode).ShouldBe(302, $"{page}: {form}");
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
