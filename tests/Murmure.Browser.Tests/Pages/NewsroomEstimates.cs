using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Browser.Tests.Pages;

/// <summary>Figures of every kind for the page of estimates, on both sites, and a survey on the one that has a script.</summary>
internal static class NewsroomEstimates
{
    public static async Task MakeAsync(PagesHost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var monday = today.AddDays(-7 - (((int)today.DayOfWeek + 6) % 7));
        foreach (var site in await db.Sites.ToListAsync())
        {
            var simulated = site.Host == Newsroom.Site;
            var figure = simulated ? Model : Bounds;
            db.Estimates.AddRange(
                Record(site, "rolling", today.AddDays(-28), today.AddDays(-1), 1, Bounds, "0"), Record(site, "rolling", today.AddDays(-28), today.AddDays(-1), 2, figure, "1"),
                Record(site, "week", monday, monday.AddDays(6), 1, simulated ? Survey : Heuristic, "1"), Record(site, "today", today.AddDays(-13), today, 1, Heuristic, "1"));
            db.EstimateAnnotations.Add(new EstimateAnnotation { SiteId = site.Id, At = today.ToDateTime(new TimeOnly(8, 0), DateTimeKind.Utc), Kind = "method", Was = "0", Is = "1" });
            if (!simulated)
                continue;
            db.CalendarConfirmations.Add(new CalendarConfirmation { SiteId = site.Id, FirstDay = today.AddDays(-40), LastDay = today, At = today.ToDateTime(new TimeOnly(8, 5), DateTimeKind.Utc), By = PagesHost.Owner });
            db.Set<CampaignWindow>().Add(new CampaignWindow { SiteId = site.Id, Name = "Lettre du dimanche", Start = today.AddDays(-9), End = today.AddDays(-8) });
        }
        await db.SaveChangesAsync();
        await host.Store.PutPagesAsync(
            Newsroom.Site,
            [
                new("/culture/un-concert-au-port-qui-a-fait-venir-beaucoup-plus-de-monde-que-prevu-41212", "Un concert au port qui a fait venir beaucoup plus de monde que prévu"),
                new("/sports/2026/11/la-regate-de-novembre-aura-bien-lieu-dimanche-41598", "La régate de novembre aura bien lieu dimanche"),
            ],
            default);
        using var asked = await PagesHost.SendAsync(
            host.Client, $"/app/sites/{Newsroom.Scripted}/estimate", "survey", ("on", "yes"), ("direct", "100"), ("tagged", "1000"), ("public", "20"), ("languages", "fr"), ("not", "/jeunes/*"));
        asked.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
    }

    private static EstimateRecord Record(Site site, string period, DateOnly first, DateOnly last, int revision, string figure, string method) => new()
    {
        SiteId = site.Id, Period = period, FirstDay = first, LastDay = last, Revision = revision, Provisional = period == "today", Made = last.AddDays(1).ToDateTime(new TimeOnly(3, 0), DateTimeKind.Utc),
        Method = method, Catalogue = "2026-11-23", Version = "0.1.0", Figure = figure,
    };

    private static string Share(double value, double lower, double upper) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{value}},"lower":{{lower}},"upper":{{upper}},"level":0.9}""");

    private static string Figure(string alpha, string share, string rung, string bounds, string demoted, string more = "", int answers = 0) =>
        "{\"direct\":2814,\"visits\":6985,\"measured\":877,"
        + $"\"alpha\":{alpha},\"darkShareOfVisits\":{share},\"rung\":\"{rung}\",\"bounds\":{bounds},\"model\":null,\"survey\":null,"
        + $$"""
        "rule":0.61,"firstVisitRule":0.47,"checks":{"timeArrow":0.24,"pagePermutation":0.11,"negativeControl":null,"lambdaMin":1.6,"separation":0.31,"navigationMissing":0.12,"answerQuality":null,"modelMinusSurvey":null,"changePoint":null},
        "demotedBecause":[{{demoted}}],{{more}}"campaigns":[],"answers":{{answers}},"seed":"17216961135462248174",
        "byDay":[{"day":"2026-11-09","alpha":{{Share(.24, .2, .29)}}},{"day":"2026-11-10","alpha":{{Share(.31, .26, .36)}}}],
        "byPage":[{"page":"/culture/un-concert-au-port-qui-a-fait-venir-beaucoup-plus-de-monde-que-prevu-41212","alpha":{{Share(.52, .43, .61)}}},{"page":"/sports/2026/11/la-regate-de-novembre-aura-bien-lieu-dimanche-41598","alpha":{{Share(.38, .29, .47)}}},{"page":"/politique/le-maire-annonce-la-fermeture-de-la-mairie-annexe-41615","alpha":{{Share(.21, .13, .29)}}},{"page":"/sport/*","alpha":{{Share(.12, .05, .19)}}}]}
        """;

    private static string Model => Figure(Share(.27, .22, .33), Share(.234, .214, .259), "model", Share(.27, .11, .49), "\"survey-weak\"", "\"narrowings\":[{\"step\":\"collect-answers\",\"halfWidth\":0.04,\"answers\":400,\"days\":9}],");

    private static string Survey => Figure(Share(.29, .25, .33), Share(.242, .226, .259), "survey", Share(.29, .11, .49), "", answers: 412);

    private static string Bounds => Figure(Share(.3, .11, .49), Share(.246, .17, .323), "bounds", Share(.3, .11, .49), "\"calendar-unconfirmed\",\"unexplained-burst\",\"few-anchors\"",
        "\"burst\":{\"page\":\"/culture/un-concert-au-port\",\"day\":\"2026-11-10\"},\"narrowings\":[{\"step\":\"confirm-calendar\",\"halfWidth\":0.05},{\"step\":\"connect-log\",\"halfWidth\":0.05},{\"step\":\"collect-answers\",\"halfWidth\":0.07,\"answers\":400}],");

    private static string Heuristic => Figure("null", "null", "heuristic", "null", "\"few-direct-visits\",\"few-anchors\"");
}
