using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed class PasskeyTests
{
    [Fact]
    public async Task A_passkey_added_on_the_account_s_page_signs_in_without_a_password()
    {
        await using var host = await StartAsync();
        using var device = new Authenticator(host.Address);
        var creation = await AskAsync(host.Client, "/app/account", "/app/account/passkey");
        using var added = await PagesHost.SendAsync(host.Client, "/app/account", "passkey", ("name", "My telephone"), ("credential", device.Create(creation)));
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        (await host.Client.GetStringAsync("/app/account")).ShouldContain("My telephone");

        using var browser = Browser(host);
        var request = await AskAsync(browser, "/app/sign-in", "/app/sign-in/passkey");
        using var signedIn = await PagesHost.SendAsync(browser, "/app/sign-in", "passkey", ("credential", device.Get(request)));
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect, await signedIn.Content.ReadAsStringAsync());
        (await browser.GetStringAsync("/app/account")).ShouldContain(PagesHost.Owner);
    }

    [Fact]
    public async Task An_answer_to_another_challenge_or_by_another_key_signs_nobody_in()
    {
        await using var host = await StartAsync();
        using var device = new Authenticator(host.Address);
        var creation = await AskAsync(host.Client, "/app/account", "/app/account/passkey");
        using var added = await PagesHost.SendAsync(host.Client, "/app/account", "passkey", ("name", "My telephone"), ("credential", device.Create(creation)));
        using var browser = Browser(host);
        var old = device.Get(await AskAsync(browser, "/app/sign-in", "/app/sign-in/passkey"));
        foreach (var early in new[] { old, "{}" })
        {
            using var unasked = Browser(host);
            using var refused = await PagesHost.SendAsync(unasked, "/app/sign-in", "passkey", ("credential", early));
            (await refused.Content.ReadAsStringAsync()).ShouldContain("was not accepted");
        }

        await AskAsync(browser, "/app/sign-in", "/app/sign-in/passkey");
        foreach (var answer in new[] { old, "", "{}", "not json" })
        {
            using var refused = await PagesHost.SendAsync(browser, "/app/sign-in", "passkey", ("credential", answer));
            refused.StatusCode.ShouldBe(HttpStatusCode.OK, answer);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("was not accepted");
            await AskAsync(browser, "/app/sign-in", "/app/sign-in/passkey");
        }

        (await browser.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    // A browser names the page's origin with every form that it sends, and Identity holds the authenticator's word against it.
    private static HttpClient Browser(PagesHost host)
    {
        var browser = host.Browser();
        browser.DefaultRequestHeaders.Add("Origin", host.Address.GetLeftPart(UriPartial.Authority));
        return browser;
    }

    private static async Task<PagesHost> StartAsync()
    {
        var host = await PagesHost.StartAsync();
        host.Client.DefaultRequestHeaders.Add("Origin", host.Address.GetLeftPart(UriPartial.Authority));
        return host;
    }

    /// <summary>What the pages' script asks for, with the token of the page it is on.</summary>
    private static async Task<JsonElement> AskAsync(HttpClient client, string page, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("RequestVerificationToken", await PagesTests.TokenAsync(client, page));
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An authenticator in software: ES256, no attestation, one passkey (WebAuthn level 3, sections 6 and 7).</summary>
    private sealed class Authenticator(Uri origin) : IDisposable
    {
        private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly byte[] id = RandomNumberGenerator.GetBytes(16);
        private string user = "";
        private static readonly string[] Transports = ["internal"];

        public string Create(JsonElement options)
        {
            user = options.GetProperty("user").GetProperty("id").GetString()!;
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            // COSE_Key of a P-256 public key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
            byte[] cose = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
            byte[] data = [.. Head(flags: 0x45), .. new byte[16], 0, (byte)id.Length, .. id, .. cose];
            // {"fmt": "none", "attStmt": {}, "authData": bytes}
            byte[] attestation = [0xa3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xa0, .. Text("authData"), 0x58, (byte)data.Length, .. data];
            return Credential(new Dictionary<string, object>
            {
                ["clientDataJSON"] = Encode(Client("webauthn.create", options)), ["attestationObject"] = Encode(attestation), ["transports"] = Transports,
            });
        }

        public string Get(JsonElement options)
        {
            var (client, data) = (Client("webauthn.get", options), Head(flags: 0x05));
            var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            return Credential(new Dictionary<string, object>
            {
                ["clientDataJSON"] = Encode(client), ["authenticatorData"] = Encode(data), ["signature"] = Encode(signature), ["userHandle"] = user,
            });
        }

        public void Dispose() => key.Dispose();

        private byte[] Head(byte flags)
        {
            var counter = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(counter, 0);
            return [.. SHA256.HashData(Encoding.UTF8.GetBytes(origin.Host)), flags, .. counter];
        }

        private byte[] Client(string type, JsonElement options) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["type"] = type, ["challenge"] = options.GetProperty("challenge").GetString()!, ["origin"] = origin.GetLeftPart(UriPartial.Authority), ["crossOrigin"] = false,
        });

        private string Credential(Dictionary<string, object> response) => JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["id"] = Encode(id), ["rawId"] = Encode(id), ["type"] = "public-key", ["response"] = response, ["clientExtensionResults"] = new Dictionary<string, object>(),
            ["authenticatorAttachment"] = "platform",
        });

        private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

        private static string Encode(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
    }
}
