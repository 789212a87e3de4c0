using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Links;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Links;

/// <summary>Somebody has this server ask its own machine: through no door does a connection come about.</summary>
[WholeServer]
public sealed class ForgedRequestTests
{
    private static readonly string[] Spellings =
    [
        "http://127.0.0.1:{0}/", "http://localhost:{0}/", "http://LOCALHOST.:{0}/", "http://[::1]:{0}/", "http://[::ffff:127.0.0.1]:{0}/", "http://[::ffff:7f00:1]:{0}/", "http://2130706433:{0}/",
        "http://0x7f.1:{0}/", "http://0177.0.0.1:{0}/", "http://127.1:{0}/", "http://0.0.0.0:{0}/", "http://①②⑦.⓪.⓪.①:{0}/", "http://user@127.0.0.1:{0}/", "https://127.0.0.1:{0}/",
        "http://127.0.0.1:{0}#@example.com/", "http://example.com@127.0.0.1:{0}/", "http://localhost.localdomain:{0}/", "http://ip6-localhost:{0}/", "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/", "http://[fd00:ec2::254]/", "http://10.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:{0}/", "ftp://127.0.0.1:{0}/", "//127.0.0.1:{0}/", "127.0.0.1:{0}",
    ];

    [Fact]
    public async Task No_door_that_fetches_connects_to_this_machine()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        using var receiver = new Receiver();
        var admin = await host.KeyAsync("admin");
        using var api = new HttpClient { BaseAddress = host.Address };
        api.DefaultRequestHeaders.Authorization = new("Bearer", admin);
        foreach (var target in Spellings.Select(spelling => string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, receiver.Port)))
        {
            using var looked = await PagesHost.SendAsync(host.Client, "/app/links/preview", "look", ("url", target));
            looked.StatusCode.ShouldBe(HttpStatusCode.OK, target);
            using var fed = await PagesHost.SendAsync(host.Client, "/app/links/feeds", "add", ("url", target), ("site", "mine.example"));
            fed.StatusCode.ShouldBe(HttpStatusCode.OK, "refused, and said so: " + target);
            using var hooked = await PagesHost.SendAsync(host.Client, "/app/links/webhooks", "add", ("url", target));
            hooked.StatusCode.ShouldBe(HttpStatusCode.OK, target);
            (await PostAsync(api, "/api/v1/webhooks", new { url = target })).ShouldBe(HttpStatusCode.BadRequest, target);
            (await PostAsync(api, "/api/v1/feeds", new { url = target, site = "mine.example" })).ShouldBe(HttpStatusCode.BadRequest, target);
            (await PostAsync(api, "/api/v1/links", new { url = "https://example.com/", preview = new { title = "x", image = target } })).ShouldBe(HttpStatusCode.BadRequest, target);
        }
        await RoundsAsync(host);
        receiver.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Nor_when_a_name_leads_here_only_by_the_time_it_is_asked()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        using var receiver = new Receiver();
        // What was checked when it was typed may lead elsewhere later: rows as if their names had been good then.
        await using (var db = await host.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<Murmure.Storage.Metadata.MurmureDb>>().CreateDbContextAsync())
        {
            var book = host.Services.GetRequiredService<WebhookBook>();
            var (made, _, problem) = await book.AddAsync("https://hooks.example/", new Maker(1, null, "test"), default);
            problem.ShouldBeNull();
            var webhook = db.Webhooks.Single(one => one.Id == made!.Id);
            webhook.Url = $"http://localhost:{receiver.Port}/";
            db.Feeds.Add(new() { SiteId = 1, Url = $"http://localhost:{receiver.Port}/feed" });
            await db.SaveChangesAsync();
            await book.PingAsync(made!.Id, 1, default);
        }
        await RoundsAsync(host);
        await using (var db = await host.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<Murmure.Storage.Metadata.MurmureDb>>().CreateDbContextAsync())
        {
            db.WebhookDeliveries.Single().Answer.ShouldBe("private");
            db.Feeds.Single().Problem.ShouldBe("private");
        }
        receiver.Connections.ShouldBe(0);
    }

    private static async Task RoundsAsync(PagesHost host)
    {
        await host.Services.GetRequiredService<WebhookRounds>().RunOnceAsync(default);
        await host.Services.GetRequiredService<FeedRunner>().ReadDueAsync(default);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsync(path, System.Net.Http.Json.JsonContent.Create(body));
        return answer.StatusCode;
    }
}
