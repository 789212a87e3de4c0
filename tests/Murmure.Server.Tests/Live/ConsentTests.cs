using System.Net.Http.Headers;
using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

/// <summary>What is kept of a visit under each profile, by the columns that are filled.</summary>
[WholeServer]
public sealed class ConsentTests
{
    private const string Rich =
        "\"u\":\"https://example.org/a?utm_source=whatsapp&utm_campaign=noel&mm=w2&gclid=1\",\"r\":\"https://web.whatsapp.com/\",\"t\":\"navigate\",\"h\":3,\"a\":\"telegram\",\"f\":\"none\",\"p\":{\"x\":\"y\"}";

    private static readonly string[] Exempt = ["Day", "Device", "Hour", "Kind", "Page", "ReferrerHost", "Rule", "Source", "Time", "Verdict", "Visitor"];

    [Theory]
    [InlineData(ComplianceProfile.FrExempt, "granted", false, true)]
    [InlineData(ComplianceProfile.FrExempt, null, false, true)]
    [InlineData(ComplianceProfile.EuConsent, null, false, true)]
    [InlineData(ComplianceProfile.EuConsent, "denied", false, true)]
    [InlineData(ComplianceProfile.EuConsent, "granted", true, true)]
    [InlineData(ComplianceProfile.EuConsent, "granted", false, false)]
    [InlineData(ComplianceProfile.UkStats, null, false, false)]
    [InlineData(ComplianceProfile.UkStats, "denied", false, true)]
    [InlineData(ComplianceProfile.UkStats, null, true, true)]
    public async Task A_profile_a_refusal_or_the_browsers_signal_leaves_the_exempt_part(ComplianceProfile profile, string? consent, bool gpc, bool limited)
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: profile));
        (await SendAsync(host, "pageview", consent, gpc)).ShouldBe("accepted");
        (await SendAsync(host, "abonnement", consent, gpc)).ShouldBe(limited ? "dropped; reason=consent" : "accepted");
        var kept = (await host.EventsAsync()).Single(one => one.Kind == EventKind.Pageview);
        if (limited)
            Filled(kept).ShouldBeSubsetOf([.. Exempt, "Family", "Channel", "Grade", "Sender"]);
        else
            Filled(kept).ShouldContain("UtmCampaign");
        kept.Detail.ShouldNotBeNull().Limited.ShouldBe(limited);
        if (limited)
            (kept.Detail.Navigation, kept.Detail.History, kept.Detail.FetchSite, kept.Detail.Properties.Count).ShouldBe((Navigation.Unknown, (byte)0, FetchSite.Unknown, 0));
    }

    [Fact]
    public async Task A_limited_view_has_no_channel_but_its_referring_host()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: ComplianceProfile.FrExempt));
        await SendAsync(host, "pageview", null, false);
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        (kept.Family, kept.Channel, kept.Grade, kept.Sender, kept.ReferrerHost).ShouldBe((Family.Referral, "referral", Grade.Unknown, Sender.Unknown, "web.whatsapp.com"));
    }

    [Fact]
    public async Task Consent_that_comes_later_completes_the_page_view_which_counts_once()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: ComplianceProfile.EuConsent));
        const string View = "\"u\":\"https://example.org/a?utm_source=whatsapp\",\"id\":\"1\"";
        (await host.SendAsync($$"""{"n":"pageview",{{View}}}""")).Said.ShouldBe("accepted");
        (await host.EventsAsync()).ShouldHaveSingleItem().Detail!.Limited.ShouldBeTrue();
        host.Clock.Advance(TimeSpan.FromSeconds(9));
        (await host.SendAsync($$"""{"n":"pageview",{{View}},"c":"granted","g":1}""")).Said.ShouldBe("accepted");
        (await host.SendAsync($$"""{"n":"pageview",{{View}},"c":"granted","g":1}""")).Said.ShouldBe("dropped; reason=duplicate");
        var whole = (await host.EventsAsync()).ShouldHaveSingleItem();
        (whole.Channel, whole.Detail!.Limited).ShouldBe(("whatsapp", false));
        (await host.CountAsync(Metric.Visits)).ShouldBe(1);
    }

    [Fact]
    public async Task Gpc_is_passed_over_where_the_site_says_so()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules() with { HonourGpc = false });
        await SendAsync(host, "pageview", null, gpc: true);
        Filled((await host.EventsAsync()).ShouldHaveSingleItem()).ShouldContain("UtmCampaign");
    }

    [Fact]
    public async Task A_site_that_is_measured_by_its_log_alone_takes_no_beacons()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: ComplianceProfile.LogOnly));
        (await SendAsync(host, "pageview", null, false)).ShouldBe("dropped; reason=profile");
        (await host.EventsAsync()).ShouldBeEmpty();
    }

    private static async Task<string> SendAsync(LiveHost host, string name, string? consent, bool gpc)
    {
        var body = $$"""{"n":"{{name}}",{{Rich}}{{(consent is null ? "" : $",\"c\":\"{consent}\"")}}}""";
        return (await host.SendAsync(body, also: request =>
        {
            if (gpc)
                request.Headers.TryAddWithoutValidation("Sec-GPC", "1");
            request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("fr"));
        })).Said;
    }

    /// <summary>The columns in which something stands, <see cref="StoredEvent.Detail"/> apart.</summary>
    private static string[] Filled(StoredEvent kept) =>
        [.. typeof(StoredEvent).GetProperties()
            .Where(column => column.Name != nameof(StoredEvent.Detail) && column.GetValue(kept) switch
            {
                null or "" or false => false,
                short number => number != 0,
                _ => true,
            })
            .Select(column => column.Name)];
}
