using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Browser.Tests.Pages;

/// <summary>The newsroom's connections and campaigns: one before, one whose posts stand in every state there is.</summary>
internal static class NewsroomCampaigns
{
    public static async Task MakeAsync(PagesHost host, string site)
    {
        var (connections, campaigns) = ($"/app/sites/{site}/connections", $"/app/sites/{site}/campaigns");
        await SendAsync(host, connections + "/new?kind=manual", "keep", ("name", "Groupe WhatsApp des supporters"), ("channel", "whatsapp"), ("quiet-from", "22"), ("quiet-to", "7"));
        await SendAsync(host, connections + "/new?kind=manual", "keep", ("name", "Canal Telegram"), ("channel", "telegram"));
        await SendAsync(host, campaigns + "/new", "keep", ("name", "Rentrée des associations"), ("link", "2"));
        await SendAsync(host, campaigns + "/1/posts/new", "keep", ("connection", "by-hand:email"), ("text", "La lettre de rentrée."));
        await SendAsync(host, campaigns + "/1", "published-1");
        await SendAsync(host, campaigns + "/new", "keep", ("name", "Municipales : le guide de la campagne"), ("brief", "Faire connaître le guide avant le premier tour."), ("link", "1"), ("budget", "250"), ("currency", "EUR"));
        foreach (var (by, place, text, cost) in new[]
                 {
                     ("1", "", "Le guide des municipales est en ligne : candidats, bureaux de vote, dates.", "80"), ("1", "WhatsApp: supporters", "Pour vous d'abord : le guide des municipales.", ""),
                     ("2", "", "Notre guide, en un message.", "20"), ("by-hand:email", "", "À la une de la lettre : le guide des municipales.", "120"), ("by-hand:signal", "", "Le guide, à faire suivre.", ""),
                     ("by-hand:facebook", "", "Le guide est là.", ""), ("2", "", "Rappel : le guide des municipales.", ""),
                 })
            await SendAsync(host, campaigns + "/2/posts/new", "keep", ("connection", by), ("place", place), ("text", text), ("cost", cost));
        foreach (var post in (int[])[2, 3, 4, 5])
            await SendAsync(host, campaigns + "/2", $"published-{post}");
        await SendAsync(host, campaigns + "/2", "declare-2", ("audience-2", "420"), ("reactions-2", "37"));
        await SendAsync(host, connections + "/new?kind=whatsapp", "keep", ("name", "WhatsApp Business"), ("phone-number-id", "1122334455667"), ("business-account-id", "5467539754836534"),
            ("access-token", GraphServer.Token), ("app-secret", new string('0', 32)), ("verify-token", "only-we-know-this"), ("phone-number", "+33100000000"));
        await SendAsync(host, connections + "/new?kind=manual", "keep", ("name", "La lettre du matin"), ("channel", "email"));
        await SendAsync(host, campaigns + "/new", "keep", ("name", "Lettre du soir"), ("link", "1"));
        await SendAsync(host, campaigns + "/3/posts/new", "keep", ("connection", "3"), ("text", "Le guide des municipales."), ("template", "lettre_du_soir fr"), ("body.1", "Anne"), ("body.2", "19 h"));
        await SendAsync(host, connections + "/new?kind=manual", "keep", ("name", "Page Messenger"), ("channel", "messenger"), ("page", "le.courrier.du.soir"));
        await SendAsync(host, connections + "/new?kind=discord", "keep", ("name", "Serveur des lecteurs"), ("token", DiscordServer.Token), ("channel", DiscordServer.Channel), ("guild", DiscordServer.Guild));
        await SendAsync(host, connections + "/6/rooms", "choose", ("room", DiscordServer.Talk), ("told", "yes"));
        await SendAsync(host, campaigns + "/3/posts/new", "keep", ("connection", "6"), ("text", string.Join("\n\n", Enumerable.Repeat("Le guide des municipales est en ligne : candidats, bureaux de vote, dates et modalités du vote par procuration.", 20))));
        await TellAsync(host);
        await BringAsync(host.Store, site);
    }

    /// <summary>The rooms of the community.</summary>
    public static void Fill(DiscordServer discord) => discord.Channels = JsonNode.Parse(
        $$"""
        [{"id":"{{DiscordServer.Channel}}","type":5,"position":1,"name":"annonces"},{"id":"{{DiscordServer.Talk}}","type":0,"position":2,"name":"salon-des-lecteurs"},{"id":"1100000000000000021","type":0,"position":3,"name":"municipales-2027"}]
        """)!.AsArray();

