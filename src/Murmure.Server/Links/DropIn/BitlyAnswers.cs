using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.DropIn;

/// <summary>A link in Bitly's words (https://dev.bitly.com/api-reference). What we have not is empty.</summary>
internal sealed record BitlyLink(
    string CreatedAt, string Id, string Link, IReadOnlyList<string> CustomBitlinks, string LongUrl, string Title, bool Archived, string CreatedBy, string ClientId, IReadOnlyList<string> Tags,
    IReadOnlyList<string> LaunchpadIds, IReadOnlyList<string> Deeplinks, IReadOnlyDictionary<string, string> References)
{
    public static BitlyLink Of(HttpContext http, Link link, LinkHost domain)
    {
        var address = LinkMaking.AddressOf(http, domain, link.Slug);
        return new BitlyLink(
            link.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture), address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..], address, [], link.Url, link.Title,
            link.Archived, "", "", link.Tags, [], [], new Dictionary<string, string>(StringComparer.Ordinal) { ["group"] = "" });
    }
}

/// <param name="Field">The member that is wrong, as the caller spelt it.</param>
internal sealed record BitlyFault(string Field, string Message, string ErrorCode);

/// <param name="Message">A constant in capitals that clients compare.</param>
internal sealed record BitlyProblem(string Message, string Resource, string Description, IReadOnlyList<BitlyFault> Errors)
{
    public static IResult Forbidden() => Of(StatusCodes.Status403Forbidden, "FORBIDDEN", "A key that may make links is needed: Authorization: Bearer mur_…");

    public static IResult Missing() => Of(StatusCodes.Status404NotFound, "NOT_FOUND", "There is no such link among this key's.");

    public static IResult BadJson() => Of(StatusCodes.Status400BadRequest, "INVALID_ARG_JSON", "The body is not the JSON object that this needs.");

    public static IResult BadArgument(string field, string why) =>
        Of(StatusCodes.Status400BadRequest, "INVALID_ARG_" + field.ToUpperInvariant(), "The value provided is invalid.", new BitlyFault(field, why, "invalid"));

    public static IResult Of(LinkProblem problem, HttpContext http)
    {
        if (problem.RetryAfter > 0)
        {
            http.Response.Headers.RetryAfter = problem.RetryAfter.ToString(CultureInfo.InvariantCulture);
            return Of(StatusCodes.Status429TooManyRequests, "RATE_LIMIT_EXCEEDED", problem.Detail);
        }
        var field = problem.Field switch { "url" => "long_url", "slug" => "keyword", var same => same };
        return problem.Slug == "slug-taken"
            ? Of(StatusCodes.Status409Conflict, "CONFLICT", problem.Detail, new BitlyFault(field, problem.Detail, "conflict"))
            : BadArgument(field, problem.Detail);
    }

    private static JsonHttpResult<BitlyProblem> Of(int status, string message, string description, params IReadOnlyList<BitlyFault> errors) =>
        TypedResults.Json(new BitlyProblem(message, "bitlinks", description, errors), BitlyJson.Default.BitlyProblem, statusCode: status);
}

/// <param name="Units">-1 for all time.</param>
internal sealed record BitlyClicks(string UnitReference, long TotalClicks, int Units, string Unit);

/// <summary>What Bitly's clients send.</summary>
internal sealed record BitlyRequest
{
    public string? LongUrl { get; init; }
    public string? Domain { get; init; }
    public string? Title { get; init; }
    public string? Keyword { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public bool? Archived { get; init; }
    public bool? ForceNewLink { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BitlyLink))]
[JsonSerializable(typeof(BitlyProblem))]
[JsonSerializable(typeof(BitlyClicks))]
[JsonSerializable(typeof(BitlyRequest))]
internal sealed partial class BitlyJson : JsonSerializerContext;
