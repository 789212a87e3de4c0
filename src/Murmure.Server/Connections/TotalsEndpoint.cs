using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Murmure.Connectors.Email;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;

namespace Murmure.Server.Connections;

/// <param name="Campaigns">Newsletters that the file tells of.</param>
/// <param name="Counted">Figures of theirs that were taken.</param>
public sealed record TotalsAnswer(int Campaigns, int Counted);

/// <summary>Totals of newsletters from a file, for services that are not asked here. They take the place of what is known of the same newsletters: the last word counts, whoever said it.</summary>
internal static class TotalsEndpoint
{
    public static void Map(WebApplication app) =>
        app.MapPost("/api/v1/connections/{id:long}/totals", TakeAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Connections")
            .WithSummary("Takes totals of newsletters as separated values: campaign, sent, delivered, clicks, unsubscribed, bounced. A campaign is named as its post names it. A file with a line that cannot be read is refused as a whole.")
            .Accepts<Stream>("text/csv").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<TotalsAnswer>, ProblemHttpResult>> TakeAsync(
        HttpContext http, long id, SiteAccess sites, ConnectionDirectory directory, ConnectorSet connectors, ObservationIntake intake, TimeProvider clock)
    {
        if (directory.Find(id) is not { } connection || sites.All(http).All(site => site.Id != connection.Site))
            return Problems.NotFound("A connection of that number is not among this key's sites'.");
        // Others count themselves, one message at a time: totals beside them would be the same messages twice.
        if (connection.Kind != ConnectorSet.Manual && connectors.Find(connection.Kind) is not EmailConnector)
            return Problems.BadBody("Totals are those of a newsletter: of a connection by hand, or to a mailing service. This one counts by itself.");
        if (await WebhookDoor.ReadAsync(http, TotalsFile.MostBytes) is not { } body)
            return Problems.TooLarge(TotalsFile.MostBytes);
        return TotalsFile.Read(LinkFileReader.Text(body.Span), clock.GetUtcNow()) switch
        {
            TotalsResult.Read read => await intake.TakeAsync(connection, read.Observations, http.RequestAborted) is { } counted ? TypedResults.Ok(new TotalsAnswer(read.Campaigns, counted)) : Problems.NoRoom(),
            TotalsResult.Refused refused => Problems.BadBody(
                $"{(refused.Line > 0 ? $"Line {refused.Line}" : "The file")} cannot be read, and so nothing of it was taken. {(refused.Found.Length > 0 ? $"There is \"{Displayed.Foreign(refused.Found)}\". " : "")}Expected is {Texts.For(Language.English)["totals.expected." + refused.Expected]}."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
