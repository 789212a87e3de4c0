using System.Security.Cryptography;
using System.Text;
using Murmure.Connectors.Sms;

namespace Murmure.Connectors.Tests.Sms;

public sealed class TwilioTests : IDisposable
{
    private const string Token = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly Uri Url = new("https://stats.example.org/webhooks/sms/8c1f?reference=spring-7");
    private static readonly ConnectorSettings Settings = new(new Dictionary<string, string> { ["provider"] = "twilio", ["secret"] = Token });

    private const string Delivered = "AccountSid=AC0123&From=%2B15005550006&MessageSid=SM77&MessageStatus=delivered&To=%2B33612345678&ApiVersion=2010-04-01";

    private readonly ForeignClient client = new(new ConnectorOptions(), TimeProvider.System);
    private readonly SmsConnector connector;

    public TwilioTests() => connector = new SmsConnector(client, new ConnectorOptions());

    public void Dispose() => client.Dispose();

    [Fact]
    public void The_signature_of_the_providers_own_example_is_made_again()
    {
        // The example of https://www.twilio.com/docs/usage/security: its token, its address, its fields; the result is written there.
        const string form = "Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE";
        var request = Request(form, new Uri("https://example.com/myapp.php?foo=1&bar=2"), "L/OH5YylLD5NRKLltdqwSvS0BnU=");

        TwilioSignature.Verify(request, FormBody.Read(request.Body.Span), "12345").ShouldBeTrue();
    }

