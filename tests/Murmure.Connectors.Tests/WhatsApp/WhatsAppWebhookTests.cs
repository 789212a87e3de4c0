using System.Text;
using Murmure.Connectors.WhatsApp;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>What WhatsApp tells, and what becomes of it.</summary>
public sealed class WhatsAppWebhookTests
{
    [Theory]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=only-we-know-this", "1158201444")]
    [InlineData("?hub.verify_token=only%2Dwe-know-this&hub.challenge=a-b_c.d&hub.mode=subscribe", "a-b_c.d")]
    public void A_challenge_with_our_token_is_answered_word_for_word(string query, string challenge) =>
        Ask("GET", query).ShouldBe(new WebhookResult.Challenge(challenge, "text/plain"));

    [Theory]
    [InlineData("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=only-we-know-thi", RefusalReason.Signature)]
    [InlineData("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", RefusalReason.Signature)]
    [InlineData("?hub.mode=subscribe&hub.challenge=1", RefusalReason.Signature)]
    [InlineData("", RefusalReason.Signature)]
    [InlineData("?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=only-we-know-this", RefusalReason.Malformed)]
    [InlineData("?hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=only-we-know-this", RefusalReason.Malformed)]
    [InlineData("?hub.mode=subscribe&hub.verify_token=only-we-know-this", RefusalReason.Malformed)]
    [InlineData("?hub.verify_token=no&hub.verify_token=only-we-know-this&hub.mode=subscribe&hub.challenge=1", RefusalReason.Signature)]
    public void Any_other_challenge_is_refused(string query, RefusalReason reason) => Ask("GET", query).ShouldBe(new WebhookResult.Refused(reason));

    [Fact]
    public void Other_methods_are_refused() => Ask("PUT", "").ShouldBe(new WebhookResult.Refused(RefusalReason.Method));

