namespace Murmure.Server.Tests.Live;

/// <summary>Addresses, agents and personal texts planted through the live doors, then looked for in every byte under the data folder.</summary>
[WholeServer]
public sealed class LiveCanaryTests
{
    private static readonly string[] Canaries =
    [
        "198.51.100.173", "2001:db8:c0de:7777::beef", "c0de:7777", "Kanarienvogel", "canari-prive@example.net", "33612345678", "canary-query-value", "canary-referrer-query", "canary-password",
    ];

    [Fact]
    public async Task Nothing_personal_is_written_anywhere()
    {
        await using var host = await LiveHost.StartAsync();
        var agent = LiveHost.Firefox.Replace("Linux x86_64", "Linux x86_64; Kanarienvogel", StringComparison.Ordinal);
        foreach (var address in new[] { "198.51.100.173", "2001:db8:c0de:7777::beef" })
        {
            (await host.SendAsync(
                """
                {"n":"pageview","u":"https://canary-password:x@example.org/compte/canari-prive@example.net/?token=canary-query-value&utm_source=canari-prive@example.net&utm_campaign=33612345678",
                 "r":"https://www.google.com/search?q=canary-referrer-query","a":"canari-prive@example.net"}
                """, address, agent)).Said.ShouldBe("accepted");
        }
        using var pixel = new HttpRequestMessage(HttpMethod.Get, "/e.gif?s=example.org&u=" + Uri.EscapeDataString("https://example.org/b?x=canary-query-value"));
        pixel.Headers.TryAddWithoutValidation("User-Agent", agent);
        pixel.Headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.173");
        pixel.Headers.TryAddWithoutValidation("Sec-CH-UA", "Kanarienvogel");
        pixel.Headers.TryAddWithoutValidation("Accept-Language", "Kanarienvogel");
        using (await host.Client.SendAsync(pixel))
            (await host.EventsAsync()).Count.ShouldBeGreaterThanOrEqualTo(2);
        // What is there is found: the search itself works.
        Stored.Holds(host.Folder, "/compte/").ShouldBeTrue();
        foreach (var canary in Canaries)
            Stored.Holds(host.Folder, canary).ShouldBeFalse(canary);
    }
}