    [Theory]
    [InlineData("sent", ObservationKind.Sent)]
    [InlineData("delivered", ObservationKind.Delivered)]
    [InlineData("read", ObservationKind.Read)]
    [InlineData("undelivered", ObservationKind.Failed)]
    [InlineData("failed", ObservationKind.Failed)]
    public void A_state_counts_for_the_post_that_the_address_names(string status, ObservationKind expected)
    {
        var seen = Accepted(Delivered.Replace("delivered", status, StringComparison.Ordinal)).ShouldHaveSingleItem();

        (seen.Kind, seen.Message, seen.Once, seen.At, seen.Person).ShouldBe((expected, "spring-7", $"{expected} SM77", Now, null));
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("sending")]
    [InlineData("accepted")]
    [InlineData("something-new")]
    public void A_state_on_the_way_counts_nothing(string status) => Accepted(Delivered.Replace("delivered", status, StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [InlineData("30006", "30006")]
    [InlineData("%2B33612345678", "")]
    [InlineData("33612345678", "")]
    [InlineData("", "")]
    public void The_number_of_an_error_is_its_detail_and_nothing_longer_is(string code, string detail) =>
        Accepted(Delivered.Replace("delivered", "failed", StringComparison.Ordinal) + "&ErrorCode=" + code).ShouldHaveSingleItem().Detail.ShouldBe(detail);

    [Theory]
    [InlineData("STOP", ObservationKind.Refusal)]
    [InlineData(" stop. ", ObservationKind.Refusal)]
    [InlineData("Arrêt", ObservationKind.Refusal)]
    [InlineData("arret sms", ObservationKind.Refusal)]
    [InlineData("STOP 36180", ObservationKind.Refusal)]
    [InlineData("unsubscribe", ObservationKind.Refusal)]
    [InlineData("START", ObservationKind.Consent)]
    [InlineData("unstop", ObservationKind.Consent)]
    public void A_wish_is_kept_with_its_person(string words, ObservationKind expected)
    {
        var seen = Accepted($"MessageSid=SM9&SmsStatus=received&From=%2B33612345678&Body={Uri.EscapeDataString(words)}").ShouldHaveSingleItem();

        (seen.Kind, seen.Person?.Reveal(), seen.Message, seen.Detail).ShouldBe((expected, "+33612345678", "", ""));
        seen.ToString().ShouldBe(expected.ToString());
    }

    [Theory]
    [InlineData("I will not stop telling you how much I liked it")]
    [InlineData("Start tomorrow")]
    [InlineData("")]
    [InlineData("stop stop stop")]
    public void Nothing_else_that_somebody_wrote_is_kept(string words) => Accepted($"MessageSid=SM9&SmsStatus=received&From=%2B33612345678&Body={Uri.EscapeDataString(words)}").ShouldBeEmpty();

    [Fact]
    public void What_the_provider_itself_took_for_a_wish_is_one() =>
        Accepted("MessageSid=SM9&SmsStatus=received&From=whatsapp%3A%2B33612345678&Body=baja&OptOutType=STOP").ShouldHaveSingleItem().Person!.Reveal().ShouldBe("+33612345678");

    [Fact]
    public void Every_flipped_bit_of_the_signature_is_refused()
    {
        var signature = Encoding.ASCII.GetBytes(Sign(Url.AbsoluteUri, Delivered));
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var flipped = signature.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            connector.Receive(Request(Delivered, Url, Encoding.Latin1.GetString(flipped)), Settings, Now).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature), $"bit {bit}");
        }
    }

    [Fact]
    public void Every_flipped_bit_of_the_body_is_refused()
    {
        var signature = Sign(Url.AbsoluteUri, Delivered);
        var body = Encoding.ASCII.GetBytes(Delivered);
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            var flipped = body.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            // Two ways to write the same field are the same field: "%2B" and "%2b".
            if (FormBody.Read(flipped) is { } form && FormBody.Read(body)!.SequenceEqual(form))
                continue;
            connector.Receive(new ForeignRequest("POST", Url, Headers("application/x-www-form-urlencoded", signature), flipped), Settings, Now)
                .ShouldBe(new WebhookResult.Refused(RefusalReason.Signature), $"bit {bit}");
        }
    }

    [Theory]
    [InlineData("https://stats.example.org/webhooks/sms/8c1f?reference=spring-7")]
    [InlineData("https://stats.example.org:443/webhooks/sms/8c1f?reference=spring-7")]
    public void The_address_is_signed_as_the_root_has_it_with_its_port_or_without(string address) =>
        connector.Receive(Request(Delivered, Url, Sign(address, Delivered)), Settings, Now).ShouldBeOfType<WebhookResult.Accepted>();

    [Theory]
    [InlineData("http://stats.example.org/webhooks/sms/8c1f?reference=spring-7")]
    [InlineData("https://10.0.0.7:8080/webhooks/sms/8c1f?reference=spring-7")]
    [InlineData("https://stats.example.org/webhooks/sms/8c1f?reference=spring-8")]
    [InlineData("https://stats.example.org/webhooks/sms/8c1f")]
    public void An_address_behind_the_proxy_or_of_another_post_is_refused(string address) =>
        connector.Receive(Request(Delivered, Url, Sign(address, Delivered)), Settings, Now).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));

    [Fact]
    public void A_root_of_another_port_is_signed_with_it()
    {
        var url = new Uri("https://stats.example.org:8443/webhooks/sms/8c1f");

        connector.Receive(Request(Delivered, url, Sign(url.AbsoluteUri, Delivered)), Settings, Now).ShouldBeOfType<WebhookResult.Accepted>();
    }

    [Fact]
    public void Json_is_known_by_the_hash_of_its_body_in_the_address()
    {
        const string events = """
            [{"type":"com.twilio.messaging.message.delivered","data":{"messageSid":"SM1","to":"+33612345678"}},
             {"type":"com.twilio.messaging.message.undelivered","data":{"messageSid":"SM2","errorCode":30005}},
             {"type":"com.twilio.messaging.inbound-message.received","data":{"messageSid":"SM3","from":"+33612345678","body":"STOP"}},
             {"type":"com.twilio.studio.flow","data":{}}]
            """;
        var url = HashedUrl(events);
        var request = new ForeignRequest("POST", url, Headers("application/json", Sign(url.AbsoluteUri, "")), Encoding.UTF8.GetBytes(events));

        var seen = connector.Receive(request, Settings, Now).ShouldBeOfType<WebhookResult.Accepted>().Observations;

        seen.Select(one => (one.Kind, one.Message, one.Detail)).ShouldBe([(ObservationKind.Delivered, "SM1", ""), (ObservationKind.Failed, "SM2", "30005"), (ObservationKind.Refusal, "", "")]);
        // The address stays signed whatever the body is: its hash does not.
        connector.Receive(request with { Body = Encoding.UTF8.GetBytes(events.Replace("SM1", "SM9", StringComparison.Ordinal)) }, Settings, Now).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));
        connector.Receive(new ForeignRequest("POST", Url, Headers("application/json", Sign(Url.AbsoluteUri, "")), Encoding.UTF8.GetBytes(events)), Settings, Now)
            .ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));
    }

    [Fact]
    public void What_is_told_again_has_the_same_name_again()
    {
        var first = Accepted(Delivered).Single();
        var again = ((WebhookResult.Accepted)connector.Receive(Request(Delivered, Url, Sign(Url.AbsoluteUri, Delivered)), Settings, Now.AddHours(1))).Observations.Single();

        again.Once.ShouldBe(first.Once);
        Accepted(Delivered.Replace("SM77", "SM78", StringComparison.Ordinal)).Single().Once.ShouldNotBe(first.Once);
    }

    [Fact]
    public void Any_part_of_a_signed_request_and_any_rubbish_is_answered_without_a_fault()
    {
        for (var length = 0; length <= Delivered.Length; length++)
            connector.Receive(Request(Delivered[..length], Url, Sign(Url.AbsoluteUri, Delivered[..length])), Settings, Now).ShouldNotBeNull();
        foreach (var rubbish in (string[])["%%%", "=", "&&&&", "MessageSid", new string('&', 5000), "MessageSid=" + new string('x', 5000) + "&MessageStatus=sent"])
            connector.Receive(Request(rubbish, Url, Sign(Url.AbsoluteUri, rubbish)), Settings, Now).ShouldBeOfType<WebhookResult.Refused>();
        Accepted("MessageSid=%ff%fe&MessageStatus=sent").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public void Only_posts_are_taken(string method) => connector.Receive(Request(Delivered, Url, Sign(Url.AbsoluteUri, Delivered)) with { Method = method }, Settings, Now).ShouldBe(new WebhookResult.Refused(RefusalReason.Method));

    private IReadOnlyList<Observation> Accepted(string form) => connector.Receive(Request(form, Url, Sign(Url.AbsoluteUri, form)), Settings, Now).ShouldBeOfType<WebhookResult.Accepted>().Observations;

    private static Uri HashedUrl(string body) => new($"https://stats.example.org/webhooks/sms/8c1f?bodySHA256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}");

    private static ForeignRequest Request(string form, Uri url, string signature) =>
        new("POST", url, Headers("application/x-www-form-urlencoded; charset=UTF-8", signature), Encoding.UTF8.GetBytes(form));

    private static Func<string, string> Headers(string type, string signature) => name => name switch { "Content-Type" => type, "X-Twilio-Signature" => signature, _ => "" };

    /// <summary>As the sender signs: written down here a second time, from the documentation.</summary>
    private static string Sign(string url, string form)
    {
        var fields = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var part in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, "");
            var key = System.Net.WebUtility.UrlDecode(name);
            if (!fields.TryGetValue(key, out var values))
                fields[key] = values = new SortedSet<string>(StringComparer.Ordinal);
            values.Add(System.Net.WebUtility.UrlDecode(value));
        }
        var text = url + string.Concat(fields.SelectMany(field => field.Value.Select(value => field.Key + value)));
#pragma warning disable CA5350 // The provider's choice.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }
}
