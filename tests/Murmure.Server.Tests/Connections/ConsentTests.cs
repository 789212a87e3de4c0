using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Connections;

/// <summary>Twilio says no time: a kept copy of somebody's START must never end a STOP that came after it.</summary>
[WholeServer]
public sealed class ConsentTests
{
    private const string Stop = "Body=STOP&From=%2B33612345678&MessageSid=SM{0}&SmsStatus=received";
    private const string Start = "Body=START&From=%2B33612345678&MessageSid=SM{0}&SmsStatus=received";

    [Fact]
    public async Task A_copy_of_a_consent_ends_no_refusal_however_late_it_comes_and_a_new_one_does()
    {
        await using var site = await ConnectedSite.StartAsync("sms", new Dictionary<string, string> { ["provider"] = "twilio", ["secret"] = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" });
        await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.ReportsRead);
        await TellAsync(site, Stop, 1);
        await TellAsync(site, Start, 2);
        (await RefusesAsync(site)).ShouldBeFalse();
        await TellAsync(site, Stop, 3);
        foreach (var days in new[] { 0, 7, 2, 300 })
        {
            site.Host.Clock.Advance(TimeSpan.FromDays(days));
            await site.Host.Services.GetRequiredService<ConnectionRounds>().RunOnceAsync(default);
            await TellAsync(site, Start, 2);
            (await RefusesAsync(site)).ShouldBeTrue($"after {days} more days");
        }
        await TellAsync(site, Start, 4);
        (await RefusesAsync(site)).ShouldBeFalse();
        // The way round: a copy of a refusal leaves whoever came back alone for as long as it is known.
        await TellAsync(site, Stop, 5);
        await TellAsync(site, Start, 6);
        await TellAsync(site, Stop, 5);
        (await RefusesAsync(site)).ShouldBeFalse();
    }

    private static async Task TellAsync(ConnectedSite site, string form, int number) =>
        (await SmsCanaryTests.TwilioAsync(site, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, number))).ShouldBe(HttpStatusCode.OK);

    private static Task<bool> RefusesAsync(ConnectedSite site) =>
        site.Host.Services.GetRequiredService<Refusals>().HasAsync(site.Host.Services.GetRequiredService<SiteDirectory>().All.Single(), new Person("+33612345678"), default);
}
