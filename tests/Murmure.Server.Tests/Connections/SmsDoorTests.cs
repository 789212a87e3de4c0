using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Email;
using Murmure.Server.Links;
using Murmure.Server.Accounts;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Server.Tests.Imports;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Connections;

/// <summary>Receipts of text messages through the whole server, and totals of newsletters from a file.</summary>
[WholeServer]
public sealed class SmsDoorTests
{
    private const string Secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private const string Number = "+33612345678";

    private static readonly Caller Editor = new(1, PagesHost.Owner, 1, "", Role.Editor, []);

    [Fact]
    public async Task A_receipt_counts_once_for_its_post_and_a_STOP_is_kept()
    {
        await using var host = await DetailSite.StartAsync([DetailSite.WhatsApp.At(new(2026, 11, 10), 9)]);
        var connection = await ConnectAsync(host, "sms", ("provider", "generic"), ("secret", Secret));
        await PostAsync(host, connection, "spring-7");
        const string delivered = """{"id":"m-1","status":"delivered","reference":"spring-7"}""";
        const string stop = """{"id":"m-2","status":"received","from":"+33612345678","text":"STOP"}""";

        (await TellAsync(host, connection, delivered)).ShouldBe((HttpStatusCode.OK, "counted"));
        (await TellAsync(host, connection, delivered)).ShouldBe((HttpStatusCode.OK, "nothing new"));
        (await TellAsync(host, connection, stop)).ShouldBe((HttpStatusCode.OK, "counted"));
        (await TellAsync(host, connection, delivered, minutes: -6)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TellAsync(host, connection, "{")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await TellAsync(host, connection, delivered, secret: "another secret, just as long")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        var counts = await host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(connection.Id, TestContext.Current.CancellationToken);
        counts.Select(one => (one.Kind, one.Amount, one.Post != 0)).ShouldBe([("refusal", 1, false), ("delivered", 1, true)], ignoreOrder: true);
        (await RefusesAsync(host)).ShouldBeTrue();
        Stored.Holds(host.Folder, "33612345678").ShouldBeFalse();
        Stored.Holds(host.Folder, Secret).ShouldBeFalse();

        (await TellAsync(host, connection, """{"id":"m-3","status":"received","from":"33612345678","text":"start"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await RefusesAsync(host)).ShouldBeFalse();
    }

    [Fact]
    public async Task Twilio_signs_the_address_as_the_root_has_it_whatever_the_proxy_asks_for()
    {
        await using var host = await DetailSite.StartAsync([DetailSite.WhatsApp.At(new(2026, 11, 10), 9)]);
        var connection = await ConnectAsync(host, "sms", ("provider", "twilio"), ("secret", Secret));
        const string form = "MessageSid=SM1&MessageStatus=sent&To=%2B33612345678";
        var address = $"/webhooks/sms/{connection.Address}?reference=spring-7";

        (await TwilioAsync(host, address, form, "https://stats.example.org" + address)).ShouldBe(HttpStatusCode.OK);
        (await TwilioAsync(host, address, form, new Uri(host.Address, address).AbsoluteUri)).ShouldBe(HttpStatusCode.Unauthorized);
        Stored.Holds(host.Folder, "33612345678").ShouldBeFalse();
    }

    [Fact]
    public async Task Totals_of_a_newsletter_come_from_a_file_and_replace_each_other()
    {
        await using var host = await DetailSite.StartAsync([DetailSite.WhatsApp.At(new(2026, 11, 10), 9)]);
        var connection = await ConnectAsync(host, ConnectorSet.Manual);
        await PostAsync(host, connection, "spring");
        using var client = await HistoryTests.ClientAsync(host);

        (await TotalsAsync(client, connection, "campaign,sent,clicks\nspring,1000,10\n")).ShouldBe((HttpStatusCode.OK, """{"campaigns":1,"counted":2}"""));
        (await TotalsAsync(client, connection, "campaign;sent;clicks\nspring;1000;12\n")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, said) = await TotalsAsync(client, connection, "campaign,sent\nspring,many\n");

        (status, said.Contains("Line 2", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/connections/{connection.Id}/totals") { Content = new StringContent("campaign,sent\nspring,1000\n", Encoding.UTF8, "text/csv") };
        chunked.Headers.TransferEncodingChunked = true;
        using var taken = await client.SendAsync(chunked);
        taken.StatusCode.ShouldBe(HttpStatusCode.OK, "nobody has to say beforehand how long a file is");
        using var endless = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/connections/{connection.Id}/totals") { Content = new StringContent(new string('x', TotalsFile.MostBytes + 1), Encoding.UTF8, "text/csv") };
        endless.Headers.TransferEncodingChunked = true;
        using var refused = await client.SendAsync(endless);
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var counts = await host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(connection.Id, TestContext.Current.CancellationToken);
        counts.Select(one => (one.Kind, one.Amount, one.IsTotal, one.Post != 0)).ShouldBe([("click", 12, true, true), ("sent", 1000, true, true)], ignoreOrder: true);
    }

    [Fact]
    public async Task Bounces_of_a_service_and_of_a_file_take_each_other_s_place_and_who_counts_messages_takes_no_totals()
    {
        await using var host = await DetailSite.StartAsync([DetailSite.WhatsApp.At(new(2026, 11, 10), 9)]);
        var connection = await ConnectAsync(host, ConnectorSet.Manual);
        await PostAsync(host, connection, "spring");
        using var client = await HistoryTests.ClientAsync(host);
        async Task<string> BouncedAsync() => string.Join(", ", (await host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(connection.Id, TestContext.Current.CancellationToken))
            .Where(one => one.Kind == "failed").Select(one => $"{one.Detail} {one.Amount}").Order(StringComparer.Ordinal));

        await TotalsAsync(client, connection, "campaign,sent,bounced\nspring,1000,30\n");
        (await BouncedAsync()).ShouldBe(" 30");
        await host.Services.GetRequiredService<ObservationIntake>().TakeAsync(
            host.Services.GetRequiredService<ConnectionDirectory>().Find(connection.Id)!,
            [.. new EmailTotals(1000, null, null, null) { BouncedForGood = 12, BouncedForNow = 19 }.Observe("spring", DetailSite.Clock.GetUtcNow())], TestContext.Current.CancellationToken);
        (await BouncedAsync()).ShouldBe(" 0, hard 12, soft 19");
        await TotalsAsync(client, connection, "campaign,sent,bounced\nspring,1000,32\n");
        (await BouncedAsync()).ShouldBe(" 32, hard 0, soft 0");

        var (status, said) = await TotalsAsync(client, await ConnectAsync(host, "sms", ("provider", "generic"), ("secret", Secret)), "campaign,sent\nspring,1\n");
        (status, said.Contains("This one counts by itself", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true));
    }

    private static async Task<Connection> ConnectAsync(PagesHost host, string kind, params (string Name, string Value)[] values)
    {
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single(one => one.Host == DetailSite.Host);
        var (kept, _, problem) = await host.Services.GetRequiredService<ConnectionBook>().KeepAsync(
            site, Maker.Of(Editor), null, new ConnectionRequest(kind, "Ours", "sms", values.ToDictionary(one => one.Name, one => one.Value), "https://stats.example.org"), TestContext.Current.CancellationToken);
        return kept.ShouldNotBeNull(problem);
    }

    private static async Task PostAsync(PagesHost host, Connection connection, string name)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var campaign = new Campaign { SiteId = connection.SiteId, Name = "Spring", Created = DateTime.UnixEpoch };
        campaign.Posts.Add(new Post { ConnectionId = connection.Id, Channel = "sms", Variant = "sms", Remote = name, State = PostState.Published });
        db.Add(campaign);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(HttpStatusCode Status, string Said)> TellAsync(PagesHost host, Connection connection, string body, int minutes = 0, string secret = Secret)
    {
        var stamp = (DetailSite.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/sms/{connection.Address}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Murmure-Timestamp", stamp);
        request.Headers.Add("X-Murmure-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}.{body}"))));
        using var client = host.Browser();
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Murmure", out var said) ? said.Single() : "");
    }

    private static async Task<HttpStatusCode> TwilioAsync(PagesHost host, string address, string form, string asSigned)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded") };
        var fields = string.Concat(form.Split('&').Order(StringComparer.Ordinal).Select(field => WebUtility.UrlDecode(field.Replace("=", "", StringComparison.Ordinal))));
#pragma warning disable CA5350 // The provider's choice.
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(asSigned + fields))));
#pragma warning restore CA5350
        using var client = host.Browser();
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Said)> TotalsAsync(HttpClient client, Connection connection, string text)
    {
        using var answer = await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/connections/{connection.Id}/totals"), new StringContent(text, Encoding.UTF8, "text/csv"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task<bool> RefusesAsync(PagesHost host) => host.Services.GetRequiredService<Refusals>().HasAsync(
        host.Services.GetRequiredService<SiteDirectory>().All.Single(one => one.Host == DetailSite.Host), new Person(Number), TestContext.Current.CancellationToken);
}
