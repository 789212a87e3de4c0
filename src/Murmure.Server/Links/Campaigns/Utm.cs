using System.Text;
using Murmure.Attribution;

namespace Murmure.Server.Links;

/// <summary>
/// Tags that a link's destination gets, so that other tools there tell the same story. In each value <c>{channel}</c> stands for the slug of the channel
/// that the address was made for, and <c>{placement}</c> for the placement's name; in a click on the plain address both are <c>link</c>.
/// </summary>
/// <param name="Source"><c>utm_source</c>; at most 100 characters, as the others.</param>
/// <param name="Medium"><c>utm_medium</c>; empty leaves it out.</param>
/// <param name="Campaign"><c>utm_campaign</c></param>
/// <param name="Content"><c>utm_content</c></param>
public sealed record Utm(string Source = "", string Medium = "", string Campaign = "", string Content = "")
{
    private const int Longest = 100;
    private const string ChannelMark = "{channel}";
    private const string PlacementMark = "{placement}";

    /// <summary>What both marks stand for where no channel is named.</summary>
    private const string Plain = "link";

    internal bool IsEmpty => Values.All(pair => pair.Value.Length == 0);

    /// <summary>Whether it has a source, or nothing at all, and only values that are text for a report.</summary>
    internal bool IsValid() => (IsEmpty || Source.Length > 0) && Values.All(pair => Fits(pair.Value));

    /// <summary>The tags as a query, for an address of the link.</summary>
    /// <param name="placement">Null for the plain address.</param>
    internal string QueryFor(Placement? placement)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in Values)
        {
            if (value.Length == 0)
                continue;
            var filled = value.Replace(ChannelMark, placement?.Channel ?? Plain, StringComparison.Ordinal).Replace(PlacementMark, placement?.Variant ?? Plain, StringComparison.Ordinal);
            query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(filled));
        }
        return query.ToString();
    }

    private (string Name, string Value)[] Values => [("utm_source", Source), ("utm_medium", Medium), ("utm_campaign", Campaign), ("utm_content", Content)];

    private static bool Fits(string value)
    {
        var written = value.Replace(ChannelMark, "", StringComparison.Ordinal).Replace(PlacementMark, "", StringComparison.Ordinal);
        return value.Length <= Longest && !written.AsSpan().ContainsAny('{', '}') && !written.Any(char.IsControl) && !PersonalText.Holds(written);
    }
}
