using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

/// <summary>The language of the pages: what the address asks for, else what the account chose, else what the browser asks for.</summary>
[WholeServer]
public sealed class LanguageTests
{
    [Fact]
    public async Task An_account_s_language_goes_before_the_browser_s_and_behind_the_address_s()
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        (await host.Client.GetStringAsync("/app/account")).ShouldContain("<html lang=\"en\"", Case.Sensitive, "the browser asks for English");
        using var kept = await PagesHost.SendAsync(host.Client, "/app/account?lang=en", "language", ("language", "fr"));
        PagesHost.Target(kept).PathAndQuery.ShouldBe("/app/account?done=language");
        (await host.Client.GetStringAsync("/app/account?done=language")).ShouldContain("Les pages s&#x2019;affichent dans cette langue.");
        (await host.Client.GetStringAsync("/app/links")).ShouldContain("<html lang=\"fr\"");
        (await host.Client.GetStringAsync("/app/links?lang=en")).ShouldContain("<html lang=\"en\"");
        using var paul = await host.JoinAsync("paul@courrier.example", "viewer");
        (await paul.GetStringAsync("/app/account")).ShouldContain("<html lang=\"en\"", Case.Sensitive, "it is one's own");
        using var browser = await PagesHost.SendAsync(host.Client, "/app/account", "language", ("language", "klingon"));
        (await host.Client.GetStringAsync("/app/account")).ShouldContain("<html lang=\"en\"");
    }

    [Fact]
    public async Task A_change_of_language_keeps_the_question()
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        var page = System.Net.WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/sites/www.example.org?period=7d&filters=channel%3D%3Dwhatsapp&tables=os&tracking=1"));
        page.ShouldContain("href=\"/app/sites/www.example.org?period=7d&filters=channel%3D%3Dwhatsapp&tables=os&lang=fr\"");
    }
}
