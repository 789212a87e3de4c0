using System.Globalization;
using Murmure.Statistics.Simulation;

namespace Murmure.Server.Simulation;

/// <summary>
/// Addresses that belong to nobody: people from 2001:db8::/32 (RFC 3849) and 100.64.0.0/10 (RFC 6598, shared by carriers), machines
/// from the three IPv4 documentation networks (RFC 5737).
/// </summary>
internal static class Addresses
{
    public static string OfPerson(RandomSource source)
    {
        if (source.Chance(.55))
            return string.Create(CultureInfo.InvariantCulture, $"100.{64 + source.Below(64)}.{source.Below(256)}.{1 + source.Below(254)}");
        // The product reads IPv6 by /64: 32 free bits name the line, the last 64 the device.
        return string.Create(CultureInfo.InvariantCulture,
            $"2001:db8:{source.Below(65536):x}:{source.Below(65536):x}:{source.Below(65536):x}:{source.Below(65536):x}:{source.Below(65536):x}:{1 + source.Below(65535):x}");
    }

    public static string OfMachine(RandomSource source) =>
        string.Create(CultureInfo.InvariantCulture, $"{source.OneOf(Documentation)}.{1 + source.Below(254)}");

    private static readonly string[] Documentation = ["192.0.2", "198.51.100", "203.0.113"];
}
