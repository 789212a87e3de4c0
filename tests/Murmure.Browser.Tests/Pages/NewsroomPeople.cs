using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Murmure.Server.Accounts;
using Murmure.Server.Notices;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Browser.Tests.Pages;

/// <summary>Those who are on their way in, and the secrets that were sent to them.</summary>
internal sealed partial record NewsroomPeople(string Invitation, string InvitationOfMember, string Reset, string Stop)
{
    /// <summary>Somebody who signs in by two steps.</summary>
    public const string Careful = "careful@courrier.example";

    private const string Elsewhere = "elsewhere@example.org";

    public static async Task<NewsroomPeople> MakeAsync(PagesHost host)
    {
        await host.AddAsync(Careful, "viewer");
        await host.AddAsync(Elsewhere, "owner", "Radio du Phare");
        await using var scope = host.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var careful = (await accounts.FindByNameAsync(Careful)).ShouldNotBeNull();
        await accounts.ResetAuthenticatorKeyAsync(careful);
        await accounts.SetTwoFactorEnabledAsync(careful, true);
        var reset = await scope.ServiceProvider.GetRequiredService<Passwords>().AskAsync(Careful, Careful, default);
        var subscription = await scope.ServiceProvider.GetRequiredService<MurmureDb>().NoticeSubscriptions.OrderBy(one => one.Id).FirstAsync();
        var stop = scope.ServiceProvider.GetRequiredService<Unsubscribing>().LinksOf(subscription).Page;
        return new(await InviteAsync(host, "new@example.org"), await InviteAsync(host, Elsewhere), reset.ShouldNotBeNull(), SecretIn(stop));
    }

    /// <summary>Brings that window between the password and the code.</summary>
    public static async Task SignInHalfwayAsync(IPage page, Uri address)
    {
        await page.GotoAsync(new Uri(address, "/app/sign-in").ToString());
        await page.FillAsync("[name=email]", Careful);
        await page.FillAsync("[name=password]", PagesHost.Password);
        await page.ClickAsync("form:has([name=password]) button[type=submit]");
        await page.WaitForURLAsync("**/app/sign-in/code*");
    }

    private static async Task<string> InviteAsync(PagesHost host, string email)
    {
        using var invited = await PagesHost.SendAsync(host.Client, "/app/team", "invite", ("email", email), ("role", "Viewer"));
        return SecretIn(await invited.Content.ReadAsStringAsync());
    }

    private static string SecretIn(string text)
    {
        var found = Secret().Match(text);
        found.Success.ShouldBeTrue("a page without it would be one of a link that is gone");
        return found.Groups["secret"].Value;
    }

    [GeneratedRegex("\\?token=(?<secret>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
