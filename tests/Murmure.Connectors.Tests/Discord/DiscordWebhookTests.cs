using System.Text;
using CsCheck;
using Murmure.Connectors.Discord;

namespace Murmure.Connectors.Tests.Discord;

/// <summary>What Discord tells of interactions, and what somebody tells who would like to be Discord.</summary>
public sealed class DiscordWebhookTests : IDisposable
{
    private readonly ForeignClient client = new(new ConnectorOptions(), TimeProvider.System);
    private readonly DiscordConnector connector;

    public DiscordWebhookTests() => connector = new DiscordConnector(client, new ConnectorOptions(), TimeProvider.System);

    public void Dispose() => client.Dispose();

    [Fact]
    public void A_ping_is_answered() =>
        Receive(Interaction.Request(Bytes(Interaction.Ping))).ShouldBe(new WebhookResult.Challenge("{\"type\":1}", "application/json"));

    [Fact]
    public void Anything_else_that_is_signed_is_taken_and_nothing_of_it_counts() =>
        Receive(Interaction.Request(Bytes(Interaction.Command))).ShouldBeOfType<WebhookResult.Accepted>().Observations.ShouldBeEmpty();

    [Fact]
    public void The_signature_is_that_of_RFC_8032()
    {
        // The second of its vectors (section 7.1): one byte, 72. A time of "r" and no body is the same message.
        const string Key = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        const string Signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        DiscordSignature.Verify(Key, Signature, "r", []).ShouldBeTrue();
        DiscordSignature.Verify(Key, Signature, "s", []).ShouldBeFalse();
    }

    [Fact]
    public void A_flipped_bit_of_signature_time_body_or_key_is_refused()
    {
        var body = Bytes(Interaction.Ping);
        var (signature, time) = Interaction.Sign(body, Interaction.Now);
        Receive(Interaction.Request(body, signature, time)).ShouldBeOfType<WebhookResult.Challenge>();
        Receive(Interaction.Request(body, signature.ToUpperInvariant(), time)).ShouldBeOfType<WebhookResult.Challenge>();
        var signed = Convert.FromHexString(signature);
        for (var bit = 0; bit < signed.Length * 8; bit++)
            Refusal(Interaction.Request(body, Convert.ToHexStringLower(Flip(signed, bit)), time)).ShouldBe(RefusalReason.Signature);
        for (var bit = 0; bit < body.Length * 8; bit++)
            Refusal(Interaction.Request(Flip(body, bit), signature, time)).ShouldBe(RefusalReason.Signature);
        for (var at = 0; at < time.Length; at++)
            Refusal(Interaction.Request(body, signature, Encoding.ASCII.GetString(Flip(Encoding.ASCII.GetBytes(time), at * 8)))).ShouldBe(RefusalReason.Signature);
        var key = Convert.FromHexString(Interaction.Key);
        for (var bit = 0; bit < key.Length * 8; bit++)
            Refusal(Interaction.Request(body, signature, time), Convert.ToHexStringLower(Flip(key, bit))).ShouldBe(RefusalReason.Signature);
    }

    [Theory]
    [InlineData("", "1764061200")]
    [InlineData("00", "1764061200")]
    [InlineData("zz", "")]
    [InlineData("nonsense", "nonsense")]
    public void What_is_no_signature_is_refused(string signature, string time) => Refusal(Interaction.Request(Bytes(Interaction.Ping), signature, time)).ShouldBe(RefusalReason.Signature);

    [Fact]
    public void Without_a_key_nobody_is_believed_and_neither_is_a_key_that_signs_everything()
    {
        var request = Interaction.Request(Bytes(Interaction.Ping));
        foreach (var key in new[] { "", "00", Interaction.Key[..62], new string('0', 64), "01" + new string('0', 62), "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" })
        {
            Refusal(request, key).ShouldBe(RefusalReason.Signature);
            Refusal(Interaction.Request(Bytes(Interaction.Ping), new string('0', 128), "1764061200"), key).ShouldBe(RefusalReason.Signature);
            Refusal(Interaction.Request(Bytes(Interaction.Ping), "01" + new string('0', 126), "1764061200"), key).ShouldBe(RefusalReason.Signature);
        }
    }

