using System.Net;

namespace Murmure.Server.Tests.Links;

/// <summary>Tags that ride along, so that the tools of the destination tell the same story.</summary>
[WholeServer]
public sealed class UtmTests
{
    private static readonly object Tags = new { source = "{channel}", medium = "share", campaign = "élections 2026", content = "{placement}" };

    [Theory]
    [InlineData("/a", "utm_source=link&utm_medium=share&utm_campaign=%C3%A9lections%202026&utm_content=link")]
    [InlineData("/a~w", "utm_source=whatsapp&utm_medium=share&utm_campaign=%C3%A9lections%202026&utm_content=whatsapp")]
    [InlineData("/a~s1", "utm_source=whatsapp&utm_medium=share&utm_campaign=%C3%A9lections%202026&utm_content=WhatsApp%3A%20supporters")]
    [InlineData("/a~nobody-set-this-up", "utm_source=link&utm_medium=share&utm_campaign=%C3%A9lections%202026&utm_content=link")]
    public async Task Each_address_of_a_link_gives_its_destination_tags_of_its_own(string address, string query)
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.org/p#end", slug = "a", utm = Tags, placements = new[] { new { key = "s1", channel = "whatsapp", name = "WhatsApp: supporters" } } });
        (await site.FollowAsync(address)).ShouldBe((HttpStatusCode.Found, $"https://example.org/p?{query}#end"));
    }

    [Fact]
    public async Task The_destination_s_own_tags_win_and_then_those_of_the_address()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.org/?utm_source=ours", slug = "a", utm = Tags });
        (await site.FollowAsync("/a~w?utm_medium=typed&utm_source=typed")).Location.ShouldBe("https://example.org/?utm_source=ours&utm_medium=typed&utm_campaign=%C3%A9lections%202026&utm_content=whatsapp");
    }

    [Fact]
    public async Task An_app_s_address_and_a_fallback_stay_as_they_are()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "myapp://open/1", slug = "app-link", utm = Tags });
        await site.LinkAsync(new { url = "https://example.org/", slug = "over", utm = Tags, validUntil = "2026-01-01T00:00:00Z", fallbackUrl = "https://example.org/over" });
        (await site.FollowAsync("/app-link~w")).Location.ShouldBe("myapp://open/1");
        (await site.FollowAsync("/over~w")).Location.ShouldBe("https://example.org/over");
    }

    [Theory]
    [InlineData("{who}", "")]
    [InlineData("", "share")]
    [InlineData("ann@example.org", "")]
    [InlineData("a\nb", "")]
    public async Task Tags_that_a_report_could_not_show_are_refused(string source, string medium)
    {
        await using var site = await LinkSite.StartAsync();
        var (status, body, _) = await site.CallAsync(HttpMethod.Post, "/api/v1/links", new { url = "https://example.org/", utm = new { source, medium } });
        (status, body.GetProperty("type").GetString()).ShouldBe((400, "urn:murmure:link-utm"));
    }

    [Fact]
    public async Task Tags_are_answered_by_the_API_survive_a_restart_and_can_be_taken_away()
    {
        await using var site = await LinkSite.StartAsync();
        var link = await site.LinkAsync(new { url = "https://example.org/", slug = "a", utm = new { source = "{channel}" } });
        link.GetProperty("utm").GetProperty("source").GetString().ShouldBe("{channel}");
        await site.Host.RestartAsync();
        (await site.FollowAsync("/a~w")).Location.ShouldBe("https://example.org/?utm_source=whatsapp");
        (await site.CallAsync(HttpMethod.Patch, $"/api/v1/links/{link.GetProperty("id").GetInt64()}", "{\"utm\":null}")).Status.ShouldBe(200);
        (await site.FollowAsync("/a~w")).Location.ShouldBe("https://example.org/");
    }
}
