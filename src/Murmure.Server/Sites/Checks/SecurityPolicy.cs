namespace Murmure.Server.Sites.Checks;

/// <summary>As much of a Content-Security-Policy as tells whether an address may be loaded; what it does not know it takes for allowed, since the check must not cry wolf.</summary>
internal static class SecurityPolicy
{
    /// <param name="directive">The directive that decides; <paramref name="fallback"/> and then <c>default-src</c> stand in for it.</param>
    public static bool Allows(string policy, string directive, string fallback, Uri address, Uri page)
    {
        var directives = policy.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .DistinctBy(words => words[0].ToLowerInvariant(), StringComparer.Ordinal)
            .ToDictionary(words => words[0].ToLowerInvariant(), words => words.Skip(1).ToList(), StringComparer.Ordinal);
        var sources = directives.GetValueOrDefault(directive) ?? directives.GetValueOrDefault(fallback) ?? directives.GetValueOrDefault("default-src");
        return sources is null || sources.Exists(source => Matches(source, address, page));
    }

    private static bool Matches(string source, Uri address, Uri page)
    {
        var word = source.ToLowerInvariant();
        switch (word)
        {
            case "*":
                return true;
            case "'self'":
                return address.Authority == page.Authority;
            case "'none'":
                return false;
        }

        if (word.StartsWith("'nonce-", StringComparison.Ordinal) || word.StartsWith("'sha", StringComparison.Ordinal) || word == "'strict-dynamic'")
            return true; // the page's own doing, which a look from outside cannot follow
        if (word.StartsWith('\''))
            return false;
        if (word.EndsWith(':'))
            return word[..^1] == address.Scheme;
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && word[..scheme] != address.Scheme && !(word[..scheme] == "http" && address.Scheme == "https"))
            return false;
        var rest = scheme >= 0 ? word[(scheme + 3)..] : word;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[slash..]);
        var colon = authority.LastIndexOf(':');
        var (host, port) = colon < 0 ? (authority, "") : (authority[..colon], authority[(colon + 1)..]);
        var hostFits = host.StartsWith("*.", StringComparison.Ordinal) ? address.Host.EndsWith(host[1..], StringComparison.Ordinal) : host == address.Host;
        var portFits = port.Length == 0 ? address.IsDefaultPort : port == "*" || port == address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return hostFits && portFits && (path.Length == 0 || (path.EndsWith('/') ? address.AbsolutePath.StartsWith(path, StringComparison.Ordinal) : address.AbsolutePath == path));
    }
}
