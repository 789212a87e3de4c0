using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Murmure.Connectors.Sms;

namespace Murmure.Connectors.Tests.Sms;

public sealed class GenericSmsTests : IDisposable
{
    private const string Secret = "a secret of one's own, long enough";
    private const string Delivered = """{"id":"m-1","status":"delivered","at":"2026-11-25T08:59:00Z","reference":"spring-7"}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly ConnectorSettings Settings = new(new Dictionary<string, string> { ["provider"] = "generic", ["secret"] = Secret });

    private readonly ForeignClient client = new(new ConnectorOptions(), TimeProvider.System);
    private readonly SmsConnector connector;

    public GenericSmsTests() => connector = new SmsConnector(client, new ConnectorOptions());

    public void Dispose() => client.Dispose();

    [Fact]
    public void A_receipt_counts_for_the_post_that_it_names()
    {
        var seen = Accepted(Delivered).ShouldHaveSingleItem();

        (seen.Kind, seen.Message, seen.Once, seen.At).ShouldBe((ObservationKind.Delivered, "spring-7", "Delivered m-1", Now.AddMinutes(-1)));
    }

    [Fact]
    public void A_list_of_receipts_is_taken_as_a_whole_or_not_at_all()
    {
        const string good = """[{"id":"1","status":"sent","at":1764061140},{"id":"2","status":"failed","error":"1300"},{"id":"3","status":"queued"}]""";

        Accepted(good).Select(one => (one.Kind, one.Message, one.Detail)).ShouldBe([(ObservationKind.Sent, "1", ""), (ObservationKind.Failed, "2", "1300")]);
        Refusal(good.Replace("\"id\":\"3\",", "", StringComparison.Ordinal)).ShouldBe(RefusalReason.Malformed);
    }

    [Fact]
    public void A_wish_is_kept_with_its_person_and_any_other_word_is_not()
    {
        Accepted("""{"id":"9","status":"received","from":"+33612345678","text":"ARRÊT"}""").ShouldHaveSingleItem().Person!.Reveal().ShouldBe("+33612345678");
        Accepted("""{"id":"9","status":"received","from":"+33612345678","text":"Merci, à demain"}""").ShouldBeEmpty();
    }

    [Fact]
    public void A_wish_without_a_time_is_one_whose_copy_looks_new_at_any_time()
    {
        Accepted("""{"id":"9","status":"received","from":"+33612345678","text":"START"}""").ShouldHaveSingleItem().IsUndated.ShouldBeTrue();
        Accepted($$"""{"id":"9","status":"received","from":"+33612345678","text":"START","at":"{{Now:O}}"}""").ShouldHaveSingleItem().IsUndated.ShouldBeFalse();
    }

    [Theory]
    [InlineData(-299, true)]
    [InlineData(299, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    [InlineData(-86_400, false)]
    public void What_is_older_than_five_minutes_is_refused(int seconds, bool taken)
    {
        var result = connector.Receive(Request(Delivered, Now.AddSeconds(seconds)), Settings, Now);

        if (taken)
            result.ShouldBeOfType<WebhookResult.Accepted>();
        else
            result.ShouldBe(new WebhookResult.Refused(RefusalReason.Old));
    }

    [Fact]
    public void Every_flipped_bit_of_signature_time_and_body_is_refused()
    {
        var stamp = Stamp(Now);
        var body = Encoding.UTF8.GetBytes(Delivered);
        Flip(Encoding.ASCII.GetBytes(Sign(stamp, body)), signature => Receive(stamp, Encoding.Latin1.GetString(signature), body));
        Flip(Encoding.ASCII.GetBytes(stamp), time => Receive(Encoding.Latin1.GetString(time), Sign(stamp, body), body));
        Flip(body, other => Receive(stamp, Sign(stamp, body), other));

        static void Flip(byte[] whole, Func<byte[], WebhookResult> receive)
        {
            for (var bit = 0; bit < whole.Length * 8; bit++)
            {
                var flipped = whole.ToArray();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                receive(flipped).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature), $"bit {bit}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[[]]")]
    [InlineData("[1]")]
    [InlineData("""{"id":1e999,"status":{"a":1}}""")]
    [InlineData("""{"id":"","status":"sent"}""")]
    [InlineData("""{"status":"sent"}""")]
    [InlineData("""{"id":"1","id":"2","status":"sent"}""")]
    [InlineData("""{"id":"\ud800","status":"sent"}""")]
    [InlineData("""{"\ud800":"1","status":"sent"}""")]
    [InlineData("""{"id":"1","status":"sent","at":"yesterday"}""")]
    [InlineData("""{"id":"1","status":"sent","at":99999999999999999999}""")]
    public void What_is_signed_and_cannot_be_read_is_refused(string body) => Refusal(body).ShouldBe(RefusalReason.Malformed);

    [Fact]
    public void Depth_length_and_wrong_bytes_are_refused()
    {
        Refusal(string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60)).ShouldBe(RefusalReason.Malformed);
        Refusal("[" + string.Join(',', Enumerable.Repeat(Delivered, 1001)) + "]").ShouldBe(RefusalReason.Malformed);
        Refusal(new string(' ', 300 * 1024)).ShouldBe(RefusalReason.Malformed);
        byte[] wrong = [.. """{"id":"1","status":"se"""u8, 0xff, 0xfe, .. "\"}"u8];
        Receive(Stamp(Now), Sign(Stamp(Now), wrong), wrong).ShouldBe(new WebhookResult.Refused(RefusalReason.Malformed));
    }

    [Fact]
    public void A_receipt_cut_anywhere_is_answered_without_a_fault()
    {
        for (var length = 0; length < Delivered.Length; length++)
            Refusal(Delivered[..length]).ShouldBe(RefusalReason.Malformed);
    }

    [Fact]
    public void A_reference_that_is_none_names_no_post() =>
        Accepted(Delivered.Replace("spring-7", "Anne Martin, 06 12 34 56 78", StringComparison.Ordinal)).ShouldHaveSingleItem().Message.ShouldBe("m-1");

    private IReadOnlyList<Observation> Accepted(string body) => connector.Receive(Request(body, Now), Settings, Now).ShouldBeOfType<WebhookResult.Accepted>().Observations;

    private RefusalReason Refusal(string body) => connector.Receive(Request(body, Now), Settings, Now).ShouldBeOfType<WebhookResult.Refused>().Reason;

    private WebhookResult Receive(string stamp, string signature, byte[] body) => connector.Receive(RequestOf(stamp, signature, body), Settings, Now);

    private static ForeignRequest Request(string body, DateTimeOffset at) => RequestOf(Stamp(at), Sign(Stamp(at), Encoding.UTF8.GetBytes(body)), Encoding.UTF8.GetBytes(body));

    private static ForeignRequest RequestOf(string stamp, string signature, byte[] body) => new(
        "POST", new Uri("https://stats.example.org/webhooks/sms/8c1f"), name => name switch { "X-Murmure-Timestamp" => stamp, "X-Murmure-Signature" => signature, _ => "" }, body);

    private static string Stamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Sign(string stamp, byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes(stamp + "."), .. body]));
}
