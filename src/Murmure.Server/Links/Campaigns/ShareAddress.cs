using Murmure.Attribution;

namespace Murmure.Server.Links;

/// <summary>The address that opens a channel's own window for sending, with a link filled in.</summary>
internal static class ShareAddress
{
    /// <param name="text">What goes along; empty sends the address alone.</param>
    /// <returns>Null where the channel has no such address: the link is copied there.</returns>
    public static string? Of(Channel channel, string address, string text)
    {
        if (channel.ShareUrl is not { } template)
            return null;
        if (text.Length == 0)
            template = template.Replace("{text}%20", "", StringComparison.Ordinal);
        var written = Uri.EscapeDataString(text);
        return template.Replace("{url}", Uri.EscapeDataString(address), StringComparison.Ordinal)
            .Replace("{text}", written, StringComparison.Ordinal).Replace("{title}", written, StringComparison.Ordinal);
    }
}
