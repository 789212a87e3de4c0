using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Murmure.Server.Hosting;

/// <summary>A call's body where one sentence says what it should have been.</summary>
internal static class JsonBody
{
    /// <summary>The object that was sent; null for anything that is none of that kind.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T>? type = null)
        where T : class
    {
        try
        {
            if (!http.Request.HasJsonContentType())
                return null;
            return type is null ? await http.Request.ReadFromJsonAsync<T>(http.RequestAborted) : await http.Request.ReadFromJsonAsync(type, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
