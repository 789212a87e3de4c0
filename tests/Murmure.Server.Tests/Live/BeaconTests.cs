using System.Net;
using System.Net.Sockets;
using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

[WholeServer]
public sealed class BeaconTests
{
    [Fact]
    public async Task Addresses_and_numbers_of_people_that_stray_into_what_a_site_tells_are_masked()
    {
        await using var host = await LiveHost.StartAsync();
        await host.SendAsync("""{"n":"Subscribe","u":"https://example.org/mail/jean%40example.org","p":{"mail":"jean@example.org","call":"tel:+33612345678","from":"198.51.100.7","day":"2026-11-25 09:00:00","article":"0012345678"}}""");
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        kept.Page.ShouldBe("/mail/(masked)");
        kept.Detail!.Properties.Select(pair => $"{pair.Key}={pair.Value}")
            .ShouldBe(["article=0012345678", "call=tel:(masked)", "day=2026-11-25 09:00:00", "from=(masked)", "mail=(masked)"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_page_view_becomes_an_event_with_all_that_was_said()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.SendAsync(
            """
            {"n":"pageview","s":"example.org","u":"https://www.example.org/a/?utm_source=whatsapp&utm_medium=share&secret=1","r":"https://web.whatsapp.com/","id":"1","t":"navigate","h":2,"f":"cross-site","m":{"t":"Titre","s":"Sport"}}
            """)).ShouldBe((HttpStatusCode.Accepted, "accepted"));
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        (kept.Kind, kept.Page, kept.Channel, kept.UtmSource, kept.Verdict).ShouldBe((EventKind.Pageview, "/a", "whatsapp", "whatsapp", Verdict.Person));
        kept.Visitor.ShouldNotBe(0UL);
        kept.Detail.ShouldNotBeNull().Navigation.ShouldBe(Navigation.Navigate);
        (kept.Detail.History, kept.Detail.FetchSite).ShouldBe(((byte)2, FetchSite.CrossSite));
        (await host.CountAsync(Metric.Visits)).ShouldBe(1);
    }

    [Fact]
    public async Task An_id_counts_once_also_after_a_restart()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.ViewAsync(id: "k")).Said.ShouldBe("accepted");
        (await host.ViewAsync(id: "k")).Said.ShouldBe("dropped; reason=duplicate");
        await host.RestartAsync();
        (await host.ViewAsync(id: "k")).Said.ShouldBe("dropped; reason=duplicate");
        (await host.ViewAsync(id: "other")).Said.ShouldBe("accepted");
        (await host.EventsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_id_counts_once_across_midnight()
    {
        await using var host = await LiveHost.StartAsync(new DateTimeOffset(2026, 11, 25, 23, 59, 0, TimeSpan.Zero));
        (await host.ViewAsync(id: "k")).Said.ShouldBe("accepted");
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        (await host.ViewAsync(id: "k")).Said.ShouldBe("dropped; reason=duplicate");
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_visit_makes_no_second_visit()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync("/a", referrer: "https://www.google.com/");
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.RestartAsync();
        await host.ViewAsync("/b");
        (await host.CountAsync(Metric.Visits)).ShouldBe(1);
        (await host.CountAsync(Metric.DirectVisits)).ShouldBe(0);
    }

    [Fact]
    public async Task Several_events_are_answered_together()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.SendAsync(
            """
            [{"n":"pageview","u":"https://example.org/a","id":"1"},{"n":"pageview","u":"https://example.org/a","id":"1"},
             {"n":"goal","u":"https://example.org/a","p":{"name":"abonnement","formule":"annuelle"},"v":{"amount":60,"currency":"EUR"}}]
            """)).Said.ShouldBe("accepted=2; dropped=1; reason=duplicate");
        var goal = (await host.EventsAsync()).Single(one => one.Kind == EventKind.Goal);
        (goal.Detail!.Name, goal.Detail.Revenue, goal.Detail.Currency).ShouldBe(("abonnement", 60m, "EUR"));
    }

    [Theory]
    [InlineData("https://nobody.example/a", "unknown-site")]
    [InlineData("https://example.org/intern/a", "blocked")]
    public async Task What_is_refused_is_told_why(string url, string reason)
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules() with { ExcludedPaths = ["/intern/*"] });
        (await host.SendAsync($$"""{"n":"pageview","u":"{{url}}"}""")).ShouldBe((HttpStatusCode.Accepted, "dropped; reason=" + reason));
    }

    [Fact]
    public async Task An_excluded_network_is_not_measured()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules() with { ExcludedNetworks = [IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("2001:db9::/32")] });
        (await host.ViewAsync(address: "203.0.113.77")).Said.ShouldBe("dropped; reason=blocked");
        (await host.ViewAsync(address: "2001:db9::1")).Said.ShouldBe("dropped; reason=blocked");
        (await host.ViewAsync(address: "203.0.114.1")).Said.ShouldBe("accepted");
    }

    [Fact]
    public async Task A_machine_is_counted_and_not_kept()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.ViewAsync(agent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")).Said.ShouldBe("dropped; reason=machine");
        (await host.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_from_one_network_are_refused_and_others_are_not()
    {
        await using var host = await LiveHost.StartAsync(intake: new IntakeOptions { NetworkLimit = 3 });
        for (var i = 0; i < 3; i++)
            (await host.ViewAsync(address: $"2a01:db8:1:1::{i}")).Said.ShouldBe("accepted");
        (await host.ViewAsync(address: "2a01:db8:1:1:ffff::9")).Said.ShouldBe("dropped; reason=limit");
        (await host.ViewAsync(address: "2a01:db8:1:2::1")).Said.ShouldBe("accepted");
        host.Clock.Advance(TimeSpan.FromSeconds(11));
        (await host.ViewAsync(address: "2a01:db8:1:1::1")).Said.ShouldBe("accepted");
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{\"n\":", 400)]
    [InlineData("[]", 400)]
    [InlineData("{\"n\":\"pageview\",\"u\":\"/a\"}", 400)]
    public async Task A_body_that_cannot_be_read_is_a_clear_400(string body, int status)
    {
        await using var host = await LiveHost.StartAsync();
        var (answer, said) = await host.SendAsync(body);
        ((int)answer).ShouldBe(status);
        said.ShouldStartWith("refused; ");
    }

    [Fact]
    public async Task A_body_without_end_is_refused()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.SendAsync(new string(' ', BeaconEndpoint.LongestBody + 1))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_body_that_is_no_http_is_its_senders_fault_and_not_ours()
    {
        await using var host = await LiveHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", host.Client.BaseAddress!.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /e HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 400 Bad Request");
    }

    [Fact]
    public async Task A_page_that_is_a_goal_reaches_it()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules() with { Goals = [new SiteGoal("merci", "/don/*/merci")] });
        await host.ViewAsync("/don/2026/merci");
        await host.ViewAsync("/don/2026");
        (await host.EventsAsync()).Count(one => one.Kind == EventKind.Goal && one.Detail?.Name == "merci").ShouldBe(1);
    }

    [Fact]
    public async Task The_pixel_counts_a_page_without_script()
    {
        await using var host = await LiveHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/e.gif?s=example.org&u=https%3A%2F%2Fexample.org%2Fsans-script&id=9");
        request.Headers.TryAddWithoutValidation("User-Agent", LiveHost.Firefox);
        using var answer = await host.Client.SendAsync(request);
        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "image/gif"));
        (await host.EventsAsync()).ShouldHaveSingleItem().Page.ShouldBe("/sans-script");
    }

    [Fact]
    public async Task The_apps_own_mark_names_the_app()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync(more: ",\"a\":\"telegram\"");
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        (kept.Channel, kept.App, kept.Sender).ShouldBe(("telegram", "telegram", Sender.Readers));
    }
}
