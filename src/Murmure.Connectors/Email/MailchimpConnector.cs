using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Email;

/// <summary>Mailchimp: <c>GET /reports/{campaign_id}</c> (https://mailchimp.com/developer/marketing/api/reports/get-campaign-report/). A key ends with the data centre that knows it.</summary>
public sealed partial class MailchimpConnector(ForeignClient client, ConnectorOptions options, TimeProvider clock) : EmailConnector(client, clock)
{
    public override string Kind => "mailchimp";

    public override IReadOnlyList<ConnectorField> Fields { get; } = [new("key", Key())];

    protected override Regex Campaign => Name();

    protected override HttpRequestMessage AccountRequest(ConnectorSettings settings) => Ask(settings, "ping");

    // Asked for by name, so that opens do not even travel.
    protected override HttpRequestMessage TotalsRequest(ConnectorSettings settings, string campaign) =>
        Ask(settings, $"reports/{campaign}?fields=emails_sent,unsubscribed,bounces,clicks");

    internal override EmailTotals? Read(ForeignAnswer answer)
    {
        var (sent, hard, soft) = (answer.Root.Count("emails_sent"), answer.Root.Get("bounces").Count("hard_bounces"), answer.Root.Get("bounces").Count("soft_bounces"));
        // Mailchimp has no number of what arrived: it is what was sent and did not come back.
        var totals = new EmailTotals(sent, sent is { } all && hard is { } gone && soft is { } later && all >= gone + later ? all - gone - later : null, answer.Root.Get("clicks").Count("clicks_total"), answer.Root.Count("unsubscribed"))
        {
            BouncedForGood = hard, BouncedForNow = soft,
        };
        return totals.IsAny ? totals : null;
    }

    private HttpRequestMessage Ask(ConnectorSettings settings, string what)
    {
        var key = settings["key"];
        var host = options.Mailchimp.Replace("{dc}", key[(key.LastIndexOf('-') + 1)..], StringComparison.Ordinal);
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(host), what));
        // Basic, with whatever name, as documented for keys.
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"murmure:{key}")));
        return request;
    }

    /// <summary>The end becomes part of a host's name.</summary>
    [GeneratedRegex(@"^[0-9a-f]{32}-[a-z]{2,3}[0-9]{1,3}\z", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^[0-9a-z]{4,20}\z", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
