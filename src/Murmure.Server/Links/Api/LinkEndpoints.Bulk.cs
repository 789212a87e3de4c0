using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links;

/// <summary>Many links in one call: all or none.</summary>
internal sealed partial class LinkEndpoints
{
    public const int MostInBulk = 1000;
    private static readonly string BadIds = $"'ids' is an array of 1 to {MostInBulk} numbers of links.";
    private static readonly string[] EachOnesOwn = ["slug", "externalId", "domain", "site"];

    private async Task<IResult> AddManyAsync(HttpContext http)
    {
        var (body, problem) = await ReadAsync(http);
        using (body)
        {
            if (body is null)
                return problem!;
            if (body.RootElement.ValueKind != JsonValueKind.Array || body.RootElement.GetArrayLength() is 0 or > MostInBulk)
                return Problems.BadBody($"The body is an array of 1 to {MostInBulk} links.");
            var asked = body.RootElement.EnumerateArray().Select(Deserialize).ToList();
            var made = await making.MakeManyAsync(asked, Maker.Of(http), http.RequestAborted);
            if (made is [{ Problem: { RetryAfter: > 0 } later }, ..])
                return Problems.BadLink(later);
            var all = made.All(one => one.Problem is null);
            return TypedResults.Json(new BulkAnswer(all ? made.Count(one => !one.Found) : 0, Rows(http, made, all)), LinkJson.Default.BulkAnswer,
                statusCode: all ? StatusCodes.Status201Created : StatusCodes.Status422UnprocessableEntity);
        }
    }

    private async Task<IResult> ChangeManyAsync(HttpContext http)
    {
        var (body, problem) = await ReadAsync(http);
        using (body)
        {
            if (body is null)
                return problem!;
            if (IdsOf(body.RootElement) is not { } ids)
                return Problems.BadBody(BadIds);
            if (!body.RootElement.TryGetProperty("change", out var change) || Deserialize(change) is not { } asked)
                return Problems.BadBody("'change' is an object with what is to be changed of each link.");
            var sent = change.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
            if (sent.Overlaps(EachOnesOwn))
                return Problems.BadBody("'slug', 'externalId' and 'domain' are each link's own, and cannot be changed of several at once.");
            if (await making.ChangeManyAsync(ids, asked, sent, Maker.Of(http), http.RequestAborted) is not { } changed)
                return await MissingAsync(http, ids);
            var all = changed.All(one => one.Problem is null);
            return TypedResults.Json(new BulkAnswer(all ? changed.Count : 0, Rows(http, changed, all)), LinkJson.Default.BulkAnswer, statusCode: all ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <param name="all">Whether every link of the call went through: else none was made or changed, and each one's own problem is told.</param>
    private static List<BulkRow> Rows(HttpContext http, IReadOnlyList<MadeLink> made, bool all) =>
        [.. made.Select((one, i) => new BulkRow(i, all ? AnswerOf(http, one.Link!, one.Domain!) : null, one.Problem is { } wrong ? Problems.Type(wrong.Slug) : null, one.Problem?.Detail))];

    private async Task<IResult> RemoveManyAsync(HttpContext http)
    {
        var (body, problem) = await ReadAsync(http);
        using (body)
        {
            if (body is null)
                return problem!;
            if (IdsOf(body.RootElement) is not { } ids)
                return Problems.BadBody(BadIds);
            return await making.RemoveAsync(ids, Maker.Of(http), http.RequestAborted) ? TypedResults.NoContent() : await MissingAsync(http, ids);
        }
    }

    private static List<long>? IdsOf(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("ids", out var sent) || sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() is 0 or > MostInBulk)
            return null;
        var ids = sent.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : -1).Distinct().ToList();
        return ids.Contains(-1) ? null : ids;
    }

    private async Task<IResult> MissingAsync(HttpContext http, List<long> ids)
    {
        await using var db = await metadata.CreateDbContextAsync(http.RequestAborted);
        var there = await LinkBook.Of(db, Maker.OrganisationOf(http)).Where(link => ids.Contains(link.Id)).Select(link => link.Id).ToListAsync(http.RequestAborted);
        return Problems.NotFound("Links of these numbers are not among this key's; nothing was changed.", [.. ids.Except(there)]);
    }
}
