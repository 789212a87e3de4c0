using System.Net;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed class SignInTests
{
    [Fact]
    public async Task Whoever_is_not_signed_in_is_asked_to_and_then_taken_where_they_wanted_to_go()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        using var browser = host.Browser();
        using var asked = await browser.GetAsync("/app/sites/a.example?from=2026-11-01&lang=fr");
        var page = PagesHost.Target(asked);
        page.AbsolutePath.ShouldBe("/app/sign-in");
        using var signedIn = await PagesHost.SendAsync(browser, page.PathAndQuery, "password", ("email", PagesHost.Owner.ToUpperInvariant()), ("password", PagesHost.Password));
        signedIn.Headers.Location?.ToString().ShouldEndWith("/app/sites/a.example?from=2026-11-01&lang=fr");
        (await browser.GetAsync("/app/sites/a.example")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_address_and_a_locked_account_are_answered_alike()
    {
        await using var host = await PagesHost.StartAsync();
        var wrong = await RefusalAsync(host, PagesHost.Owner, "not the right one");
        (await RefusalAsync(host, "nobody@courrier.example", "not the right one")).ShouldBe(wrong);
        (await RefusalAsync(host, "no address", "not the right one")).ShouldBe(wrong);
        for (var i = 0; i < 5; i++)
            await RefusalAsync(host, PagesHost.Owner, "not the right one");
        (await RefusalAsync(host, PagesHost.Owner, PagesHost.Password)).ShouldBe(wrong, "locked, though the password is right");
        wrong.ShouldContain("do not match");
    }

    [Fact]
    public async Task Too_many_tries_from_one_place_are_refused_for_a_minute()
    {
        await using var host = await PagesHost.StartAsync();
        using var browser = host.Browser();
        HttpStatusCode last = default;
        for (var i = 0; i <= 20 && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var answer = await PagesHost.SendAsync(browser, "/app/sign-in", "password", ("email", $"n{i}@courrier.example"), ("password", ""));
            last = answer.StatusCode;
        }

        last.ShouldBe(HttpStatusCode.TooManyRequests);
        (await browser.GetAsync("/app/sign-in")).StatusCode.ShouldBe(HttpStatusCode.OK, "looking is free");
    }

    [Fact]
    public async Task The_cookie_is_for_the_server_alone_and_holds_no_ticket()
    {
        await using var host = await PagesHost.StartAsync();
        using var browser = host.Browser();
        using var answer = await PagesHost.SendAsync(browser, "/app/sign-in", "password", ("email", PagesHost.Owner), ("password", PagesHost.Password));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("murmure=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldNotContain("expires", Case.Insensitive, "it ends with the browser unless asked to stay");
        cookie.Length.ShouldBeLessThan(700, "a reference to a session, not the session");
    }

    [Theory]
    [InlineData("https", "__Host-murmure")]
    [InlineData("http", "murmure")]
    public void Over_https_the_cookie_is_bound_to_its_host(string scheme, string name)
    {
        var http = new DefaultHttpContext { Request = { Scheme = scheme } };
        var cookies = new SchemeCookies();
        cookies.AppendResponseCookie(http, "murmure", "x", new CookieOptions { Path = "/", Secure = scheme == "https" });
        http.Response.Headers.SetCookie.ToString().ShouldStartWith(name + "=x");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_whoever_kept_its_cookie()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        var (browser, jar) = Kept(host);
        using (browser)
        {
            await PagesHost.SignInAsync(browser, PagesHost.Owner);
            var kept = jar.GetCookieHeader(host.Address);
            var token = await PagesTests.TokenAsync(browser, "/app/account");
            using var left = await browser.PostAsync("/app/sign-out", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
            left.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            (await ReplayAsync(host, kept)).ShouldBe(HttpStatusCode.Redirect);
        }
    }

    [Fact]
    public async Task A_session_outlives_the_server_and_a_forged_sign_out_does_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-restart-");
        try
        {
            string kept;
            await using (var host = await PagesHost.StartOnAsync(folder))
            {
                await host.AddAsync(PagesHost.Owner, "owner");
                var (browser, jar) = Kept(host);
                using (browser)
                {
                    await PagesHost.SignInAsync(browser, PagesHost.Owner);
                    (await browser.PostAsync("/app/sign-out", new FormUrlEncodedContent([]))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
                    kept = jar.GetCookieHeader(host.Address);
                }
            }

            await using var again = await PagesHost.StartOnAsync(folder);
            (await ReplayAsync(again, kept)).ShouldBe(HttpStatusCode.OK);
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(Path.Combine(folder.FullName, AccountsFeature.KeysFolder)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task One_session_can_be_ended_from_another()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        using var telephone = host.Browser();
        telephone.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        await PagesHost.SignInAsync(telephone, PagesHost.Owner);
        (await host.Client.GetStringAsync("/app/account")).ShouldContain("Firefox");
        Stored.All(host.Folder).ShouldNotContain("Gecko/20100101");
        using var ended = await PagesHost.SendAsync(host.Client, "/app/account", "sessions");
        (await telephone.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_password_ends_the_other_sessions_and_needs_the_present_one()
    {
        await using var host = await PagesHost.StartAsync();
        using var other = host.Browser();
        await PagesHost.SignInAsync(other, PagesHost.Owner);
        using var wrong = await PagesHost.SendAsync(host.Client, "/app/account", "password", ("present", "guess"), ("password", "another long sentence"));
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("not the present password");
        using var changed = await PagesHost.SendAsync(host.Client, "/app/account", "password", ("present", PagesHost.Password), ("password", "another long sentence"));
        changed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await other.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var later = host.Browser();
        await PagesHost.SignInAsync(later, PagesHost.Owner, "another long sentence");
    }

    [Theory]
    [InlineData(null, "/app")]
    [InlineData("/app/team?lang=fr", "/app/team?lang=fr")]
    [InlineData("https://evil.example/app", "/app")]
    [InlineData("//evil.example", "/app")]
    [InlineData("/app\\..\\evil", "/app")]
    [InlineData("/application", "/app")]
    public void Signing_in_leads_nowhere_but_into_the_pages(string? asked, string target) => SignInEndpoints.Target(asked).ShouldBe(target);

    private static async Task<string> RefusalAsync(PagesHost host, string email, string password)
    {
        using var browser = host.Browser();
        using var answer = await PagesHost.SendAsync(browser, "/app/sign-in", "password", ("email", email), ("password", password));
        var html = await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {html.Split("class=\"notice wrong\"")[1].Split("</div>")[0]}";
    }

    private static (HttpClient Client, CookieContainer Jar) Kept(PagesHost host)
    {
        var jar = new CookieContainer();
        return (new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = jar }) { BaseAddress = host.Address }, jar);
    }

    private static async Task<HttpStatusCode> ReplayAsync(PagesHost host, string cookies)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Add("Cookie", cookies);
        return (await client.GetAsync("/app/account")).StatusCode;
    }
}