    [Fact]
    public void A_signature_or_a_body_with_one_flipped_bit_is_refused()
    {
        var body = Encoding.UTF8.GetBytes(Told.Status("delivered"));
        var signature = Told.Signature(body);
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            var flipped = (byte[])body.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Told.Receive(flipped, signature).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));
        }
        for (var at = "sha256=".Length; at < signature.Length; at++)
        {
            for (var bit = 0; bit < 4; bit++)
            {
                var letters = signature.ToCharArray();
                letters[at] = "0123456789abcdef"["0123456789abcdef".IndexOf(letters[at], StringComparison.Ordinal) ^ (1 << bit)];
                Told.Receive(body, new string(letters)).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));
            }
        }
        foreach (var wrong in new[] { "", "sha256=", signature["sha256=".Length..], signature[..^2], signature + "00", "sha1=" + signature["sha256=".Length..], Told.Signature(body, "another-secret-of-another-app") })
            Told.Receive(body, wrong).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));
    }

    [Fact]
    public void Without_a_secret_nothing_is_signed()
    {
        using var client = new ForeignClient(new ConnectorOptions(), TimeProvider.System);
        var connector = new WhatsAppConnector(client, new ConnectorOptions());
        var body = "{}"u8.ToArray();
        var request = new ForeignRequest("POST", new Uri("https://stats.example/"), _ => Told.Signature(body, ""), body);
        connector.Receive(request, new ConnectorSettings(new Dictionary<string, string>()), Told.Now).ShouldBe(new WebhookResult.Refused(RefusalReason.Signature));
    }

    [Theory]
    [InlineData("sent", "Sent sent")]
    [InlineData("delivered", "Delivered delivered")]
    [InlineData("read", "Delivered delivered, Read read")]
    [InlineData("failed", "Failed failed")]
    [InlineData("played", "")]
    [InlineData("warning", "")]
    public void A_status_is_counted_once_for_its_message_and_name(string status, string expected) =>
        string.Join(", ", Told.Observations(Told.Status(status)).Select(one => $"{one.Kind} {one.Once.Replace("wamid.OUT1= ", "", StringComparison.Ordinal)}")).ShouldBe(expected);

    [Fact]
    public void A_failure_has_its_code_and_nothing_of_its_text()
    {
        var failed = Told.Observations(Told.Status("failed", ""","errors":[{"code":131026,"title":"Message undeliverable","message":"+33612345678","error_data":{"details":"Chantal"}}]""")).ShouldHaveSingleItem();
        (failed.Detail, failed.Message, failed.Person).ShouldBe(("131026", "wamid.OUT1=", null));
        Told.Observations(Told.Status("failed", ""","errors":[{"code":"33612345678"}]""")).ShouldHaveSingleItem().Detail.ShouldBe("");
    }

    [Fact]
    public void Who_stopped_marketing_messages_refuses_and_so_does_a_failure_that_says_so()
    {
        var refused = Told.Observations(Told.Status("failed", ""","errors":[{"code":131050}]"""));
        refused.Select(one => one.Kind).ShouldBe([ObservationKind.Failed, ObservationKind.Refusal]);
        refused[1].Person!.Reveal().ShouldBe("33612345678");
        var preference = Told.Observations(Told.Change($$"""{"user_preferences":[{"wa_id":"33612345678","category":"marketing_messages","value":"stop","timestamp":{{Told.Seconds}},"detail":"User requested to stop"}]}""", "user_preferences"));
        preference.ShouldHaveSingleItem().Kind.ShouldBe(ObservationKind.Refusal);
        Told.Observations(Told.Change("""{"user_preferences":[{"wa_id":"33612345678","value":"resume"}]}""", "user_preferences")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Kind.ShouldBe(ObservationKind.Consent), one => one.At.ShouldBe(Told.Now));
        Told.Observations(Told.Message("""
            "type":"system","system":{"type":"user_preference_changed","marketing":"stop","body":"User requested"}
            """)).ShouldHaveSingleItem().Kind.ShouldBe(ObservationKind.Refusal);
    }

    [Theory]
    [InlineData("STOP", ObservationKind.Refusal)]
    [InlineData(" stop. ", ObservationKind.Refusal)]
    [InlineData("Arrêt", ObservationKind.Refusal)]
    [InlineData("ARRET !", ObservationKind.Refusal)]
    [InlineData("Arre\u0302ter", ObservationKind.Refusal)]
    [InlineData("Désabonner", ObservationKind.Refusal)]
    [InlineData("me désinscrire", ObservationKind.Refusal)]
    [InlineData("Unsubscribe", ObservationKind.Refusal)]
    [InlineData("Start", ObservationKind.Consent)]
    [InlineData("Reprendre", ObservationKind.Consent)]
    [InlineData("s’abonner", ObservationKind.Consent)]
    [InlineData("stop me if you heard this", ObservationKind.Reply)]
    [InlineData("Je ne veux pas arrêter", ObservationKind.Reply)]
    [InlineData("", ObservationKind.Reply)]
    [InlineData("\\uD83D", ObservationKind.Reply)]
    public void A_word_alone_is_a_wish_and_any_other_text_a_reply_of_which_nothing_is_kept(string text, ObservationKind kind)
    {
        var result = Told.Receive(Encoding.UTF8.GetBytes(Told.Message($$"""
            "type":"text","text":{"body":"{{text}}"},"context":{"from":"33100000000","id":"wamid.OUT1="}
            """)));
        if (result is WebhookResult.Refused)
        {
            text.ShouldStartWith("\\u"); // half a character has no text at all
            return;
        }
        var one = ((WebhookResult.Accepted)result).Observations.ShouldHaveSingleItem();
        (one.Kind, one.Message, one.Once, one.Detail).ShouldBe((kind, "wamid.OUT1=", "wamid.IN1=", ""));
        (one.Person?.Reveal() ?? "").ShouldBe(kind == ObservationKind.Reply ? "" : "33612345678");
    }

    [Theory]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":"👍🏽"}
        """, "Reaction wamid.OUT1= 👍🏽")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":"❤️"}
        """, "Reaction wamid.OUT1= ❤️")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":"👨‍👩‍👧‍👦"}
        """, "Reaction wamid.OUT1= 👨‍👩‍👧‍👦")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":"1️⃣"}
        """, "Reaction wamid.OUT1= 1️⃣")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":"call +33612345678"}
        """, "Reaction wamid.OUT1= ")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":""}
        """, "ReactionRemoved wamid.OUT1= ")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1="}
        """, "ReactionRemoved wamid.OUT1= ")]
    [InlineData("""
        "type":"button","button":{"payload":"Chantal","text":"More"},"context":{"id":"wamid.OUT1="}
        """, "Button wamid.OUT1= quick-reply")]
    [InlineData("""
        "type":"button","button":{"payload":"x","text":"Stop promotions"},"context":{"id":"wamid.OUT1="}
        """, "Refusal wamid.OUT1= ")]
    [InlineData("""
        "type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"Chantal","title":"Yes"}},"context":{"id":"wamid.OUT1="}
        """, "Button wamid.OUT1= button")]
    [InlineData("""
        "type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"x","title":"Yes","description":"z"}},"context":{"id":"wamid.OUT1="}
        """, "Button wamid.OUT1= list")]
    [InlineData("""
        "type":"text","text":{"body":"hello"},"referral":{"source_type":"ad","source_url":"https://fb.me/x","headline":"h","body":"b","ctwa_clid":"c"}
        """, "Referral  ad, Reply  ")]
    [InlineData("""
        "type":"text","text":{"body":"hello"},"context":{"forwarded":true}
        """, "Forward  ")]
    [InlineData("""
        "type":"image","image":{"id":"1","caption":"Chantal"},"context":{"frequently_forwarded":true}
        """, "Forward  often")]
    [InlineData("""
        "type":"system","system":{"type":"user_changed_number","wa_id":"33687654321","body":"x"}
        """, "")]
    [InlineData("""
        "type":"unsupported","errors":[{"code":131051}]
        """, "")]
    [InlineData("""
        "type":"edit","edit":{"original_message_id":"wamid.IN0=","message":{"type":"text","text":{"body":"hello"}}}
        """, "")]
    [InlineData("""
        "type":"revoke","revoke":{"original_message_id":"wamid.IN0="}
        """, "")]
    [InlineData("""
        "type":"poll_creation","poll_creation":{"name":"Chantal"}
        """, "")]
    [InlineData("""
        "type":"something_of_2030","context":{"forwarded":true}
        """, "")]
    [InlineData("""
        "type":"sticker","sticker":{"id":"1"},"context":{"id":"wamid.OUT1="}
        """, "Reply wamid.OUT1= ")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":7}
        """, "")]
    [InlineData("""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":{"text":"x"}}
        """, "")]
    public void What_somebody_does_becomes_a_count(string content, string expected) =>
        string.Join(", ", Told.Observations(Told.Message(content)).Select(one => $"{one.Kind} {one.Message} {one.Detail}")).ShouldBe(expected);

    [Theory]
    [InlineData("\"emoji\":\"👍\"")]
    [InlineData("\"emoji\":\"\"")]
    public void A_reaction_is_the_latest_word_on_its_message(string emoji) => Told.Observations(Told.Message($$"""
        "type":"reaction","reaction":{"message_id":"wamid.OUT1=",{{emoji}}}
        """)).ShouldHaveSingleItem().Latest.ShouldBe("wamid.OUT1=");

    [Fact]
    public void A_wish_that_carries_an_identity_instead_of_a_number_is_one_as_well() =>
        Told.Observations(Told.Message("""
            "type":"text","text":{"body":"STOP"}
            """).Replace("\"from\":\"33612345678\"", "\"from_user_id\":\"FR.13491208655302741918\"", StringComparison.Ordinal)).ShouldHaveSingleItem().Person!.Reveal().ShouldBe("FR.13491208655302741918");

    [Fact]
    public void Of_another_number_of_the_account_only_wishes_are_taken()
    {
        Told.Observations(Told.Message("\"type\":\"text\",\"text\":{\"body\":\"hello\"}", "999")).ShouldBeEmpty();
        Told.Observations(Told.Message("\"type\":\"text\",\"text\":{\"body\":\"stop\"}", "999")).ShouldHaveSingleItem().Kind.ShouldBe(ObservationKind.Refusal);
    }

    [Fact]
    public void A_click_that_Meta_counted_is_one_and_a_page_that_opened_is_none()
    {
        const string Actions = """
            {"user_actions":[{"action_type":"marketing_messages_link_click","timestamp":"1764060000","marketing_messages_link_click_data":{"click_component":"cta","click_id":"c1","tracking_token":"t"}},
            {"action_type":"landing_page_view","timestamp":"1764060000","marketing_messages_link_click_data":{"click_id":"c1"}}]}
            """;
        Told.Observations(Told.Change(Actions)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Kind.ShouldBe(ObservationKind.Click), one => one.Detail.ShouldBe("cta"), one => one.Once.ShouldBe("click c1"), one => one.Message.ShouldBe(""));
    }

    [Theory]
    [InlineData("#m12 Bonjour, je voudrais des places", "Conversation 12")]
    [InlineData(" #M7", "Conversation 7")]
    [InlineData("#m12, bonjour", "Conversation 12")]
    [InlineData("Bonjour #m12", "Reply ")]
    [InlineData("#m12a", "Reply ")]
    [InlineData("#m0612345678", "Reply ")]
    [InlineData("#m6123456789", "Reply ")]
    [InlineData("#m", "Reply ")]
    [InlineData("#12", "Reply ")]
    public void A_conversation_that_begins_with_a_mark_is_a_campaigns(string text, string expected)
    {
        var said = Told.Observations(Told.Message($"\"type\":\"text\",\"text\":{{\"body\":\"{text}\"}}")).ShouldHaveSingleItem();
        ($"{said.Kind} {said.Detail}", said.Once, said.Person).ShouldBe((expected, "wamid.IN1=", null));
        WhatsAppMark.Before(12, "Bonjour").ShouldBe("#m12 Bonjour");
    }

    [Fact]
    public void A_judgement_of_a_template_is_counted_by_what_it_says()
    {
        var template = Told.Observations(Told.Change("""{"event":"PENDING_DELETION","message_template_id":594425479261596,"message_template_name":"chantal_offer","reason":"NONE"}""", "message_template_status_update")).ShouldHaveSingleItem();
        (template.Kind, template.Detail).ShouldBe((ObservationKind.Template, "pending-deletion"));
        Told.Observations(Told.Change("""{"event":"Rejected because 33612345678","message_template_id":1}""", "message_template_status_update")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("account_update")]
    [InlineData("phone_number_quality_update")]
    [InlineData("flows")]
    [InlineData("calls")]
    [InlineData("smb_message_echoes")]
    [InlineData("something_of_2030")]
    public void Whatever_else_is_told_is_accepted_and_counts_nothing(string field) =>
        Told.Observations(Told.Change("""{"event":"VERIFIED_ACCOUNT","phone_number":"33100000000","statuses":[{"id":"x","status":"sent","timestamp":"1764060000"}]}""", field)).ShouldBeEmpty();

    private static WebhookResult Ask(string method, string query)
    {
        using var client = new ForeignClient(new ConnectorOptions(), TimeProvider.System);
        return new WhatsAppConnector(client, new ConnectorOptions()).Receive(new ForeignRequest(method, new Uri("https://stats.example/webhooks/whatsapp/x" + query), _ => "", default), Told.Settings, Told.Now);
    }
}
