using System.Net;
using System.Net.Sockets;

namespace Murmure.Connectors;

/// <summary>
/// Other addresses for services, as an operator names them: <c>telegram=http://127.0.0.1:8081/</c>. PRIVACY: tokens go along with every question, so that who
/// names addresses has them; it is the operator alone who does.
/// </summary>
public static class ServiceAddresses
{
    /// <summary>Mailchimp's place for its data centre.</summary>
    private const string Centre = "{dc}";

    private static readonly Dictionary<string, Func<ConnectorOptions, string, ConnectorOptions>> Named = new(StringComparer.Ordinal)
    {
        ["whatsapp"] = (options, address) => options with { WhatsApp = Root(address) },
        ["telegram"] = (options, address) => options with { Telegram = Root(address) },
        ["discord"] = (options, address) => options with { Discord = Root(address) },
        ["brevo"] = (options, address) => options with { Brevo = Root(address) },
        ["mailchimp"] = (options, address) => options with { Mailchimp = address.TrimEnd('/') + "/" },
        ["mailjet"] = (options, address) => options with { Mailjet = Root(address) },
        ["twilio"] = (options, address) => options with { Twilio = Root(address) },
        ["google-token"] = (options, address) => options with { GoogleToken = new Uri(address) },
        ["google-analytics"] = (options, address) => options with { GoogleAnalytics = Root(address) },
    };

    /// <summary>Puts them in place of the services' own.</summary>
    /// <param name="texts">A service's name, <c>=</c>, and where it is.</param>
    /// <param name="version">Of the Graph API; empty leaves it.</param>
    /// <returns>The options, and a line for each text that is wrong.</returns>
    public static (ConnectorOptions Options, IReadOnlyList<string> Problems) Read(IEnumerable<string> texts, string version)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(version);
        var (options, problems) = (new ConnectorOptions(), new List<string>());
        foreach (var text in texts)
        {
            var (name, address) = text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var sign ? (text[..sign].Trim(), text[(sign + 1)..].Trim()) : (text, "");
            if (!Named.TryGetValue(name, out var put))
                problems.Add($"--service {text}: a name, =, and an address; names are {string.Join(", ", Named.Keys)}.");
            else if (!IsAddress(name == "mailchimp" ? address.Replace(Centre, "us1", StringComparison.Ordinal) : address))
                problems.Add($"--service {text}: an address with https, without a query, a name or a password; with http only by its number or by a name without a point, within your own walls.");
            else
                options = put(options, address);
        }
        if (version.Length == 0)
            return (options, problems);
        if (!IsVersion(version))
            problems.Add($"--whatsapp-version {version}: a version of Meta's Graph API such as v26.0.");
        else
            options = options with { WhatsAppVersion = version };
        return (options, problems);
    }

    private static Uri Root(string address) => new(address.TrimEnd('/') + "/");

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsNear(address)))
        && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;

    // In clear over somebody else's network, a token would be everybody's.
    private static bool IsNear(Uri address) => address.IsLoopback
        || (IPAddress.TryParse(address.DnsSafeHost, out var own) ? IsOwn(own) : !address.Host.Contains('.', StringComparison.Ordinal));

    private static bool IsOwn(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal
        : address.GetAddressBytes() is [10, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..] or [169, 254, ..];

    private static bool IsVersion(string text) =>
        text.Length <= 6 && text.StartsWith('v') && text[1..].Split('.') is [{ Length: > 0 } major, { Length: > 0 } minor] && major.All(char.IsAsciiDigit) && minor.All(char.IsAsciiDigit);
}
