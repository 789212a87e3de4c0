using System.Globalization;
using System.Text.Json;

namespace Murmure.Connectors.Discord;

/// <summary>What a bot may do in a channel, as Discord computes it (https://discord.com/developers/docs/topics/permissions#permission-overwrites).</summary>
internal static class DiscordRights
{
    private const ulong Administrator = 1UL << 3;
    private const ulong ViewChannel = 1UL << 10;
    private const ulong SendMessages = 1UL << 11;

    /// <summary>A guild has at most 250 roles.</summary>
    private const int MostRoles = 1_000;

    /// <summary>Whether it sees the channel and may write there.</summary>
    /// <param name="roles">The guild's roles.</param>
    /// <param name="member">The bot as a member of the guild.</param>
    public static bool MayPost(JsonElement channel, JsonElement roles, JsonElement member, string bot)
    {
        var guild = channel.Get("guild_id").Text();
        // The role of everybody is named as the guild is.
        var mine = member.Get("roles").Items(MostRoles).Select(role => role.Text()).ToHashSet(StringComparer.Ordinal);
        var granted = roles.Items(MostRoles).Where(role => role.Get("id").Text() is var id && (id == guild || mine.Contains(id))).Aggregate(0UL, (all, role) => all | Bits(role, "permissions"));
        if ((granted & Administrator) != 0)
            return true;
        var overwrites = channel.Get("permission_overwrites").Items(MostRoles).ToLookup(one => one.Get("id").Text(), StringComparer.Ordinal);
        granted = Overwritten(granted, overwrites[guild]);
        granted = Overwritten(granted, mine.SelectMany(role => overwrites[role]));
        granted = Overwritten(granted, overwrites[bot]);
        return (granted & (ViewChannel | SendMessages)) == (ViewChannel | SendMessages);
    }

    /// <summary>All of them together: what one role allows, no other takes away.</summary>
    private static ulong Overwritten(ulong granted, IEnumerable<JsonElement> overwrites)
    {
        var (allowed, denied) = overwrites.Aggregate((Allowed: 0UL, Denied: 0UL), (all, one) => (all.Allowed | Bits(one, "allow"), all.Denied | Bits(one, "deny")));
        return (granted & ~denied) | allowed;
    }

    private static ulong Bits(JsonElement element, string name) => ulong.TryParse(element.Get(name).Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
}
