using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Exports;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Connections;

/// <summary>Numbers, names, texts and ids planted in receipts of text messages, then looked for in every byte of the data folder, in the log and in what is exported.</summary>
[WholeServer]
public sealed class SmsCanaryTests
{
    private const string Secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    private static readonly string[] Canaries = ["33612345678", "612345678", "33687654321", "Kanarienvogel", "canary-text-body", "canary-message-1", "SMcanary", "canary-account", Secret];

    [Fact]
    public async Task Nothing_personal_of_a_relay_is_written_or_given_out()
    {
        await using var site = await StartAsync("generic");
        foreach (var body in new[]
        {
            """{"id":"canary-message-1","status":"delivered","reference":"spring-7","to":"+33612345678","name":"Chantal Kanarienvogel"}""",
            """{"id":"canary-message-2","status":"failed","reference":"spring-7","to":"+33612345678","error":"30003"}""",
            """{"id":"canary-message-3","status":"failed","to":"+33612345678","error":"+33612345678"}""",
            """{"id":"canary-message-4","status":"received","from":"+33687654321","text":"STOP"}""",
            """{"id":"canary-message-5","status":"received","from":"+33612345678","text":"canary-text-body"}""",
            """{"id":"canary-message-6","status":"received","from":"+33687654321","text":"start"}""",
            """{"id":"canary-message-7","status":"sent","reference":"+33612345678"}""",
        })
        {
            (await TellAsync(site, body)).ShouldBe(HttpStatusCode.OK);
            await TellAsync(site, body[..^2]);
            await TellAsync(site, body, "canary-text-body canary-text-body");
        }
        await SearchAsync(site);
    }

    [Fact]
    public async Task Nothing_personal_of_Twilio_is_written_or_given_out()
    {
        await using var site = await StartAsync("twilio");
        foreach (var form in new[]
        {
            "AccountSid=canary-account&From=%2B33687654321&MessageSid=SMcanary1&MessageStatus=delivered&To=%2B33612345678",
            "ErrorCode=30003&From=%2B33687654321&MessageSid=SMcanary2&MessageStatus=undelivered&To=%2B33612345678",
            "Body=STOP&From=%2B33612345678&FromCity=Kanarienvogel&MessageSid=SMcanary3&SmsStatus=received",
            "Body=canary-text-body&From=%2B33612345678&MessageSid=SMcanary4&SmsStatus=received",
            "Body=START&From=whatsapp%3A%2B33612345678&MessageSid=SMcanary5&ProfileName=Kanarienvogel&SmsStatus=received",
        })
        {
            (await TwilioAsync(site, form)).ShouldBe(HttpStatusCode.OK);
            await TwilioAsync(site, form, "canary-text-body");
        }
        await SearchAsync(site);
    }

    private static async Task<ConnectedSite> StartAsync(string provider)
    {
        var site = await ConnectedSite.StartAsync("sms", new Dictionary<string, string> { ["provider"] = provider, ["secret"] = Secret });
        // Refusals are an organisation's.
        await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.ReportsRead);
        await site.PostedAsync("spring-7");
        return site;
    }

    private static async Task SearchAsync(ConnectedSite site)
    {
        await site.ReadAsync();
        await using (var killed = await site.Host.AsKilledNowAsync())
            Search(Stored.All(killed.Folder), "killed");
        var exported = await Exported.AllAsync(site.Host);
        // What is there is found: the search itself works.
        exported.ShouldContain("Printemps");
        (await site.CountsAsync()).ShouldContain(one => one.Contains(" delivered ", StringComparison.Ordinal));
        Stored.Holds(site.Host.Folder, "refusal").ShouldBeTrue();
        Search(exported, "exported");
        Search(site.Log, "logged");
        foreach (var canary in Canaries)
            Stored.Holds(site.Host.Folder, canary).ShouldBeFalse(canary);
    }

    private static void Search(string text, string where)
    {
        foreach (var canary in Canaries)
            text.ShouldNotContain(canary, Case.Sensitive, where);
    }

    private static async Task<HttpStatusCode> TellAsync(ConnectedSite site, string body, string secret = Secret)
    {
        var stamp = site.Host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}.{body}")));
        return (await site.TellAsync(Encoding.UTF8.GetBytes(body), ("X-Murmure-Timestamp", stamp), ("X-Murmure-Signature", signature))).Status;
    }

    /// <summary>A form as Twilio signs it.</summary>
    /// <param name="form">Its fields in the order of their names.</param>
    internal static Task<HttpStatusCode> TwilioAsync(ConnectedSite site, string form, string secret = Secret)
    {
        var fields = string.Concat(form.Split('&').Select(field => WebUtility.UrlDecode(field.Replace("=", "", StringComparison.Ordinal))));
#pragma warning disable CA5350 // The provider's choice.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"https://m.example.org/webhooks/sms/{site.Kept.Address}{fields}")));
#pragma warning restore CA5350
        return StatusAsync(site.TellAsync(Encoding.UTF8.GetBytes(form), ("Content-Type", "application/x-www-form-urlencoded"), ("X-Twilio-Signature", signature)));
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<(HttpStatusCode Status, string Said)> told) => (await told).Status;
}
