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
/// The address that opens a conversation with the organisation's own number, as QR codes for posters and pages: <c>conversation.png</c> and <c>.svg</c>, in the
/// style that the query says. What is filled in is the query's <c>text</c>.
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

    /// <summary>The address; null where the connection has no number, or the text is too long for a code that telephones read.</summary>
    public static Uri? AddressOf(OpenConnection connection, string text) =>
        connection.Settings?[WhatsAppConnector.PhoneNumber] is { Length: > 0 } number && WhatsAppAddress.Digits(number) is { } digits ? WhatsAppAddress.Conversation(digits, text) : null;

    /// <summary>A WhatsApp connection of a site that who asks may see; null where there is none.</summary>
    public (SiteRules Site, OpenConnection Connection)? Find(HttpContext http, string host, long id) =>
        sites.Find(http, host) is { } site && directory.Find(id) is { Kind: "whatsapp" } connection && connection.Site == site.Id ? (site, connection) : null;

    private IResult Answer(HttpContext http, string host, long id, string form)
    {
        if (Find(http, host, id) is not (_, var connection))
            return TypedResults.NotFound();
        if (AddressOf(connection, http.Request.Query["text"].ToString()) is not { } address || QrStyle.Read(name => http.Request.Query[name].ToString(), null) is not ({ } style, _))
            return TypedResults.BadRequest();
        return form == "svg"
            ? TypedResults.File(Encoding.UTF8.GetBytes(QrCodes.Svg(address.AbsoluteUri, style)), "image/svg+xml", "qr-whatsapp.svg")
            : TypedResults.File(QrCodes.Png(address.AbsoluteUri, style), "image/png", "qr-whatsapp.png");
    }
}
