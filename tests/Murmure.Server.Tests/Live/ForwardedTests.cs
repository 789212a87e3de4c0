using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Hosting;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

/// <summary>Whose word on the visitor's address is believed.</summary>
[WholeServer]
public sealed class ForwardedTests
{
    [Fact]
    public async Task A_forwarded_address_is_believed_from_a_trusted_proxy_alone()
    {
        await using (var trusting = await LiveHost.StartAsync())
        {
            await trusting.ViewAsync("/a", address: "203.0.113.1");
            await trusting.ViewAsync("/a", address: "203.0.113.2");
            (await trusting.CountAsync(Metric.Visitors)).ShouldBe(2);
            trusting.Services.GetRequiredService<Proxies>().Distrusted.ShouldBeFalse();
        }

        foreach (var others in new IReadOnlyList<string>[] { [], ["10.0.0.0/8"] })
        {
            await using var host = await LiveHost.StartAsync(trusted: others);
            await host.ViewAsync("/a", address: "203.0.113.1");
            await host.ViewAsync("/a", address: "203.0.113.2");
            (await host.CountAsync(Metric.Visitors)).ShouldBe(1, "nobody's word, so both come from this machine");
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.1")]
    [InlineData("Forwarded", "for=203.0.113.1")]
    public async Task A_proxy_that_nobody_named_is_noticed_until_an_hour_after_its_last_request(string header, string value)
    {
        await using var host = await LiveHost.StartAsync(trusted: []);
        var proxies = host.Services.GetRequiredService<Proxies>();
        proxies.Distrusted.ShouldBeFalse();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add(header, value);
        (await host.Client.SendAsync(request)).Dispose();
        proxies.Distrusted.ShouldBeTrue();
        host.Clock.Advance(TimeSpan.FromMinutes(61));
        proxies.Distrusted.ShouldBeFalse();
    }

    [Fact]
    public async Task Owners_and_editors_are_told_and_viewers_are_not()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        (await host.Client.GetStringAsync("/app/team")).ShouldNotContain("--trusted-proxy");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        (await host.Client.SendAsync(request)).Dispose();
        (await host.Client.GetStringAsync("/app/team")).ShouldContain("--trusted-proxy");
        WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/team?lang=fr")).ShouldContain("déclaré de confiance");
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        (await viewer.GetStringAsync("/app/sites/mine.example")).ShouldNotContain("--trusted-proxy");
    }

    [Fact]
    public async Task A_network_of_IPv6_is_one_visitor_and_one_measure_of_how_much_it_may_send()
    {
        await using var host = await LiveHost.StartAsync(intake: new() { NetworkLimit = 2 });
        (await host.ViewAsync("/a", address: "2001:db8:1:1::1")).Said.ShouldBe("accepted");
        (await host.ViewAsync("/b", address: "2001:db8:1:1:ffff::2")).Said.ShouldBe("accepted");
        (await host.ViewAsync("/c", address: "2001:db8:1:1::3")).Said.ShouldBe("dropped; reason=limit");
        (await host.ViewAsync("/d", address: "2001:db8:1:2::1")).Said.ShouldBe("accepted");
        (await host.CountAsync(Metric.Visitors)).ShouldBe(2);
    }
}
