namespace Murmure.Server.Notices;

/// <summary>Which kinds of outlet there are.</summary>
internal static class OutletKind
{
    /// <summary>An incoming webhook of Slack; Mattermost and Rocket.Chat take the same.</summary>
    public const string Slack = "slack";

    public const string Discord = "discord";

    public const string Telegram = "telegram";

    /// <summary>Any program, by a signed message.</summary>
    public const string Webhook = "webhook";

    public static IReadOnlyList<string> All { get; } = [Slack, Discord, Telegram, Webhook];
}

/// <summary>What it takes to write to an outlet. It is kept encrypted, whole: a chat's address is as good as a password.</summary>
/// <param name="Address">Where messages go; empty for Telegram, whose address is made of the token.</param>
/// <param name="Token">Telegram's token of the bot.</param>
/// <param name="Chat">Telegram's number or name of the chat.</param>
/// <param name="Key">What messages to a program are signed with.</param>
internal sealed record OutletSecret(string Address, string Token = "", string Chat = "", string Key = "");
