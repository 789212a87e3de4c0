using System.Globalization;
using System.Text.RegularExpressions;
using Murmure.Connectors;
using Murmure.Connectors.WhatsApp;

namespace Murmure.Server.Connections;

/// <summary>What a place where people publish by hand may have besides: what opens a conversation with the organisation there. Nothing of it is counted by us.</summary>
internal static partial class ManualPlace
{
    /// <summary>A page's name or number on Messenger.</summary>
    public const string Page = "page";

    /// <summary>By which channel each field opens a conversation.</summary>
    private static readonly Dictionary<string, string> Channels = new(StringComparer.Ordinal) { [WhatsAppConnector.PhoneNumber] = "whatsapp", [Page] = "messenger" };

    public static IReadOnlyList<ConnectorField> Fields { get; } =
    [
        new(WhatsAppConnector.PhoneNumber, NumberShape(), Secret: false, Required: false),
        new(Page, PageShape(), Secret: false, Required: false),
    ];

    /// <summary>Whether a field says something on that channel.</summary>
    public static bool Fits(string field, string channel) => Channels.GetValueOrDefault(field) == channel;

    /// <summary>
    /// The address that opens a conversation with a page. What <c>ref</c> says comes to whoever answers for the page
    /// (https://developers.facebook.com/docs/messenger-platform/discovery/m-me-links): the campaign, and nobody in it.
    /// </summary>
    public static Uri Messenger(string page, long? campaign) =>
        new("https://m.me/" + page + (campaign is { } number ? string.Create(CultureInfo.InvariantCulture, $"?ref={MarkOf(number)}") : ""));

    /// <summary>A campaign's mark without its sign, which an address would take for its end.</summary>
    public static string MarkOf(long campaign) => string.Create(CultureInfo.InvariantCulture, $"m{campaign}");

    [GeneratedRegex(@"^\+?[1-9][0-9]{6,14}\z", RegexOptions.None, 1000)]
    private static partial Regex NumberShape();

    /// <summary>Letters, digits and points (https://www.facebook.com/help/105399436216001).</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9.]{3,49}\z", RegexOptions.None, 1000)]
    private static partial Regex PageShape();
}
