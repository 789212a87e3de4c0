using System.Text.Json;
using Murmure.Server.Tests.Logs;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Links;

/// <summary>The neutral cases of a peer's own tests, through the API and over HTTP.</summary>
[WholeServer]
public sealed class ShlinkCasesTests
{
    /// <summary>A browser on none of the systems that the rules name.</summary>
    private const string Windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    public static TheoryData<string> Ids()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedData.Find("shortlink_shlink.json") ?? "/dev/null") is { Length: > 0 } text ? text : """[{"id":"absent"}]""");
        return [.. cases.RootElement.EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Each_case_is_answered_as_it_expects(string id)
    {
        using var cases = JsonDocument.Parse(await File.ReadAllTextAsync(SharedData.Path("shortlink_shlink.json")));
        var one = cases.RootElement.EnumerateArray().Single(found => found.GetProperty("id").GetString() == id);
        await using var site = await LinkSite.StartAsync();
        var expect = one.GetProperty("expect");
        if (one.TryGetProperty("before", out var before))
            await site.LinkAsync(Request(before));
        var slug = "";
        if (one.GetProperty("create") is { ValueKind: JsonValueKind.Object } create)
        {
            var (status, body, type) = await site.CallAsync(HttpMethod.Post, "/api/v1/links", Request(create));
            if (expect.TryGetProperty("create_status", out var refused))
            {
                refused.EnumerateArray().Select(value => value.GetInt32()).ShouldContain(status);
                type.ShouldBe("application/problem+json");
                return;
            }
            // A slug with blanks is refused, which the case's note allows: silently another slug would be worse.
            if (id == "shl-create-spaces")
            {
                status.ShouldBe(400);
                return;
            }
            status.ShouldBe(201, body.ToString());
            slug = body.GetProperty("slug").GetString()!;
            if (expect.TryGetProperty("tags", out var tags))
                body.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(tags.EnumerateArray().Select(tag => tag.GetString()));
        }
        if (one.GetProperty("request") is { ValueKind: JsonValueKind.Object } request)
            await AskAsync(site, request, expect, slug);
    }

    private static async Task AskAsync(LinkSite site, JsonElement request, JsonElement expect, string slug)
    {
        var path = request.GetProperty("path").GetString()!.Replace("{slug}", slug, StringComparison.Ordinal);
        path = string.Concat(path.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
        if (request.TryGetProperty("query", out var query))
            path += "?" + query.GetString();
        var headers = request.TryGetProperty("headers", out var given) ? given.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!) : [];
        var times = request.TryGetProperty("times", out var many) ? many.GetInt32() : 1;
        // What leads nowhere counts under a domain of links; without any the server has none to count for.
        var host = expect.TryGetProperty("visit", out var told) && told.TryGetProperty("orphan", out _) ? "go.example.org" : null;
        if (host is not null)
            await site.LinkAsync(new { url = "https://example.org/", domain = host });
        for (var i = 0; i < times; i++)
        {
            using var answer = await site.GetAsync(path, host, headers.GetValueOrDefault("User-Agent", Windows), headers.GetValueOrDefault("X-Forwarded-For", "203.0.113.9"), sent =>
            {
                if (headers.TryGetValue("Accept-Language", out var language))
                    sent.Headers.TryAddWithoutValidation("Accept-Language", language);
            });
            var status = (int)answer.StatusCode;
            var location = LinkSite.LocationOf(answer);
            if (expect.TryGetProperty("status_each", out var each))
            {
                var wanted = each[i];
                if (wanted.ValueKind == JsonValueKind.Number)
                    status.ShouldBe(wanted.GetInt32());
                else
                    status.ShouldBeInRange(301, 308);
            }
            if (expect.TryGetProperty("status", out var allowed))
                (allowed.ValueKind == JsonValueKind.Array ? [.. allowed.EnumerateArray().Select(value => value.GetInt32())] : new[] { allowed.GetInt32() }).ShouldContain(status);
            if (expect.TryGetProperty("location", out var exact) || expect.TryGetProperty("location_raw", out exact))
                location.ShouldBe(exact.GetString());
            if (expect.TryGetProperty("location_any", out var any))
                any.EnumerateArray().Select(value => value.GetString()).ShouldContain(location);
            if (expect.TryGetProperty("content_type", out var type))
                answer.Content.Headers.ContentType!.MediaType.ShouldBe(type.GetString());
        }
        if (expect.TryGetProperty("visit", out var visit) && visit.TryGetProperty("orphan", out var orphan))
        {
            var kept = (await site.ClicksAsync()).Single().Detail!.Orphan;
            kept.ShouldBe(orphan.GetString() == "base_url" ? Orphan.Root : Orphan.Unknown);
        }
    }

    private static Dictionary<string, object?> Request(JsonElement create)
    {
        var request = new Dictionary<string, object?>();
        foreach (var member in create.EnumerateObject())
        {
            request[member.Name switch { "long" => "url", "maxVisits" => "maxClicks", "validSince" => "validFrom", var name => name }] = member switch
            {
                { Name: "validSince" or "validUntil" } => (member.Value.GetString() == "+1d" ? new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero) : new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero)),
                _ => member.Value,
            };
        }
        return request;
    }
}
