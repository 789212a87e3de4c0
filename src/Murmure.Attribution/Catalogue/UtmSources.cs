namespace Murmure.Attribution;

/// <summary>
/// Finds the channel that a campaign's <c>utm_source</c> means. People write <c>WhatsApp</c>, <c>whats_app</c>, <c>wa</c>,
/// <c>facebook-ads</c>, <c>m.facebook.com</c>: tried are the value without separators, the value as a host, and its first word where the rest
/// only says which part of the network was used.
/// </summary>
internal sealed class UtmSources
{
    private const int Longest = 64;

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Parts = new[]
    {
        "ad", "ads", "adv", "app", "bio", "bot", "broadcast", "business", "campaign", "channel", "chat", "community", "cpc", "dm", "feed", "group",
        "groups", "groupe", "groupes", "canal", "link", "live", "mobile", "organic", "page", "paid", "post", "posts", "reel", "reels", "share",
        "social", "status", "statut", "stories", "story", "video", "web",
    }.ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<string, Channel>.AlternateLookup<ReadOnlySpan<char>> spellings;
    private readonly HostIndex hosts;

    public UtmSources(IEnumerable<Channel> channels, HostIndex hosts)
    {
        this.hosts = hosts;
        spellings = channels.SelectMany(channel => channel.UtmSources.Select(source => KeyValuePair.Create(source, channel)))
            .ToDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public Channel? Find(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.IsEmpty || value.Length > Longest)
            return null;
        return FindSpelling(value)
            ?? (value.Contains('.') ? hosts.Find(value, "/")?.Channel : null)
            ?? FindFirstWord(value);
    }

    private Channel? FindSpelling(ReadOnlySpan<char> value)
    {
        Span<char> bare = stackalloc char[Longest];
        var length = 0;
        foreach (var character in value)
        {
            if (!IsSeparator(character))
                bare[length++] = character;
        }

        return spellings.TryGetValue(bare[..length], out var channel) ? channel : null;
    }

    private Channel? FindFirstWord(ReadOnlySpan<char> value)
    {
        var end = 0;
        while (end < value.Length && !IsSeparator(value[end]))
            end++;
        var rest = value[end..];
        while (!rest.IsEmpty)
        {
            rest = rest[1..];
            var word = 0;
            while (word < rest.Length && !IsSeparator(rest[word]))
                word++;
            if (word > 0 && !Parts.Contains(rest[..word]))
                return null;
            rest = rest[word..];
        }

        return end < value.Length && spellings.TryGetValue(value[..end], out var channel) ? channel : null;
    }

    private static bool IsSeparator(char character) => character is '-' or '_' or ' ' or '.' or '+' or '/' or '|' or ':';
}
