using System.Text.Json;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Shares;

[WholeServer]
public sealed class SharesReportTests
{
    [Fact]
    public async Task What_tags_said_comes_out_as_one_report_by_generation_and_channel()
    {
        await using var host = await LiveHost.StartAsync();
        foreach (var (address, path) in new[] { ("203.0.113.1", "/a"), ("203.0.113.2", "/a"), ("203.0.113.3", "/a?mm=w1"), ("203.0.113.4", "/a?mm=c1"), ("203.0.113.5", "/a?mm=w2") })
            await host.ViewAsync(path, address: address);
        await host.SendAsync("""{"n":"share","u":"https://example.org/a","p":{"via":"whatsapp","generation":1}}""", "203.0.113.1");
        await host.SendAsync("""{"n":"copy","u":"https://example.org/a","p":{"what":"link","generation":1}}""", "203.0.113.2");
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await host.SettleAsync();

        var (_, body) = await ApiTests.GetAsync(host, key, "/api/v1/shares?site=example.org&from=2026-11-25&to=2026-11-25");

        var told = JsonDocument.Parse(body).RootElement;
        told.GetProperty("generations").EnumerateArray().Select(one => one.GetProperty("visits").GetInt64()).ShouldBe([2, 2, 1, 0, 0, 0, 0]);
        (told.GetProperty("shares").GetInt64(), told.GetProperty("copies").GetInt64(), told.GetProperty("branchingRatio").GetDouble()).ShouldBe((1, 1, 0.6));
        told.GetProperty("channels").EnumerateArray().Select(one => $"{one.GetProperty("channel")} {one.GetProperty("shares")} {one.GetProperty("visits")} {one.GetProperty("visitsPerShare")}")
            .ShouldBe(["whatsapp 1 2 2", "copied-link 0 1 "]);
    }
}
