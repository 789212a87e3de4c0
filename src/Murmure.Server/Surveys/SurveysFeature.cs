using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Sites;

namespace Murmure.Server.Surveys;

/// <summary>What the survey's script must know: how many of 1,000 visits of each kind to ask, in which languages, and where not.</summary>
internal sealed record SurveyAsked(int Direct, int Tagged, int Public, IReadOnlyList<string> Languages, IReadOnlyList<string> Not);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SurveyAsked))]
internal sealed partial class SurveyJson : JsonSerializerContext;

/// <summary>One question to a few visitors, how they came to the page, where the site's owner wants it.</summary>
public static class SurveysFeature
{
    public static void AddSurveys(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SurveyMemory>();
        builder.Services.AddSingleton<SurveyBook>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SurveyBook>());
        builder.Services.AddSingleton<SurveyDoor>();
    }

    public static void MapSurveys(WebApplication app) => app.MapGet("/e/survey", Ask).ExcludeFromDescription();

    /// <summary><c>GET /e/survey?s=HOST</c>: the same for everybody, so that the draw is the browser's and nobody's choice; empty where the site asks nobody.</summary>
    private static JsonHttpResult<SurveyAsked> Ask(HttpContext http, SurveyBook book, SiteDirectory sites)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "public, max-age=600";
        var rules = sites.Find(http.Request.Query["s"].ToString()) is { } site ? book.Of(site) : null;
        return TypedResults.Json(
            rules is null ? new SurveyAsked(0, 0, 0, [], []) : new SurveyAsked(rules.Direct, rules.Tagged, rules.Public, rules.Languages, [.. SurveyRules.Never, .. rules.ExcludedPaths]),
            SurveyJson.Default.SurveyAsked);
    }
}
