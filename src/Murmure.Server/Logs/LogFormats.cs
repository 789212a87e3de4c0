using System.Collections.Immutable;

namespace Murmure.Server.Logs;

/// <summary>Every format there is, in the order that settles ties: where two read the same lines, the one that knows more comes first.</summary>
public static class LogFormats
{
    public static readonly ImmutableArray<LogFormat> All =
    [
        new ClfFormat { Name = "varnish", Combined = true, Mark = ClfMark.AbsoluteTarget },
        new ClfFormat { Name = "traefik-clf", Combined = true, Mark = ClfMark.Traefik },
        new ClfFormat { Name = "ovh", Combined = true, VirtualHost = VirtualHostPlace.Ident },
        new ClfFormat { Name = "combined-vhost", Combined = true, VirtualHost = VirtualHostPlace.First },
        new ClfFormat { Name = "combined", Combined = true },
        new ClfFormat { Name = "fastly-combined", Combined = true, Syslog = true },
        new ClfFormat { Name = "common-vhost", VirtualHost = VirtualHostPlace.First },
        new ClfFormat { Name = "common", },
        new ClfFormat { Name = "fastly", Syslog = true },
    ];

    /// <summary>All names, for a message or a help text.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(format => format.Name));

    /// <summary>The format of that name, or of the name its host or server gives it; null when there is none.</summary>
    public static LogFormat? Find(string name)
    {
        name = name.Trim().ToLowerInvariant();
        name = Aliases.GetValueOrDefault(name, name);
        return All.FirstOrDefault(format => format.Name == name);
    }

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["gandi"] = "combined-vhost",
        ["clf"] = "common",
        ["clf-vhost"] = "common-vhost",
        ["ncsa"] = "combined",
        ["nginx"] = "combined",
        ["apache"] = "combined",
    };
}
