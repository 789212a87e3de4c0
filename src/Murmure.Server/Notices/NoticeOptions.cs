namespace Murmure.Server.Notices;

/// <summary>Where notices go that have one address for everybody.</summary>
public sealed record NoticeOptions
{
    /// <summary>The Bot API of Telegram, or one's own server of it (https://github.com/tdlib/telegram-bot-api).</summary>
    public Uri Telegram { get; init; } = new("https://api.telegram.org/");
}
