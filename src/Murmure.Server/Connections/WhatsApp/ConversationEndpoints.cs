using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Murmure.Connectors.WhatsApp;
using Murmure.Server.Accounts;
using Murmure.Server.Links;
using Murmure.Server.Sites;

namespace Murmure.Server.Connections;

/// <summary>
/// The address that opens a conversation with the organisation's own number or page, as QR codes for posters and pages: <c>conversation.png</c> and <c>.svg</c>, in the
/// style that the query says. What is filled in is the query's <c>text</c>, after the mark of its <c>campaign</c>.
/// </summary>
internal sealed class ConversationEndpoints(SiteAccess sites, ConnectionDirectory directory)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var form in (string[])["png", "svg"])
        {
            app.MapGet($"/app/sites/{{host}}/connections/{{id:long}}/conversation.{form}", (HttpContext http, string host, long id, ConversationEndpoints endpoints) => endpoints.Answer(http, host, id, form))
                .RequireAuthorization(Access.Member).ExcludeFromDescription();
        }
    }

    /// <summary>Whether the connection says with whom a conversation would be opened.</summary>
    public static bool IsReady(OpenConnection connection) => AddressOf(connection, null, "") is not null;

    /// <summary>Whether it opens conversations on Messenger, which fills nothing in.</summary>
    public static bool IsMessenger(OpenConnection connection) => connection.Settings?[ManualPlace.Page] is { Length: > 0 };

    /// <summary>The address; null where the connection names nobody, or the text is too long for a code that telephones read.</summary>
    /// <param name="campaign">The one whose mark goes along; null for none.</param>
    public static Uri? AddressOf(OpenConnection connection, long? campaign, string text) => connection.Settings switch
    {
        { } settings when settings[ManualPlace.Page] is { Length: > 0 } page => ManualPlace.Messenger(page, campaign),
        { } settings when settings[WhatsAppConnector.PhoneNumber] is { Length: > 0 } number && WhatsAppAddress.Digits(number) is { } digits =>
            WhatsAppAddress.Conversation(digits, campaign is { } marked ? WhatsAppMark.Before(marked, text) : text),
        _ => null,
    };

    /// <summary>A connection of a site, of a kind that opens conversations, that who asks may see; null where there is none.</summary>
    public (SiteRules Site, OpenConnection Connection)? Find(HttpContext http, string host, long id) =>
        sites.Find(http, host) is { } site && directory.Find(id) is { Kind: "whatsapp" or ConnectorSet.Manual } connection && connection.Site == site.Id ? (site, connection) : null;

    private IResult Answer(HttpContext http, string host, long id, string form)
    {
        if (Find(http, host, id) is not (_, var connection))
            return TypedResults.NotFound();
        if (AddressOf(connection, CampaignOf(http), http.Request.Query["text"].ToString()) is not { } address || QrStyle.Read(name => http.Request.Query[name].ToString(), null) is not ({ } style, _))
            return TypedResults.BadRequest();
        return form == "svg"
            ? TypedResults.File(Encoding.UTF8.GetBytes(QrCodes.Svg(address.AbsoluteUri, style)), "image/svg+xml", "qr-conversation.svg")
            : TypedResults.File(QrCodes.Png(address.AbsoluteUri, style), "image/png", "qr-conversation.png");
    }

    private static long? CampaignOf(HttpContext http) => long.TryParse(http.Request.Query["campaign"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
