using Microsoft.AspNetCore.Http;
using Murmure.Connectors;
using Murmure.Server.Hosting;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>
/// <c>/webhooks/{kind}/{connection}</c>: what services tell. A 200 says that it is counted, in a form that survives the end of the process. Whatever is wrong
/// with a request is answered without a word of what was in it.
/// </summary>
internal sealed class WebhookDoor(ConnectionDirectory directory, ConnectorSet connectors, ObservationIntake intake, ConnectionHealth health, TimeProvider clock)
{
    /// <summary>Meta sends up to three megabytes; nobody sends more.</summary>
    private const int MostBytes = 3 * 1024 * 1024;

    /// <summary>Where a connection's service tells us of events.</summary>
    public static Uri AddressOf(Connection connection) => new(new Uri(connection.Root), $"/webhooks/{connection.Kind}/{connection.Address}");

    public async Task<IResult> ReceiveAsync(HttpContext http, string kind, string connection)
    {
        if (directory.Find(kind, connection) is not { Settings: { } settings } found || connectors.Find(kind) is not { } connector)
            return Problems.NotFound("There is no such connection.");
        if (await ReadAsync(http, MostBytes) is not { } body)
            return Problems.TooLarge(MostBytes);
        var url = new Uri(found.Root, http.Request.Path.Value + http.Request.QueryString.Value);
        var request = new ForeignRequest(http.Request.Method, url, name => http.Request.Headers[name].ToString(), body);
        var result = connector.Receive(request, settings, clock.GetUtcNow());
        health.Heard(found.Id, result);
        if (result is WebhookResult.Accepted && !await TellOthersAsync(request, found, connector))
            return Again(http);
        return result switch
        {
            WebhookResult.Challenge challenge => TypedResults.Text(challenge.Body, challenge.ContentType),
            WebhookResult.Accepted accepted => await TakeAsync(http, found, accepted.Observations),
            WebhookResult.Refused refused => Problems.WebhookRefused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<IResult> TakeAsync(HttpContext http, OpenConnection connection, IReadOnlyList<Observation> observations)
    {
        // Whoever hangs up early tells it again: what was begun is counted all the same, once.
        if (await intake.TakeAsync(connection, observations, CancellationToken.None) is { } counted)
        {
            http.Response.Headers["X-Murmure"] = counted == 0 ? "nothing new" : "counted";
            return TypedResults.Ok();
        }
        return Again(http);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Again(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return Problems.NoRoom();
    }

    /// <summary>What came for other parts of the same account, each by its own secret; false where there is no room just now.</summary>
    private async Task<bool> TellOthersAsync(ForeignRequest request, OpenConnection found, IConnector connector)
    {
        if (connector is not IAccountTeller teller)
            return true;
        foreach (var other in directory.All.Where(one => one.Kind == found.Kind && one.Settings is { } theirs && teller.IsSameAccount(found.Settings!, theirs)))
        {
            if (connector.Receive(request, other.Settings!, clock.GetUtcNow()) is not WebhookResult.Accepted { Observations.Count: > 0 } accepted)
                continue;
            health.Heard(other.Id, accepted);
            if (await intake.TakeAsync(other, accepted.Observations, CancellationToken.None) is null)
                return false;
        }
        return true;
    }

    /// <summary>A request's body, also one whose length nobody says beforehand; null where it is longer.</summary>
    internal static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http, int most)
    {
        if (http.Request.ContentLength > most)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            body.Write(buffer, 0, read);
            if (body.Length > most)
                return null;
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
