using System.Text;
using CsCheck;
using Murmure.Connectors.Telegram;

namespace Murmure.Connectors.Tests.Telegram;

/// <summary>What Telegram tells, and what somebody tells who would like to be Telegram.</summary>
public sealed class TelegramWebhookTests : IDisposable
{
    private readonly ForeignClient client = new(new ConnectorOptions(), TimeProvider.System);
    private readonly TelegramConnector connector;

    public TelegramWebhookTests() => connector = new TelegramConnector(client, new ConnectorOptions(), TimeProvider.System);

    public void Dispose() => client.Dispose();

    [Fact]
    public void Reactions_of_a_post_are_totals_by_emoji_and_the_list_is_the_whole()
    {
        var counted = Take(Update.Reactions(12));
        counted.Select(one => (one.Kind, one.Detail, one.Amount, one.IsTotal, one.Clears)).ShouldBe(
        [
            (ObservationKind.Reaction, "", 0L, true, true), (ObservationKind.Reaction, "👍", 7L, true, false), (ObservationKind.Reaction, "❤", 2L, true, false),
        ]);
        counted.ShouldAllBe(one => one.Message == "-1001234567890/41" && one.At == Update.Now - TimeSpan.FromMinutes(1) && one.Once.StartsWith("12 "));
        counted.Select(one => one.Once).ShouldBeUnique();
        // The last one was taken back.
        Take(Update.Reactions(13, "")).ShouldHaveSingleItem().Clears.ShouldBeTrue();
    }

    [Fact]
    public void What_is_no_plain_emoji_is_one_kind_and_is_added_up()
    {
        var list = """
            {"type":{"type":"custom_emoji","custom_emoji_id":"5312536423851630001"},"total_count":2},{"type":{"type":"emoji","emoji":"canary words"},"total_count":3},
            {"type":{"type":"paid"},"total_count":5},{"type":{"type":"emoji","emoji":"👨‍👩‍👧‍👦"},"total_count":1},{"type":{"type":"emoji","emoji":"👍"},"total_count":-4},{"type":{"type":"emoji","emoji":"👍"},"total_count":"9"},7
            """;
        Take(Update.Reactions(1, list)).Skip(1).Select(one => (one.Detail, one.Amount)).ShouldBe([("custom", 5L), ("paid", 5L), ("👨‍👩‍👧‍👦", 1L)]);
    }

    [Theory]
    [InlineData("left", "member", ObservationKind.Joined)]
    [InlineData("kicked", "administrator", ObservationKind.Joined)]
    [InlineData("member", "left", ObservationKind.Left)]
    [InlineData("member", "kicked", ObservationKind.Left)]
    [InlineData("restricted", "member", ObservationKind.Joined)]
    public void Whoever_comes_or_goes_counts(string before, string after, ObservationKind kind)
    {
        var one = Take(Update.Member(5, before, after)).ShouldHaveSingleItem();
        (one.Kind, one.Detail, one.Once, one.Message, one.Person).ShouldBe((kind, "", "5", "", null));
    }

    [Theory]
    [InlineData("member", "administrator")]
    [InlineData("left", "kicked")]
    [InlineData("left", "nonsense")]
    [InlineData("", "member")]
    public void A_change_that_is_neither_is_nothing(string before, string after) => Take(Update.Member(5, before, after)).ShouldBeEmpty();

    [Fact]
    public void A_join_names_the_invitation_that_we_made_and_no_other()
    {
        Take(Update.Member(link: Update.Invitation())).Single().Detail.ShouldBe("spring-sale");
        Take(Update.Member(link: Update.PersonsInvitation)).Single().Detail.ShouldBe("");
        Take(Update.Member(link: Update.Invitation("Canary Name"))).Single().Detail.ShouldBe("");
    }

