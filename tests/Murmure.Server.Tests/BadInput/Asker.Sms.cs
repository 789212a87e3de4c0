using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests.Telegram;

namespace Murmure.Server.Tests.BadInput;

internal sealed partial class Asker
{
    /// <summary>Any secret of enough letters does.</summary>
    private const string SmsSecret = TelegramServer.Secret;

    /// <summary>Tells a connection what a relay of text messages tells, signed in the generic way where nothing else is given.</summary>
    /// <param name="stamp">What the header says of when it was signed; the time where nothing is given.</param>
    public Task<string> SmsAsync(string body, string? signature = null, TimeSpan ago = default, string? stamp = null, string method = "POST")
    {
        var at = stamp ?? (host.Services.GetRequiredService<TimeProvider>().GetUtcNow() - ago).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SmsSecret), Encoding.UTF8.GetBytes($"{at}.{body}")));
        return TellAsync("generic", method, Encoding.UTF8.GetBytes(body), ("X-Murmure-Timestamp", at), ("X-Murmure-Signature", signature ?? signed));
    }

    /// <summary>Tells a connection what Twilio tells, as a form that Twilio signed where nothing else is given.</summary>
    /// <param name="form">Its fields in the order of their names.</param>
    public async Task<string> TwilioAsync(byte[] form, string? signature = null, string type = "application/x-www-form-urlencoded")
    {
        if (!doors.TryGetValue("twilio", out var door))
            doors["twilio"] = door = await ConnectAsync("twilio");
        var fields = type.Contains("form", StringComparison.Ordinal) ? string.Concat(Encoding.Latin1.GetString(form).Split('&').Select(field => WebUtility.UrlDecode(field.Replace("=", "", StringComparison.Ordinal)))) : "";
#pragma warning disable CA5350 // The provider's choice.
        var signed = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(SmsSecret), Encoding.UTF8.GetBytes("https://m.example.org" + door + fields)));
#pragma warning restore CA5350
        return await TellAsync("twilio", "POST", form, ("Content-Type", type), ("X-Twilio-Signature", signature ?? signed));
    }
}