    /// <summary>What the account has at Meta.</summary>
    public static void Fill(GraphServer graph)
    {
        graph.Templates.AddRange(
        [
            GraphServer.Template("594425479261596", "lettre_du_soir", "https://go.courrier.example/{{1}}"), GraphServer.Template("594425479261597", "abonnement_rappel_de_fin_de_periode", null, "PAUSED", "RED"),
            GraphServer.Template("594425479261598", "election_results", "https://go.courrier.example/{{1}}", "PENDING", "UNKNOWN", "en_GB"), GraphServer.Template("594425479261599", "offre_de_rentree", "https://go.courrier.example/{{1}}", "REJECTED", "UNKNOWN"),
        ]);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        graph.Analytics =
        [
            .. Enumerable.Range(1, 6).Select(back => new
            {
                template_id = "594425479261596", start = new DateTimeOffset(today.AddDays(-back).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds(), sent = 1900 - (back * 37), delivered = 1850 - (back * 35), read = 1240 - (back * 20),
                clicked = new[] { new { type = "url_button", button_content = "Lire", count = 310 - (back * 9) } },
            }),
        ];
    }

    /// <summary>What channels told, and the states into which only they bring a post.</summary>
    private static async Task TellAsync(PagesHost host)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        ObservationCount Of(long post, string kind, long amount, string detail = "") => new(post < 4 ? 1 : 2, post, kind, detail, today, amount);
        await host.Services.GetRequiredService<ObservationFile>().AppendAsync(
        [
            Of(2, "sent", 1_900), Of(2, "delivered", 1_861), Of(2, "read", 1_244), Of(2, "reaction", 61, "👍"), Of(2, "reply", 12), Of(2, "failed", 39, "131026"),
            Of(4, "reaction", 48, "❤"), Of(4, "joined", 17, "guide"), Of(5, "sent", 9_420), Of(5, "delivered", 9_310),
            .. Enumerable.Range(0, 21).Select(back => new ObservationCount(2, 0, "members", "", today.AddDays(-back), 1_310 - (7 * back) - (back > 12 ? 40 : 0), true)),
            new ObservationCount(2, 0, "members", "", today.AddDays(-30), 1_080, true), new ObservationCount(2, 0, "online", "", today, 214, true), new ObservationCount(2, 0, "left", "", today.AddDays(-3), 4),
            new(3, 0, "template", "paused", today, 1), new(3, 0, "template", "approved", today.AddDays(-9), 2), new(3, 0, "conversation", "2", today, 34),
        ], 1, default);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        var posts = await db.Posts.ToDictionaryAsync(post => post.Id);
        (posts[6].State, posts[6].Due) = (PostState.Scheduled, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(2));
        (posts[7].State, posts[7].Answer) = (PostState.Failed, "rights 403");
        (posts[8].State, posts[8].Answer) = (PostState.Unsure, "unreachable");
        foreach (var post in (int[])[1, 2, 3, 4, 5])
            posts[post].PublishedAt = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(post == 1 ? -11 : -9);
        var connection = await db.Connections.SingleAsync(one => one.Id == 2);
        (connection.Problem, connection.ProblemAt) = ("limit 429", TimeProvider.System.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync();
    }

    /// <summary>Readers who followed the campaign's addresses to the page, read, and took out a subscription.</summary>
    private static async Task BringAsync(IEventStore store, string site)
    {
        var (day, visitor, events) = (DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-4), 900_000UL, new List<StoredEvent>());
        foreach (var (variant, visits, goals) in new[] { ("whatsapp", 310, 9), ("WhatsApp: supporters", 120, 4), ("telegram", 41, 1), ("email", 152, 5) })
        {
            for (var i = 0; i < visits; i++)
            {
                var view = PagesHost.Visit with
                {
                    Time = day.ToDateTime(new TimeOnly(9, i % 60), DateTimeKind.Utc), Day = day, Hour = 10, Visitor = ++visitor, Page = NewsroomArticle.Page, Detail = new EventDetail { Link = 1, Variant = variant },
                };
                events.Add(view);
                events.Add(view with { Kind = EventKind.Engagement, Detail = view.Detail with { EngagedMilliseconds = 40_000 + (i % 50 * 1_000) } });
                if (i < goals)
                    events.Add(view with { Kind = EventKind.Goal, Detail = view.Detail with { Name = "abonnement", Revenue = 9.90m, Currency = "EUR" } });
            }
        }
        await store.AppendAsync(new EventBatch("brought", site, events.ToArray()), default);
        await store.DeriveVisitsAsync(site, DayRange.Of(day), default);
    }

    private static async Task SendAsync(PagesHost host, string page, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PagesHost.SendAsync(host.Client, page, form, fields);
        ((int)answer.StatusCode).ShouldBe(302, $"{page}: {form}");
    }
}
