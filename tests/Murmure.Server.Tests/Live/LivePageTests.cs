using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Live;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Live;

/// <summary>The live page and its stream, from a real server by the real clock.</summary>
[WholeServer]
public sealed class LivePageTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example/live";

    [Fact(Timeout = 60_000)]
    public async Task A_page_view_is_on_the_stream_within_five_seconds_and_its_channel_when_its_visit_is_derived()
    {
        await using var host = await PagesHost.StartAsync();
        using var made = await PagesHost.SendAsync(host.Client, "/app/sites/new", "site", ("host", Site), ("zone", "UTC"), ("language", "en"), ("profile", "uk-stats"));
        await using var events = await StreamAsync(host.Client, TestContext.Current.CancellationToken);
        (await events.NextAsync()).Data.ShouldContain("Waiting for the first visit: open your site, and it appears here within 5 seconds.");

        (await SendAsync(host)).ShouldBe("accepted");
        var accepted = TimeProvider.System.GetTimestamp();
        var drawn = await events.DrawnAsync();
        TimeProvider.System.GetElapsedTime(accepted).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        drawn.ShouldContain("1 visitor in the last 5 minutes");
        drawn.ShouldContain("/culture/un-concert");
        while (drawn.Contains("No visit has begun.", StringComparison.Ordinal))
            drawn = await events.DrawnAsync();
        drawn.ShouldContain("WhatsApp");
        (await host.Client.GetStringAsync(Page)).ShouldContain("1 visitor in the last 5 minutes", customMessage: "the page says the same without a script");
    }

    [Fact]
    public async Task Half_an_hour_without_anybody_says_so_in_both_languages()
    {
        await using var host = await PagesHost.StartAsync(Site);
        (await host.Client.GetStringAsync(Page)).ShouldContain("Nobody in the last 30 minutes.");
        WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + "?lang=fr")).ShouldContain("Personne ces 30 dernières minutes.");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_ends_with_its_session_and_with_the_membership()
    {
        await using var host = await PagesHost.StartAsync(Site);
        await using var owner = await StreamAsync(host.Client, TestContext.Current.CancellationToken);
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        await using var theirs = await StreamAsync(viewer, TestContext.Current.CancellationToken);
        await Task.WhenAll(owner.NextAsync(), theirs.NextAsync());

        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            var account = await db.Users.Where(user => user.Email == "viewer@courrier.example").Select(user => user.Id).SingleAsync();
            await db.Memberships.Where(member => member.AccountId == account).ExecuteDeleteAsync();
            await db.Sessions.Where(session => session.AccountId != account).ExecuteDeleteAsync();
        }
        (await owner.EndAsync()).ShouldBe(LiveStream.Over);
        (await theirs.EndAsync()).ShouldBe(LiveStream.Over);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_member_has_five_streams_and_gets_one_back_that_was_closed()
    {
        await using var host = await PagesHost.StartAsync(Site);
        var open = new List<Events>();
        for (var i = 0; i < LiveSeats.Most; i++)
            open.Add(await StreamAsync(host.Client, TestContext.Current.CancellationToken));
        using (var refused = await host.Client.GetAsync(Page + "/stream"))
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await open[0].DisposeAsync();
        HttpStatusCode status;
        do
        {
            using var answer = await host.Client.GetAsync(Page + "/stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        status.ShouldBe(HttpStatusCode.OK);
        foreach (var one in open.Skip(1))
            await one.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_does_not_keep_the_server_from_stopping()
    {
        var host = await PagesHost.StartAsync(Site);
        await using (host)
        {
            await using var events = await StreamAsync(host.Client, TestContext.Current.CancellationToken);
            await events.NextAsync();
            var began = TimeProvider.System.GetTimestamp();
            await host.App.StopAsync();
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        }
    }

    private static async Task<string> SendAsync(PagesHost host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/e")
        {
            Content = new StringContent($$"""{"n":"pageview","u":"https://{{Site}}/culture/un-concert","r":"https://web.whatsapp.com/","c":"granted"}""", Encoding.UTF8, "text/plain"),
            Headers = { { "User-Agent", LiveHost.Firefox } },
        };
        using var answer = await host.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return string.Join(',', answer.Headers.GetValues("X-Murmure"));
    }

    private static async Task<Events> StreamAsync(HttpClient client, CancellationToken cancellation)
    {
        var answer = await client.GetAsync(Page + "/stream", HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        return new Events(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync(cancellation)).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation));
    }

    private sealed class Events(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public async Task<SseItem<string>> NextAsync() => await items.MoveNextAsync() ? items.Current : new SseItem<string>("", "end");

        /// <summary>The next drawing that differs.</summary>
        public async Task<string> DrawnAsync()
        {
            SseItem<string> item;
            do
                item = await NextAsync();
            while (item.EventType == LiveStream.Still);
            item.EventType.ShouldBe(LiveStream.Drawn);
            return item.Data;
        }

        /// <summary>What the last event was.</summary>
        public async Task<string> EndAsync()
        {
            var last = "";
            while (await items.MoveNextAsync())
                last = items.Current.EventType;
            return last;
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            try
            {
                await items.DisposeAsync();
            }
            catch (Exception fault) when (fault is IOException or NotSupportedException or ObjectDisposedException or OperationCanceledException)
            {
                // The connection was closed while the parser waited.
            }
        }
    }
}
