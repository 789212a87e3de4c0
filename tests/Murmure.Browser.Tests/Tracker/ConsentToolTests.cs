namespace Murmure.Browser.Tests.Tracker;

/// <summary>Consent tools: tarteaucitron and the IAB's interface are the real ones, Didomi and Axeptio (which come from their makers' servers only) are played.</summary>
public sealed class ConsentToolTests(Browser browser)
{
    private static string Script(TestSite site, string tool) => site.Script($"data-consent=\"{tool}\"", "m-extra.js");

    private static string Consents(IEnumerable<Beacon> sent) => string.Join(" ", sent.Select(one => (one["c"] ?? "unknown") + one["g"]));

    [Theory]
    [InlineData("[1, 8]", "unknown granted1")]
    [InlineData("[1, 2, 3, 8, 9]", "unknown granted1")]
    [InlineData("[8]", "unknown")]
    [InlineData("[1, 7]", "unknown")]
    public async Task A_choice_made_in_a_tool_of_the_IAB_is_heeded(string purposes, string consents)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/spa/tcf.html"));
        await visitor.DoAsync($$"""
            () => new Promise(loaded => {
              choose(null);
              const s = document.createElement('script');
              s.src = '{{Script(site, "tcf").Split('"')[1]}}';
              s.dataset.consent = 'tcf';
              s.onload = loaded;
              document.head.append(s);
            })
            """);
        await site.BeaconsAsync(1, visitor.Page);

        await visitor.DoAsync($"() => choose({purposes})");

        (await visitor.AskAsync("() => 'choice made'")).ShouldNotBeNull();
        Consents(await site.BeaconsAsync(consents.Split(' ').Length, visitor.Page)).ShouldBe(consents);
    }

    [Fact]
    public async Task Where_the_IABs_tool_asks_nobody_nobody_has_consented()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/spa/tcf.html"));

        await visitor.DoAsync($$"""
            () => new Promise(loaded => {
              notInEurope();
              const s = document.createElement('script');
              s.src = '{{Script(site, "tcf").Split('"')[1]}}';
              s.dataset.consent = 'tcf';
              s.onload = loaded;
              document.head.append(s);
            })
            """);

        Consents(await site.BeaconsAsync(1, visitor.Page)).ShouldBe("unknown");
    }

    [Theory]
    [InlineData("true", "unknown granted1")]
    [InlineData("false", "unknown denied")]
    public async Task A_choice_made_in_tarteaucitron_is_heeded_and_remembered_on_the_next_page(string choice, string consents)
    {
        await using var site = await TestSite.StartAsync();
        const string settings = "{ privacyUrl: '', hashtag: '#tarteaucitron', cookieName: 'tarteaucitron', orientation: 'bottom', showAlertSmall: false, highPrivacy: true, handleBrowserDNTRequest: false, removeCredit: true, useExternalCss: true, useExternalJs: false, showIcon: false, mandatory: false, googleConsentMode: false }";
        site.Put("/x", "<script src=\"/tarteaucitron/tarteaucitron.min.js\"></script>" + $"<script>window.tarteaucitronForceLanguage = 'en'; tarteaucitron.init({settings});</script>" + Script(site, "tarteaucitron"));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));
        await visitor.Page.WaitForFunctionAsync("() => tarteaucitron.added && tarteaucitron.added.murmure");
        await site.BeaconsAsync(1, visitor.Page);

        await visitor.DoAsync($"() => tarteaucitron.userInterface.respondAll({choice})");
        await visitor.DoAsync("() => murmure('Probe')");
        await visitor.DoAsync("() => history.pushState(null, '', '/z')");

        var granted = choice == "true";
        var sent = await site.BeaconsAsync(granted ? 4 : 2, visitor.Page);
        sent.Select(one => (one["c"] ?? "unknown") + one["g"]).Distinct().ShouldBe(granted ? ["unknown", "granted1", "granted"] : consents.Split(' '), ignoreOrder: true);
        await visitor.GotoAsync(site.At("/x"));
        await visitor.Page.WaitForFunctionAsync("() => tarteaucitron.added && tarteaucitron.added.murmure");
        await visitor.DoAsync("() => new Promise(done => setTimeout(done))");
        await visitor.DoAsync("() => history.pushState(null, '', '/z')");
        var later = (await site.BeaconsAsync(granted ? 7 : 4, visitor.Page)).Skip(granted ? 4 : 2);
        later.Single(one => one["u"] == site.At("/z"))["c"].ShouldBe(granted ? "granted" : "denied");
    }

    [Theory]
    [InlineData("{ murmure: { enabled: true } }", "false", "granted1")]
    [InlineData("{ murmure: { enabled: false } }", "false", "")]
    [InlineData("{ }", "true", "")]
    public async Task A_choice_made_in_Didomi_is_heeded(string vendors, string partial, string completed)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Script(site, "didomi"));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync($$"""
            () => {
              window.Didomi = { getCurrentUserStatus: () => ({ vendors: {} }), isUserStatusPartial: () => true };
              didomiOnReady.forEach(ready => ready(Didomi));
              window.Didomi = { getCurrentUserStatus: () => ({ vendors: {{vendors}} }), isUserStatusPartial: () => {{partial}} };
              didomiEventListeners.filter(one => one.event == 'consent.changed').forEach(one => one.listener({}));
            }
            """);
        await visitor.DoAsync("() => history.pushState(null, '', '/y')");

        var sent = await site.BeaconsAsync(completed.Length > 0 ? 3 : 2, visitor.Page);
        sent.Count(one => one["g"] == "1").ShouldBe(completed.Length > 0 ? 1 : 0);
        sent.Single(one => one["u"] == site.At("/y"))["c"].ShouldBe(completed.Length > 0 ? "granted" : partial == "true" ? null : "denied");
    }

    [Theory]
    [InlineData("{ murmure: true }", "granted")]
    [InlineData("{ other: true }", "denied")]
    public async Task A_choice_made_in_Axeptio_is_heeded(string choices, string consent)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Script(site, "axeptio"));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync($$"""() => _axcb.forEach(ready => ready({ on: (name, act) => name == 'cookies:complete' && act({{choices}}) }))""");
        await visitor.DoAsync("() => history.pushState(null, '', '/y')");

        var sent = await site.BeaconsAsync(consent == "granted" ? 3 : 2, visitor.Page);
        sent.Single(one => one["u"] == site.At("/y"))["c"].ShouldBe(consent);
    }
}
