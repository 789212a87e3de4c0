using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Email;

/// <summary>Mailjet: <c>GET /REST/statcounters</c> of a campaign's lifetime (https://dev.mailjet.com/email/reference/statistics/).</summary>
public sealed partial class MailjetConnector(ForeignClient client, ConnectorOptions options, TimeProvider clock) : EmailConnector(client, clock)
{
    public override string Kind => "mailjet";

    public override IReadOnlyList<ConnectorField> Fields { get; } = [new("key", Key()), new("secret", Key())];

    protected override Regex Campaign => Number();

    protected override HttpRequestMessage AccountRequest(ConnectorSettings settings) => Ask(settings, "REST/campaign?Limit=1");

    protected override HttpRequestMessage TotalsRequest(ConnectorSettings settings, string campaign) =>
        Ask(settings, $"REST/statcounters?CounterSource=Campaign&CounterTiming=Message&CounterResolution=Lifetime&SourceID={campaign}");

    internal override EmailTotals? Read(ForeignAnswer answer)
    {
        var counters = answer.Root.Get("Data") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0] : default;
        // "Sent" is there what a mail server took; "Total" is what was given to Mailjet.
        var totals = new EmailTotals(counters.Count("Total") ?? counters.Count("MessageSentCount"), counters.Count("MessageSentCount"), counters.Count("EventClickedCount"), counters.Count("MessageUnsubscribedCount"))
        {
            BouncedForGood = counters.Count("MessageHardBouncedCount"), BouncedForNow = counters.Count("MessageSoftBouncedCount"),
        };
        return totals.IsAny ? totals : null;
    }

    private HttpRequestMessage Ask(ConnectorSettings settings, string what)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Mailjet, what));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{settings["key"]}:{settings["secret"]}")));
        return request;
    }

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^[0-9]{1,19}\z", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
