using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links;

/// <summary>JSON as the body of a call, up to a length.</summary>
internal static class ApiBody
{
    private const int Longest = 64 * 1024;

    /// <summary>The serializer's own limit.</summary>
    private const int UsualDepth = 64;

    /// <summary>A small object.</summary>
    /// <returns>What was read, or the answer that says why not.</returns>
    public static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        var (document, problem) = await DocumentAsync(http, Longest, UsualDepth, NoObject);
        using (document)
        {
            if (document is null)
                return (null, problem);
            return ObjectOf(document.RootElement, type) is { } read ? (read, null) : (null, Problems.BadBody(NoObject));
        }
    }

    /// <summary>What is wrong with a body that is JSON and no object of the kind.</summary>
    public const string NoObject = "The body is not the JSON object that this needs.";

    /// <summary>Any JSON. The document is the caller's to dispose of.</summary>
    /// <param name="longest">Bytes.</param>
    /// <param name="depth">Levels of objects and arrays.</param>
    /// <param name="unreadable">What is said of text that is no JSON.</param>
    public static async Task<(JsonDocument? Body, IResult? Problem)> DocumentAsync(HttpContext http, int longest, int depth, string unreadable = "The body is not JSON that can be read.")
    {
        if (!http.Request.HasJsonContentType())
            return (null, TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType));
        if (http.Request.ContentLength > longest)
            return (null, Problems.TooLarge(longest));
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = longest;
        try
        {
            return (await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = depth }, http.RequestAborted), null);
        }
        catch (JsonException)
        {
            return (null, Problems.BadBody(unreadable));
        }
    }

    /// <summary>An object of that kind; null for what is none.</summary>
    public static T? ObjectOf<T>(JsonElement element, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object ? element.Deserialize(type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
