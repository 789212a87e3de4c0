using System.Text;
using Murmure.Server.Ingest;

namespace Murmure.Server.Tests.Ingest;

public sealed class HostingNetworksTests
{
    [Theory]
    [InlineData("88.198.0.1", true)] // Hetzner
    [InlineData("51.91.10.20", true)] // OVH
    [InlineData("2a01:4f8::1", true)] // Hetzner
    [InlineData("::ffff:88.198.0.1", true)]
    [InlineData("104.28.0.1", false)] // Cloudflare: WARP and iCloud Private Relay
    [InlineData("17.0.0.1", false)] // Apple
    [InlineData("165.225.0.1", false)] // Zscaler
    [InlineData("82.64.1.1", false)] // Free, lines to homes
    [InlineData("109.190.0.1", false)] // OVH's lines to offices
    [InlineData("203.0.113.9", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false)]
    public void Hosting_companies_are_known_and_what_people_go_through_is_not_taken_for_them(string address, bool hosting)
    {
        ClientAddress.TryRead(Encoding.UTF8.GetBytes(address), out var read).ShouldBeTrue();
        HostingNetworks.Shipped.Has(read).ShouldBe(hosting);
    }
}
