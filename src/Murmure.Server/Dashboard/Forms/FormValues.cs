using System.Globalization;
using System.Net.Mail;
using Microsoft.AspNetCore.Http;

namespace Murmure.Server.Dashboard.Forms;

/// <summary>What a form sent, read where the page reads it; nothing is trusted for having been in our own form.</summary>
internal static class FormValues
{
    /// <summary>A field's text without the spaces around it; empty when absent or when nothing was sent.</summary>
    public static string Field(this HttpContext http, string name) => http.Raw(name).Trim();

    /// <summary>A field's text as it was typed: for passwords.</summary>
    public static string Raw(this HttpContext http, string name) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType ? http.Request.Form[name].FirstOrDefault() ?? "" : "";

    /// <summary>A field's whole number; null for anything else.</summary>
    public static long? Number(this HttpContext http, string name) =>
        long.TryParse(http.Field(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether a box was ticked.</summary>
    public static bool Ticked(this HttpContext http, string name) => http.Field(name).Length > 0;

    /// <summary>The lines of a field, without empty ones and repetitions.</summary>
    public static List<string> Lines(this HttpContext http, string name) =>
        [.. http.Field(name).Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>An address as people write it, or null.</summary>
    public static string? Email(string text) =>
        text.Length is > 2 and <= 254 && MailAddress.TryCreate(text, out var address) && address.Address == text && text.All(c => !char.IsControl(c)) ? text : null;
}
