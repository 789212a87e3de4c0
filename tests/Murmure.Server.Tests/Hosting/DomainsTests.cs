using System.Net;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Hosting;
using Murmure.Server.Tests.Links;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Hosting;

/// <summary>What a proxy is told before it fetches a certificate.</summary>
[WholeServer]
public sealed class DomainsTests
{
    [Theory]
    [InlineData("example.org", HttpStatusCode.OK)]
    [InlineData("www.example.org", HttpStatusCode.OK)]
    [InlineData("EXAMPLE.org", HttpStatusCode.OK)]
    [InlineData("other.example", HttpStatusCode.NotFound)]
    [InlineData("example.org.other.example", HttpStatusCode.NotFound)]
    [InlineData("", HttpStatusCode.NotFound)]
    [InlineData("203.0.113.9", HttpStatusCode.NotFound)]
    public async Task Only_names_that_the_server_knows_get_a_certificate(string domain, HttpStatusCode status)
    {
        await using var host = await LiveHost.StartAsync();
        (await host.Client.GetAsync("/admin/domains?domain=" + domain)).StatusCode.ShouldBe(status);
        await using var socket = await AdminConnection.OfRunningAsync(host.Folder, default);
        using var answer = await socket.ShouldNotBeNull().GetAsync("domains?domain=" + domain, default);
        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task The_domains_of_links_get_one_as_soon_as_they_are_known()
    {
        await using var site = await LinkSite.StartAsync();
        (await site.Host.Client.GetAsync("/admin/domains?domain=go.example.net")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await site.LinkAsync(new { url = "https://example.org/", domain = "go.example.net" });
        (await site.Host.Client.GetAsync("/admin/domains?domain=go.example.net")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_asks_through_the_proxy_or_under_any_name_of_the_network_learns_nothing()
    {
        await using var host = await LiveHost.StartAsync();
        using var through = new HttpRequestMessage(HttpMethod.Get, "/admin/domains?domain=example.org");
        through.Headers.Add("X-Forwarded-For", "203.0.113.9");
        (await host.Client.SendAsync(through)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var named = new HttpRequestMessage(HttpMethod.Get, "/admin/domains?domain=example.org");
        named.Headers.Host = "murmure:8080";
        (await host.Client.SendAsync(named)).StatusCode.ShouldBe(HttpStatusCode.OK, "a proxy asks under the name that its network has for the server");
    }

    [Theory]
    [InlineData("172.30.83.2", true)]
    [InlineData("::ffff:172.30.83.2", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.30.83.3", false)]
    [InlineData("2001:db8::1", false)]
    public void A_proxy_is_known_by_its_address_or_its_network(string peer, bool known) =>
        Proxies.Names(["172.30.83.2", "10.0.0.0/8"], IPAddress.Parse(peer)).ShouldBe(known);
}
