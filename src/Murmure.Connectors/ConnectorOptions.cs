namespace Murmure.Connectors;

/// <summary>Where services are. An operator may name a proxy, a server of their own that speaks the same, or another version.</summary>
public sealed record ConnectorOptions
{
    /// <summary>Meta's Graph API, for WhatsApp Business.</summary>
    public Uri WhatsApp { get; init; } = new("https://graph.facebook.com/");

    /// <summary>Version of the Graph API; each is answered for about two years (https://developers.facebook.com/docs/graph-api/changelog).</summary>
    public string WhatsAppVersion { get; init; } = "v26.0";

    /// <summary>The Bot API of Telegram, or one's own server of it (https://github.com/tdlib/telegram-bot-api).</summary>
    public Uri Telegram { get; init; } = new("https://api.telegram.org/");

    public Uri Discord { get; init; } = new("https://discord.com/api/v10/");

    public Uri Brevo { get; init; } = new("https://api.brevo.com/v3/");

    /// <summary>Mailchimp has a host for each data centre, which ends its keys: <c>{dc}</c> stands for it.</summary>
    public string Mailchimp { get; init; } = "https://{dc}.api.mailchimp.com/3.0/";

    public Uri Mailjet { get; init; } = new("https://api.mailjet.com/v3/");

    /// <summary>Twilio's API, asked only whether an account's token is right.</summary>
    public Uri Twilio { get; init; } = new("https://api.twilio.com/2010-04-01/");

    /// <summary>Where Google's service accounts get a token. What their key file names instead is not followed.</summary>
    public Uri GoogleToken { get; init; } = new("https://oauth2.googleapis.com/token");

    /// <summary>The Data API of Google Analytics 4.</summary>
    public Uri GoogleAnalytics { get; init; } = new("https://analyticsdata.googleapis.com/v1beta/");

    /// <summary>How long a service may take to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}
