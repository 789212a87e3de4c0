using System.Text;
using Murmure.Connectors.Sms;
using Murmure.Connectors.Tests.Email;

namespace Murmure.Connectors.Tests.Sms;

public sealed class SmsConnectTests
{
    private static readonly string Account = "AC" + new string('1', 32);

    [Fact]
    public async Task The_account_is_asked_whether_its_token_is_right()
    {
        await using var service = await MailStandIn.StartAsync();
        service.Answers[$"Accounts/{Account}.json"] = new MailAnswer(200, "{}");

        (await ConnectAsync(service, "https")).ShouldBe([new ConnectorFinding("webhook"), new ConnectorFinding("secret")]);
        Encoding.ASCII.GetString(Convert.FromBase64String(service.Asked.Single().Authorization["Basic ".Length..])).ShouldBe(Account + ":0f1e2d3c4b5a69788796a5b4c3d2e1f0");

        service.Answers[$"Accounts/{Account}.json"] = new MailAnswer(401, """{"code":20003}""");
        (await ConnectAsync(service, "https"))[1].Problem.ShouldBe(new ConnectorProblem(ProblemReason.Credentials));
    }

    [Fact]
    public async Task Without_an_account_only_the_address_can_be_looked_at()
    {
        await using var service = await MailStandIn.StartAsync();

        (await ConnectAsync(service, "http", account: "")).ShouldBe([new ConnectorFinding("webhook", new ConnectorProblem(ProblemReason.Off))]);
        service.Asked.ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<ConnectorFinding>> ConnectAsync(MailStandIn service, string scheme, string? account = null)
    {
        var options = new ConnectorOptions { Twilio = service.Root };
        using var client = new ForeignClient(options, TimeProvider.System);
        var connector = new SmsConnector(client, options);
        var values = new Dictionary<string, string> { ["provider"] = "twilio", ["secret"] = "0f1e2d3c4b5a69788796a5b4c3d2e1f0", ["account"] = account ?? Account };
        foreach (var field in connector.Fields.Where(field => values[field.Name].Length > 0))
            field.Pattern.IsMatch(values[field.Name]).ShouldBeTrue();
        return await connector.ConnectAsync(new ConnectorSettings(values), new Uri(scheme + "://stats.example.org/webhooks/sms/8c1f"), TestContext.Current.CancellationToken);
    }
}