    [Theory]
    [InlineData(-299, false)]
    [InlineData(299, false)]
    [InlineData(-301, true)]
    [InlineData(301, true)]
    [InlineData(-86400, true)]
    public void What_was_signed_long_ago_or_later_than_now_is_refused(int seconds, bool old)
    {
        var result = Receive(Interaction.Request(Bytes(Interaction.Ping), Interaction.Now.AddSeconds(seconds)));
        (result is WebhookResult.Refused { Reason: RefusalReason.Old }).ShouldBe(old);
        (result is WebhookResult.Challenge).ShouldBe(!old);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"1\"}")]
    [InlineData("{\"type\":1.5}")]
    [InlineData("{\"type\":1,\"type\":2}")]
    [InlineData("{\"type\":1,\"x\":\"\\ud800\",\"\\udc00\":1}")]
    public void What_is_signed_and_no_interaction_is_refused(string body) => Refusal(Interaction.Request(Bytes(body))).ShouldBe(RefusalReason.Malformed);

    [Fact]
    public void A_signed_time_that_is_none_is_refused()
    {
        foreach (var time in new[] { "soon", "-5", "1e9", "99999999999999999999", " 1764061200" })
            Refusal(Interaction.Request(Bytes(Interaction.Ping), Interaction.Sign(Bytes(Interaction.Ping), time), time)).ShouldBe(RefusalReason.Malformed);
    }

    [Fact]
    public void Only_POST_is_heard() =>
        Refusal(Interaction.Request(Bytes(Interaction.Ping), "", "", "GET")).ShouldBe(RefusalReason.Method);

    [Fact]
    public void Every_interaction_that_others_have_seen_is_accepted_signed_and_refused_unsigned()
    {
        var files = Shared.Files("webhooks/discord");
        foreach (var file in files)
        {
            var body = File.ReadAllBytes(file);
            // What comes over a connection that is held open has another form, which nobody sends here.
            var isInteraction = !Encoding.UTF8.GetString(body).Contains("\"op\"", StringComparison.Ordinal);
            var result = Receive(Interaction.Request(body));
            if (isInteraction)
                result.ShouldBeOfType<WebhookResult.Accepted>().Observations.ShouldBeEmpty();
            else
                result.ShouldBe(new WebhookResult.Refused(RefusalReason.Malformed));
            Refusal(Interaction.Request(body, new string('0', 128), "1764061200")).ShouldBe(RefusalReason.Signature);
        }
        files.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_interaction_cut_anywhere_is_refused_and_never_a_fault()
    {
        foreach (var text in new[] { Interaction.Ping, Interaction.Command })
        {
            var bytes = Bytes(text);
            for (var length = 0; length < bytes.Length; length++)
                Refusal(Interaction.Request(bytes[..length])).ShouldBe(RefusalReason.Malformed);
        }
    }

    [Fact]
    public void Whatever_is_signed_the_answer_is_an_answer() =>
        Gen.Select(Gen.OneOf(Interaction.Ping, Interaction.Command), Gen.Int[0, 100], Odd.Value, Gen.Select(Gen.Int[0, 2000], Gen.Byte).Array[0, 3]).Sample((text, place, odd, changes) =>
        {
            var bytes = Bytes(Odd.Replace(text, place, odd));
            foreach (var (at, value) in changes)
                bytes[at % bytes.Length] = value;
            Receive(Interaction.Request(bytes)).ShouldSatisfyAllConditions(result => (result is WebhookResult.Accepted { Observations: [] } or WebhookResult.Challenge or WebhookResult.Refused { Reason: RefusalReason.Malformed }).ShouldBeTrue());
        }, iter: 5_000);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private WebhookResult Receive(ForeignRequest request, string? key = null) => connector.Receive(request, DiscordServer.Settings(key: key ?? Interaction.Key), Interaction.Now);

    private RefusalReason Refusal(ForeignRequest request, string? key = null) => Receive(request, key).ShouldBeOfType<WebhookResult.Refused>().Reason;
}
