using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed partial class SecondFactorTests
{
    [Fact]
    public async Task With_the_second_step_a_password_alone_opens_nothing_and_a_recovery_code_works_once()
    {
        await using var host = await PagesHost.StartAsync();
        var key = Key().Match(await host.Client.GetStringAsync("/app/account/two-factor")).Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal);
        using var wrong = await PagesHost.SendAsync(host.Client, "/app/account/two-factor", "on", ("code", "000000"));
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("does not fit");
        using var on = await PagesHost.SendAsync(host.Client, "/app/account/two-factor", "on", ("code", Totp(key)));
        var codes = Codes().Matches(await on.Content.ReadAsStringAsync()).Select(m => m.Groups["code"].Value).ToList();
        codes.Count.ShouldBe(10);
        var stored = Stored.All(host.Folder);
        stored.ShouldNotContain(key, Case.Insensitive, "the key is encrypted at rest");
        codes.ShouldAllBe(code => !stored.Contains(code, StringComparison.OrdinalIgnoreCase));

        using var browser = host.Browser();
        using var password = await PagesHost.SendAsync(browser, "/app/sign-in", "password", ("email", PagesHost.Owner), ("password", PagesHost.Password));
        var next = PagesHost.Target(password);
        next.AbsolutePath.ShouldBe("/app/sign-in/code");
        (await browser.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var code = await PagesHost.SendAsync(browser, next.PathAndQuery, "code", ("code", Totp(key)));
        code.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ByRecoveryAsync(host, codes[3])).ShouldBe(HttpStatusCode.Redirect);
        (await ByRecoveryAsync(host, codes[3])).ShouldBe(HttpStatusCode.OK, "used before: the page says that it does not fit");
        (await host.Client.GetStringAsync("/app/account")).ShouldContain("Recovery codes left: 9");
    }

    [Fact]
    public async Task Turning_it_off_needs_the_password()
    {
        await using var host = await PagesHost.StartAsync();
        var key = Key().Match(await host.Client.GetStringAsync("/app/account/two-factor")).Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal);
        using var on = await PagesHost.SendAsync(host.Client, "/app/account/two-factor", "on", ("code", Totp(key)));
        using var wrong = await PagesHost.SendAsync(host.Client, "/app/account/two-factor", "off", ("present", "guess"));
        (await host.Client.GetStringAsync("/app/account")).ShouldContain("On: after the password");
        using var off = await PagesHost.SendAsync(host.Client, "/app/account/two-factor", "off", ("present", PagesHost.Password));
        (await host.Client.GetStringAsync("/app/account")).ShouldContain("Off. With it");
    }

    [Fact]
    public async Task Who_lost_telephone_and_codes_is_let_in_again_by_the_command_line_and_by_no_key()
    {
        await using var host = await PagesHost.StartAsync();
        var key = Key().Match(await host.Client.GetStringAsync("/app/account/two-factor")).Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal);
        using var on = await PagesHost.SendAsync(host.Client, "/app/account/two-factor", "on", ("code", Totp(key)));

        await using var connection = await AdminConnection.OfAsync(host.Folder, default);
        var made = await connection.SendAsync(new AddKeyRequest("script", [Scopes.Admin]), default);
        using var admin = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users/reset") { Content = JsonContent.Create(new ResetUserRequest(PagesHost.Owner, true)) };
        admin.Headers.Authorization = new("Bearer", made.Secret);
        using var refused = await host.Client.SendAsync(admin);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("a key may not turn a second factor off");

        var answer = await connection.SendAsync(new ResetUserRequest(PagesHost.Owner, true), default);
        answer.Line.ShouldEndWith("The second factor is off.");
        using var browser = host.Browser();
        using var chosen = await PagesHost.SendAsync(browser, answer.Secret.ShouldNotBeNull(), "choose", ("password", "a brand new sentence"));
        await PagesHost.SignInAsync(browser, PagesHost.Owner, "a brand new sentence");
        (await browser.GetStringAsync("/app/account")).ShouldContain("Off. With it");
    }

    private static async Task<HttpStatusCode> ByRecoveryAsync(PagesHost host, string code)
    {
        using var browser = host.Browser();
        using var password = await PagesHost.SendAsync(browser, "/app/sign-in", "password", ("email", PagesHost.Owner), ("password", PagesHost.Password));
        using var answer = await PagesHost.SendAsync(browser, PagesHost.Target(password).PathAndQuery, "code", ("code", code.ToLowerInvariant()));
        return answer.StatusCode;
    }

    /// <summary>RFC 6238, by hand: what an authenticator app shows now.</summary>
    private static string Totp(string key)
    {
        const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        var bits = string.Concat(key.Select(c => Convert.ToString(Alphabet.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // RFC 6238's default
        var hash = HMACSHA1.HashData(secret, step);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xf;
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & int.MaxValue) % 1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("<code>(?<key>[a-z2-7 ]{30,})</code>", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("<li>(?<code>[A-Z0-9]{5}-[A-Z0-9]{5})</li>", RegexOptions.None, 1000)]
    private static partial Regex Codes();
}
