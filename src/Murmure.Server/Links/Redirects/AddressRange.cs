using System.Net;
using System.Text;
using Murmure.Server.Ingest;

namespace Murmure.Server.Links;

/// <summary>An address or a network that a rule names. What it is compared with is read from the request and kept nowhere.</summary>
internal sealed class AddressRange
{
    private readonly IPNetwork network;

    private AddressRange(IPNetwork network) => this.network = network;

    /// <summary>Null for what is neither.</summary>
    public static AddressRange? Read(string text) =>
        IPAddress.TryParse(text, out var one) ? new AddressRange(new IPNetwork(one, one.GetAddressBytes().Length * 8))
        : IPNetwork.TryParse(text, out var network) ? new AddressRange(network)
        : null;

    public bool Has(ReadOnlySpan<byte> address) =>
        ClientAddress.TryRead(address, out var read) && IPAddress.TryParse(Encoding.ASCII.GetString(address), out var parsed)
        && network.Contains(read.IsIPv6 ? parsed : parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed);
}
