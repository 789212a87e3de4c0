using System.Collections.Frozen;

namespace Murmure.Attribution.Rules;

/// <summary>Referrer spam: hosts that never linked to anybody and want their name in a report. Hosts and word shapes, in <c>spam.txt</c>.</summary>
internal sealed class SpamHosts
{
    private readonly FrozenSet<string> hosts;
    private readonly string[] words;

    public SpamHosts()
    {
        using var reader = new StreamReader(UserAgent.EmbeddedList.Open("rules/spam.txt"));
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').ToArray();
        hosts = lines.Where(line => line[0] != '~').ToFrozenSet(StringComparer.Ordinal);
        words = [.. lines.Where(line => line[0] == '~').Select(line => line[1..])];
    }

    /// <summary>Whether the host, or a domain above it, is on the list, or its name holds one of the spammers' set phrases.</summary>
    public bool Contains(string host)
    {
        foreach (var word in words)
        {
            if (host.Contains(word, StringComparison.Ordinal))
                return true;
        }
        for (var name = host; ;)
        {
            if (hosts.Contains(name))
                return true;
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
                return false;
            name = name[(dot + 1)..];
        }
    }
}
