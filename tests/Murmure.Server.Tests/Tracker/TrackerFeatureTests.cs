using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tracker;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Tracker;

[WholeServer]
public sealed class TrackerFeatureTests
{
    public static TheoryData<string> Scripts => new("m.js", "m-extra.js", "share.js", "survey.js");

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_is_served_to_every_site_for_an_hour(string name)
    {
        await using var host = await PagesHost.StartAsync();

        using var answer = await host.Client.GetAsync("/" + name);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/javascript; charset=utf-8");
        Header(answer, "Cache-Control").ShouldBe("public, max-age=3600, stale-while-revalidate=86400");
        Header(answer, "Cross-Origin-Resource-Policy").ShouldBe("cross-origin");
        Header(answer, "Access-Control-Allow-Origin").ShouldBe("*");
        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "Vary").ShouldBe("Accept-Encoding");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()).ShouldContain(name == "survey.js" ? "murmure?.x" : "murmure-optout", Case.Sensitive, "who objected is left alone; the survey asks the tracker");
    }

    [Theory]
    [InlineData("share.js", "https://www.mine.example/", true)]
    [InlineData("share.js", "https://other.example/", false)]
    [InlineData("share.js", "", false)]
    [InlineData("m.js", "https://mine.example/", false)]
    public async Task That_a_site_s_pages_load_the_buttons_is_noted_by_its_name_alone(string name, string referrer, bool seen)
    {
        await using var host = await PagesHost.StartAsync("mine.example", "second.example");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/" + name);
        if (referrer.Length > 0)
            request.Headers.Referrer = new Uri(referrer);
        using var answer = await host.Client.SendAsync(request);
        var (buttons, sites) = (host.Services.GetRequiredService<ButtonSightings>(), host.Services.GetRequiredService<SiteDirectory>());
        var (mine, today) = (sites.Find("mine.example").ShouldNotBeNull(), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        buttons.IsSeen(mine, new DayRange(today.AddDays(-7), today)).ShouldBe(seen);
        buttons.IsSeen(mine, new DayRange(today.AddDays(2), today.AddDays(3))).ShouldBeFalse("days after it say nothing");
        buttons.IsSeen(sites.Find("second.example").ShouldNotBeNull(), new DayRange(today.AddDays(-7), today)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate, br;q=0.9", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", "")]
    [InlineData("zstd", "")]
    [InlineData(";;q=,nonsense\"", "")]
    public async Task It_comes_in_the_coding_that_was_asked_for_and_unpacks_to_the_same(string accepted, string coding)
    {
        await using var host = await PagesHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/m.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var answer = await host.Client.SendAsync(request);

        string.Join(", ", answer.Content.Headers.ContentEncoding).ShouldBe(coding);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Unpack(bytes, coding).ShouldBe(TrackerScript.Core.In("").ToArray());
    }

    [Fact]
    public async Task The_address_with_the_present_version_may_be_kept_for_ever_and_any_other_may_not()
    {
        await using var host = await PagesHost.StartAsync();

        using var pinned = await host.Client.GetAsync(TrackerScript.Core.PinnedAddress);
        using var old = await host.Client.GetAsync("/m.js?v=000000000000");

        Header(pinned, "Cache-Control").ShouldBe("public, max-age=31536000, immutable");
        Header(old, "Cache-Control").ShouldStartWith("public, max-age=3600");
        (await old.Content.ReadAsByteArrayAsync()).ShouldBe(TrackerScript.Core.In("").ToArray());
    }

    [Fact]
    public async Task A_browser_that_has_it_gets_no_second_copy()
    {
        await using var host = await PagesHost.StartAsync();
        using var first = await host.Client.GetAsync("/m.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/m.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var answer = await host.Client.SendAsync(again);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        Header(answer, "Cache-Control").ShouldStartWith("public, max-age=3600");
    }

    [Fact]
    public async Task The_codings_have_tags_of_their_own()
    {
        await using var host = await PagesHost.StartAsync();
        var tags = new List<string>();
        foreach (var accepted in new[] { "br", "gzip", "identity" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, "/m.js");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            using var answer = await host.Client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            tags.Add(answer.Headers.ETag!.Tag);
        }

        tags.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void The_core_is_within_its_budget() => TrackerScript.Core.In("br").Length.ShouldBeLessThanOrEqualTo(1536);

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static byte[] Unpack(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream(bytes);
        using Stream stream = coding switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using var bare = new MemoryStream();
        stream.CopyTo(bare);
        return bare.ToArray();
    }
}