    [Fact]
    public void A_copy_of_our_post_elsewhere_is_a_forward()
    {
        foreach (var kind in new[] { "message", "channel_post" })
        {
            var one = Take(Update.Forward(8, kind: kind)).ShouldHaveSingleItem();
            (one.Kind, one.Message, one.Once).ShouldBe((ObservationKind.Forward, "-1001234567890/41", "8"));
        }
        Take(Update.Forward(more: ",\"is_automatic_forward\":true")).ShouldBeEmpty();
        Take(Update.Forward(origin: """{"id":-100222,"username":"somebody_else","type":"channel"}""")).ShouldBeEmpty();
        Take(Update.Forward(chat: """{"id":-1001234567890,"username":"murmure_news","type":"channel"}""")).ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_to_a_post_counts_below_the_channel_and_in_the_group()
    {
        foreach (var below in new[] { true, false })
        {
            var one = Take(Update.Answer(9, below)).ShouldHaveSingleItem();
            (one.Kind, one.Message).ShouldBe((ObservationKind.Reply, "-1001234567890/41"));
        }
    }

    [Fact]
    public void Reactions_of_single_people_and_requests_to_join_are_passed_over()
    {
        Take(Update.OneReaction()).ShouldBeEmpty();
        Take(Update.JoinRequest()).ShouldBeEmpty();
    }

    [Fact]
    public void Other_chats_are_passed_over_whether_ours_is_known_by_name_or_by_number()
    {
        const string Other = """{"id":-1001234567891,"username":"murmure_newsx","type":"channel"}""";
        foreach (var chat in new[] { "@Murmure_News", "-1001234567890" })
        {
            var settings = TelegramServer.Settings(chat);
            Take(Update.Reactions(), settings).Count.ShouldBe(3);
            Take(Update.Reactions(chat: Other), settings).ShouldBeEmpty();
            Take(Update.Member(chat: Other), settings).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Only_who_knows_the_secret_is_heard_and_only_by_POST()
    {
        foreach (var wrong in new[] { null, "", "x", TelegramServer.Secret + "x", TelegramServer.Secret[1..], TelegramServer.Secret.ToUpperInvariant() })
            Refusal(Update.Request(Update.Reactions(), wrong)).ShouldBe(RefusalReason.Signature);
        for (var at = 0; at < TelegramServer.Secret.Length; at++)
        {
            var flipped = TelegramServer.Secret.ToCharArray();
            flipped[at] ^= (char)1;
            Refusal(Update.Request(Update.Reactions(), new string(flipped))).ShouldBe(RefusalReason.Signature);
        }
        Refusal(Update.Request(Update.Reactions(), method: "GET")).ShouldBe(RefusalReason.Method);
        // Without a secret there is no door, not even for who sends none.
        connector.Receive(Update.Request(Update.Reactions(), ""), TelegramServer.Settings(secret: ""), Update.Now).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("{\"update_id\":\"7\"}")]
    [InlineData("{\"update_id\":1e99}")]
    [InlineData("{\"update_id\":99999999999999999999}")]
    [InlineData("{\"update_id\":1,\"update_id\":2}")]
    [InlineData("{\"update_id\":1,\"\\ud800\":2}")]
    public void What_is_no_update_is_refused(string body) => Refusal(Update.Request(body)).ShouldBe(RefusalReason.Malformed);

    [Fact]
    public void Deep_nesting_and_foreign_bytes_are_refused()
    {
        Refusal(Update.Request("{\"update_id\":1,\"message\":" + new string('[', 100_000) + new string(']', 100_000) + "}")).ShouldBe(RefusalReason.Malformed);
        Refusal(Update.Request([.. "{\"update_id\":1,\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8])).ShouldBe(RefusalReason.Malformed);
        Refusal(Update.Request([0xEF, 0xBB, 0xBF, .. "{\"update_id\":1}"u8])).ShouldBe(RefusalReason.Malformed);
        Take("{\"update_id\":1,\"message_reaction_count\":{\"chat\":{\"id\":-1001234567890,\"username\":\"\\ud800\"}}}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_update_cut_anywhere_is_refused_and_never_a_fault()
    {
        foreach (var update in Update.All)
        {
            var bytes = Encoding.UTF8.GetBytes(update.TrimEnd());
            for (var length = 0; length < bytes.Length; length++)
                Refusal(Update.Request(bytes[..length])).ShouldBe(RefusalReason.Malformed);
        }
    }

    [Fact]
    public void Whatever_is_changed_in_an_update_the_answer_is_an_answer() =>
        Gen.Select(Gen.OneOf<string>([.. Update.All]), Gen.Select(Gen.Int[0, 4000], Gen.Byte).Array[1, 6]).Sample((update, changes) =>
        {
            var bytes = Encoding.UTF8.GetBytes(update);
            foreach (var (at, value) in changes)
                bytes[at % bytes.Length] = value;
            Check(connector.Receive(Update.Request(bytes), TelegramServer.Settings(), Update.Now));
        }, iter: 20_000);

    [Fact]
    public void Whatever_stands_in_the_place_of_a_value_the_answer_is_an_answer() =>
        Gen.Select(Gen.OneOf<string>([.. Update.All]), Gen.Int[0, 400], Odd.Value).Sample((update, place, odd) =>
            Check(connector.Receive(Update.Request(Odd.Replace(update, place, odd)), TelegramServer.Settings(), Update.Now)), iter: 20_000);

    [Fact]
    public void Every_update_that_others_have_seen_is_accepted_and_keeps_nobodys_words()
    {
        var files = Shared.Files("webhooks/telegram");
        foreach (var file in files)
        {
            foreach (var settings in new[] { TelegramServer.Settings(), TelegramServer.Settings("-1002236736395") })
                connector.Receive(Update.Request(File.ReadAllBytes(file)), settings, Update.Now).ShouldBeOfType<WebhookResult.Accepted>(Path.GetFileName(file)).Observations.ShouldAllBe(one => one.Person == null);
        }
        files.Count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Nothing_that_is_observed_says_who_it_was()
    {
        foreach (var update in Update.All)
        {
            foreach (var one in Take(update))
            {
                foreach (var canary in Update.Canaries)
                    $"{one} {one.Detail} {one.Once} {one.Message}".ShouldNotContain(canary, Case.Sensitive);
                one.Person.ShouldBeNull();
            }
        }
    }

    private static void Check(WebhookResult result)
    {
        if (result is WebhookResult.Accepted accepted)
            accepted.Observations.ShouldAllBe(one => one.Amount >= 0 && one.Detail.Length <= 40);
        else
            result.ShouldBe(new WebhookResult.Refused(RefusalReason.Malformed));
    }

    private IReadOnlyList<Observation> Take(string body, ConnectorSettings? settings = null) =>
        connector.Receive(Update.Request(body), settings ?? TelegramServer.Settings(), Update.Now).ShouldBeOfType<WebhookResult.Accepted>().Observations;

    private RefusalReason Refusal(ForeignRequest request) =>
        connector.Receive(request, TelegramServer.Settings(), Update.Now).ShouldBeOfType<WebhookResult.Refused>().Reason;
}
