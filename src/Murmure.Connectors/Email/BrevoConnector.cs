using System.Text.RegularExpressions;

namespace Murmure.Connectors.Email;

/// <summary>Brevo: <c>GET /emailCampaigns/{id}</c> with its totals (https://developers.brevo.com/reference/get-email-campaign).</summary>
public sealed partial class BrevoConnector(ForeignClient client, ConnectorOptions options, TimeProvider clock) : EmailConnector(client, clock)
{
    public override string Kind => "brevo";

    public override IReadOnlyList<ConnectorField> Fields { get; } = [new("key", Key())];

    protected override Regex Campaign => Number();

    protected override HttpRequestMessage AccountRequest(ConnectorSettings settings) => Ask(settings, "account");

    // The campaign's own text stays there: it is none of our business, and some megabytes.
    protected override HttpRequestMessage TotalsRequest(ConnectorSettings settings, string campaign) =>
        Ask(settings, $"emailCampaigns/{campaign}?statistics=globalStats&excludeHtmlContent=true");

    internal override EmailTotals? Read(ForeignAnswer answer)
    {
        var stats = answer.Root.Get("statistics").Get("globalStats");
        var totals = new EmailTotals(stats.Count("sent"), stats.Count("delivered"), stats.Count("clickers"), stats.Count("unsubscriptions"))
        {
            BouncedForGood = stats.Count("hardBounces"), BouncedForNow = stats.Count("softBounces"),
        };
        return totals.IsAny ? totals : null;
    }

    private HttpRequestMessage Ask(ConnectorSettings settings, string what)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Brevo, what));
        request.Headers.Add("api-key", settings["key"]);
        return request;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{20,200}\z", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^[0-9]{1,12}\z", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
