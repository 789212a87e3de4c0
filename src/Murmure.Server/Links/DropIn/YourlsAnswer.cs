using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Murmure.Server.Links.DropIn;

/// <summary>An answer in YOURLS's words (https://yourls.org/docs/guide/advanced/api).</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Simple">The whole answer where the format is <c>simple</c>.</param>
internal sealed record YourlsAnswer(int Status, JsonObject Members, string Simple)
{
    public static YourlsAnswer Fault(int status, string message, string? code = null)
    {
        var members = new JsonObject { ["status"] = "fail", ["message"] = message, ["errorCode"] = status.ToString(CultureInfo.InvariantCulture), ["statusCode"] = status.ToString(CultureInfo.InvariantCulture) };
        if (code is not null)
            members["code"] = code;
        return new YourlsAnswer(status, members, message);
    }

    /// <param name="format"><c>json</c>, <c>simple</c>, or else <c>xml</c>, which is YOURLS's own default.</param>
    public IResult Write(string format) => format switch
    {
        "json" => TypedResults.Text(Members.ToJsonString(Readable), "application/json; charset=utf-8", Encoding.UTF8, Status),
        "simple" => TypedResults.Text(Simple, "text/plain; charset=utf-8", Encoding.UTF8, Status),
        _ => TypedResults.Text(Xml(), "application/xml; charset=utf-8", Encoding.UTF8, Status),
    };

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web);

    private string Xml() => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Element("result", Members).ToString(SaveOptions.DisableFormatting) + "\n";

    private static XElement Element(string name, JsonNode? node) => node switch
    {
        JsonObject members => new XElement(XmlConvert.EncodeLocalName(name), members.Select(member => Element(member.Key, member.Value))),
        null => new XElement(XmlConvert.EncodeLocalName(name)),
        // What XML cannot hold (a control character out of somebody's title) is left out, rather than the answer.
        _ => new XElement(XmlConvert.EncodeLocalName(name), string.Concat(node.ToString().EnumerateRunes().Where(rune => rune.Value is '\t' or '\n' or >= 0x20 and not (0xFFFE or 0xFFFF)).Select(rune => rune.ToString()))),
    };
}
