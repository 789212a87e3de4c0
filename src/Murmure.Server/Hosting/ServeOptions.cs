using System.Net;
using Microsoft.Extensions.Logging;
using Murmure.Connectors;
using Murmure.Server.Accounts;
using Murmure.Server.Ingest;
using Murmure.Server.Links.Abuse;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;

namespace Murmure.Server.Hosting;

/// <summary>How the server runs.</summary>
/// <param name="Port">The port on 127.0.0.1; 0 takes a free one.</param>
/// <param name="DataFolder">Where the store lives; made when absent, for its owner only.</param>
/// <param name="Demo">Whether an empty data folder gets the simulated site.</param>
public sealed record ServeOptions(int Port, string DataFolder, bool Demo)
{
    public const int DefaultPort = 8080;

    public const string DefaultFolder = "data";

    /// <summary>How events are taken in.</summary>
    public IntakeOptions Intake { get; init; } = new();

    /// <summary>How long events are kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>What keeps links from being made for harm.</summary>
    public AbuseOptions Links { get; init; } = new();

    /// <summary>Other addresses of services, as the operator typed them (<see cref="ServiceAddresses"/>).</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>The version of Meta's Graph API, as the operator typed it; empty for the usual one.</summary>
    public string WhatsAppVersion { get; init; } = "";

    /// <summary>Where the services are that notices and campaigns go through.</summary>
    public ConnectorOptions Connectors { get; init; } = new();

    /// <summary>The address listened on; 127.0.0.1 serves this machine alone, behind a proxy on it or without.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>
    /// Whether beacons are answered on the threads that read the sockets, without a hop to another. It goes with the runtime's
    /// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c>, which must be set before the first socket: both or neither.
    /// </summary>
    public bool InlineIo { get; init; }

    /// <summary>Names under which the pages may be asked for, beside this machine's own; ports do not matter.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Networks whose X-Forwarded-For and X-Forwarded-Proto are believed (CIDR or an address); none by default.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>How messages to members leave; null sends none.</summary>
    public MailOptions? Mail { get; init; }

    /// <summary>How the log is written, to standard error.</summary>
    public ConsoleFormat ConsoleFormat { get; init; }

    /// <summary>From which level on the server's own messages are written; a verb's result is not to drown in them.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Where the backup before an upgrade goes; null is a folder in the data folder.</summary>
    public string? Backups { get; init; }

    /// <summary>Whether the installation check may fetch pages from this machine and its private networks.</summary>
    public bool AllowLocalChecks { get; init; }

    /// <summary>Whether the previews of the pages that travel most are looked at each day, for the advice.</summary>
    public bool PreviewChecks { get; init; }

    /// <summary>Everything that is wrong, each in one line that names the setting, its value and what is accepted.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Port is < 0 or > 65535)
            problems.Add($"--port {Port}: a port is a number from 0 (any free one) to 65535.");
        if (File.Exists(DataFolder))
            problems.Add($"--data {DataFolder}: this is a file; name a folder.");
        if (File.Exists(Backups))
            problems.Add($"--backups {Backups}: this is a file; name a folder.");
        if (!IPAddress.TryParse(Listen, out _))
            problems.Add($"--listen {Listen}: an IP address such as 127.0.0.1, 0.0.0.0 or ::.");
        foreach (var host in Hosts.Where(host => host.Contains('/', StringComparison.Ordinal) || SiteHosts.Normalise(host) is null))
            problems.Add($"--host {host}: a host name without scheme or path, such as stats.example.org.");
        foreach (var proxy in TrustedProxies.Where(proxy => !IPNetwork.TryParse(proxy, out _) && !IPAddress.TryParse(proxy, out _)))
            problems.Add($"--trusted-proxy {proxy}: an address or a network such as 10.0.0.0/8.");
        problems.AddRange(ServiceAddresses.Read(Services, WhatsAppVersion).Problems);
        problems.AddRange(Intake.Problems());
        problems.AddRange(Retention.Problems());
        problems.AddRange(Links.Problems());
        return problems;
    }
}
