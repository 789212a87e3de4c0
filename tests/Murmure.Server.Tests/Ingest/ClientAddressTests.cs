using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Murmure.Server.Ingest;

namespace Murmure.Server.Tests.Ingest;

public sealed class ClientAddressTests
{
    private static readonly Gen<string> IPv4Text = Gen.Byte.Array[4].Select(bytes => string.Join('.', bytes));

    private static readonly Gen<string> IPv6Text = Gen.OneOf(
        Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes).ToString()),
        // Runs of zeros, so that the short forms with :: come up.
        Any.Of<ushort>(0, 0, 0, 1, 0xdb8, 0xffff).Array[8].Select(groups => string.Join(':', groups.Select(group => group.ToString("x", CultureInfo.InvariantCulture)))),
        Any.Of<byte>(0, 0, 0, 1, 255).Array[16].Select(bytes => new IPAddress(bytes).ToString()));

    [Fact]
    public void Every_address_that_the_framework_writes_is_the_one_that_is_read() =>
        Gen.OneOf(IPv4Text, IPv6Text).Sample(text =>
        {
            ClientAddress.TryRead(Encoding.ASCII.GetBytes(text), out var address).ShouldBeTrue(text);
            var expected = IPAddress.Parse(text);
            address.ToIPAddress().ShouldBe(expected.IsIPv4MappedToIPv6 ? expected.MapToIPv4() : expected, text);
        });

    [Fact]
    public void What_is_no_dotted_address_to_the_framework_is_none_here_and_no_bytes_throw() =>
        Gen.OneOf(Gen.String[Gen.Char["0123456789abcdef.:[]%/- x"], 0, 40], Gen.String[0, 60]).Sample(text =>
        {
            if (!ClientAddress.TryRead(Encoding.UTF8.GetBytes(text), out var address))
                return;
            IPAddress.TryParse(text, out var expected).ShouldBeTrue(text);
            // Leading zeros (010.0.0.1) are octal to the framework and decimal in logs; both are one IPv4 address.
            var family = expected!.IsIPv4MappedToIPv6 ? AddressFamily.InterNetwork : expected.AddressFamily;
            address.ToIPAddress().AddressFamily.ShouldBe(family, text);
        });

    [Theory]
    [InlineData("10.1.2.3", true, true)]
    [InlineData("172.31.0.1", true, true)]
    [InlineData("192.168.0.9", true, true)]
    [InlineData("100.64.0.1", true, true)]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("::1", true, true)]
    [InlineData("fd00::1", true, true)]
    [InlineData("fe80::1", true, true)]
    [InlineData("203.0.113.9", false, true)]
    [InlineData("2001:db8::1", false, true)]
    [InlineData("0.0.0.0", false, true)]
    [InlineData("172.32.0.1", false, false)]
    [InlineData("100.128.0.1", false, false)]
    [InlineData("2a01:cb00::1", false, false)]
    public void Addresses_of_proxies_and_of_nobody_are_known(string text, bool isPrivate, bool isSpecial)
    {
        ClientAddress.TryRead(Encoding.ASCII.GetBytes(text), out var address).ShouldBeTrue();
        (address.IsPrivate, address.IsSpecial).ShouldBe((isPrivate, isSpecial));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1..2.3")]
    [InlineData("1.2.3.")]
    [InlineData(".1.2.3")]
    [InlineData("0001.2.3.4")]
    [InlineData("16909060")]
    [InlineData("0x1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("host.example")]
    [InlineData("2001:db8::g")]
    [InlineData("2001:db8:::1")]
    public void A_text_that_is_no_address_is_not_read(string text) =>
        ClientAddress.TryRead(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
}
