using System.Globalization;
using System.Text;
using Murmure.Attribution;

namespace Murmure.Server.Links;

/// <summary>One address of a link.</summary>
/// <param name="Key">What follows <c>~</c>; empty for the plain address.</param>
/// <param name="Channel">Null for the plain address, and for what was clicked under a name that no place has any more.</param>
/// <param name="Name">The placement's name; empty for the channel's own address.</param>
/// <param name="Own">Whether it was added by hand, and can be taken away.</param>
public sealed record SetRow(string Key, Channel? Channel, string Name, bool Own, LinkFigure Figure);

/// <summary>
/// A link's addresses, one for each channel and place. The address of every channel works without being set up, so a set is only a choice of what to
/// show: the usual channels, and what was added.
/// </summary>
internal sealed class CampaignSet(Catalogue catalogue)
{
    private const int LongestKey = 12;

    /// <summary>What every set shows, private channels first.</summary>
    private static readonly string[] Usual =
    [
        "whatsapp", "signal", "messenger", "telegram", "imessage", "sms", "email", "discord", "slack", "teams",
        "facebook", "instagram", "linkedin", "x", "bluesky", "mastodon",
    ];

    /// <summary>Rows in the order of the page: the plain address, then private channels, then public ones; a channel's places stand below it.</summary>
    /// <param name="silent">What is known of an address where nothing was counted.</param>
    public IReadOnlyList<SetRow> Rows(IReadOnlyList<Placement> placements, IReadOnlyDictionary<string, LinkFigure> figures, LinkFigure? silent = null)
    {
        LinkFigure Of(string variant) => figures.GetValueOrDefault(variant, silent ?? LinkFigure.None);

        var own = placements.Where(place => catalogue.BySlug.ContainsKey(place.Channel))
            .Select(place => new SetRow(place.Key, catalogue.BySlug[place.Channel], place.Name, true, Of(place.Variant))).ToList();
        var keys = placements.Select(place => place.Key).ToHashSet(StringComparer.Ordinal);
        var shown = placements.Select(place => place.Variant).ToHashSet(StringComparer.Ordinal);
        // A channel that was clicked is shown whether or not it is usual: its address works anyway, unless a place has taken its tag for a key.
        var channels = Usual.Concat(figures.Where(figure => !figure.Value.IsEmpty).Select(figure => figure.Key)).Distinct(StringComparer.Ordinal)
            .Where(slug => !shown.Contains(slug) && catalogue.BySlug.ContainsKey(slug)).Select(slug => catalogue.BySlug[slug])
            .Where(channel => !keys.Contains(channel.Tag)).Select(channel => new SetRow(channel.Tag, channel, "", false, Of(channel.Slug))).ToList();
        shown.UnionWith(channels.Select(row => row.Channel!.Slug));
        var gone = figures.Where(figure => figure.Key.Length > 0 && !shown.Contains(figure.Key) && !figure.Value.IsEmpty).Select(figure => new SetRow("", null, figure.Key, false, figure.Value));
        var places = channels.Concat(own).OrderByDescending(row => row.Channel!.Private).ThenBy(row => PlaceOf(row.Channel!)).ThenBy(row => row.Name, StringComparer.Ordinal);
        return [new SetRow("", null, "", false, Of("")), .. places, .. gone];
    }

    /// <summary>Channels to choose from, those that are read by chosen people only first; in each group the usual ones, then the others by name.</summary>
    public ILookup<bool, Channel> Choice { get; } =
        catalogue.Channels.OrderByDescending(channel => channel.Private).ThenBy(PlaceOf).ThenBy(channel => channel.Name, StringComparer.OrdinalIgnoreCase).ToLookup(channel => channel.Private);

    /// <summary>A key for a new place: the channel's own tag where it has no name, else letters and digits of the name that nothing else goes by.</summary>
    public string KeyFor(Channel channel, string name, IReadOnlyList<Placement> placements)
    {
        if (name.Length == 0)
            return channel.Tag;
        var taken = placements.Select(place => place.Key).Concat(catalogue.Channels.Select(one => one.Tag)).ToHashSet(StringComparer.Ordinal);
        var letters = string.Concat(name.Normalize(NormalizationForm.FormD).ToLowerInvariant().Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)).Take(LongestKey));
        var key = letters.Length == 0 ? "p" : letters;
        for (var number = 2; taken.Contains(key); number++)
        {
            var digits = number.ToString(CultureInfo.InvariantCulture);
            key = letters[..Math.Min(letters.Length, LongestKey - digits.Length)] + digits;
        }
        return key;
    }

    private static int PlaceOf(Channel channel) => Array.IndexOf(Usual, channel.Slug) is >= 0 and var place ? place : int.MaxValue;
}
