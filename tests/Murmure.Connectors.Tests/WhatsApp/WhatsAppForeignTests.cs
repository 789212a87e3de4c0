using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>Payloads that nobody documented: each is accepted or refused, and none is a fault.</summary>
public sealed class WhatsAppForeignTests
{
    private static readonly string[] Payloads =
    [
        Told.Status("read", ""","conversation":{"id":"c","expiration_timestamp":"1","origin":{"type":"service"}},"pricing":{"billable":true,"category":"service"}"""),
        Told.Status("failed", ""","errors":[{"code":131050,"title":"t","error_data":{"details":"d"}}]"""),
        Told.Message("""
            "type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":"👍"},"referral":{"source_type":"ad"},"context":{"id":"wamid.OUT1=","forwarded":true}
            """),
        Told.Message("""
            "type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"x","title":"Yes"}}
            """),
        Told.Message("""
            "type":"text","text":{"body":"Arrêt"}
            """),
        Told.Change("""{"user_actions":[{"action_type":"marketing_messages_link_click","timestamp":"1764060000","marketing_messages_link_click_data":{"click_component":"cta","click_id":"c1"}}]}"""),
        Told.Change("""{"user_preferences":[{"wa_id":"33612345678","value":"stop","timestamp":1764060000}]}""", "user_preferences"),
        Told.Change("""{"event":"APPROVED","message_template_id":594425479261596}""", "message_template_status_update"),
    ];

    [Fact]
    public void Every_payload_may_be_cut_at_any_byte()
    {
        foreach (var payload in Payloads.Select(Encoding.UTF8.GetBytes))
        {
            for (var length = 0; length < payload.Length; length++)
                Told.Receive(payload[..length]).ShouldBe(new WebhookResult.Refused(RefusalReason.Malformed));
        }
    }

    [Fact]
    public void Every_value_may_be_of_any_other_type()
    {
        string[] values = ["null", "true", "-1", "1e400", "99999999999999999999999999", "\"\"", "\"\\uD800\"", "[]", "{}", "[[[]]]", "[null,1,\"x\",{}]", $"\"{new string('x', 100_000)}\""];
        foreach (var payload in Payloads)
        {
            foreach (var path in PathsOf(JsonNode.Parse(payload)!))
            {
                foreach (var value in values)
                    Told.Receive(Encoding.UTF8.GetBytes(With(payload, path, value))).ShouldBeOneOfTypes();
            }
        }
    }

    [Fact]
    public void Names_twice_deep_nests_and_bytes_that_are_no_text_are_no_faults()
    {
        string[] odd = [
            """{"entry":1,"entry":[{"changes":[{"field":"messages","field":"x","value":{}}]}]}""", new string('[', 100_000), string.Concat(Enumerable.Repeat("{\"entry\":", 60)) + "1" + new string('}', 60),
            "[]", "null", "\"text\"", "1", "", " ", "{}", """{"entry":[{"changes":[{"field":"messages","value":{"messages":[null]}}]}]}""", """{"\uD800":1,"entry":[]}""", """{"object":"page","entry":[]}""",
        ];
        foreach (var payload in odd)
            Told.Receive(Encoding.UTF8.GetBytes(payload)).ShouldBeOneOfTypes();
        foreach (var payload in Payloads.Select(Encoding.UTF8.GetBytes))
        {
            for (var at = 0; at < payload.Length; at += 3)
            {
                var broken = (byte[])payload.Clone();
                broken[at] = (byte)(0x80 | (at % 0x7F));
                Told.Receive(broken).ShouldBeOneOfTypes();
            }
        }
    }

    [Fact]
    public void Names_that_are_no_text_do_not_keep_a_wish_from_being_heard()
    {
        var payload = Encoding.UTF8.GetBytes(Told.Message("\"type\":\"text\",\"text\":{\"body\":\"STOP\"}"));
        payload[payload.AsSpan().IndexOf("Kanarienvogel"u8)] = 0xFF;
        Told.Receive(payload).ShouldBeOfType<WebhookResult.Accepted>().Observations.ShouldHaveSingleItem().Kind.ShouldBe(ObservationKind.Refusal);
    }

    [Fact]
    public void Nothing_of_an_observation_is_a_name_a_number_or_a_text_but_for_the_person_of_a_wish()
    {
        foreach (var payload in Payloads)
        {
            foreach (var one in Told.Observations(payload))
            {
                var kept = $"{one} {one.Detail} {one.Person}";
                foreach (var canary in new[] { "Chantal", "33612345678", "Arr", "FR.1349" })
                    kept.ShouldNotContain(canary);
            }
        }
    }

    [Fact]
    public void Every_payload_that_was_collected_is_accepted()
    {
        var folder = Folder();
        if (folder is null)
            Assert.Skip("shared/data/webhooks/whatsapp is not here");
        var files = Directory.GetFiles(folder, "*.json");
        files.ShouldNotBeEmpty();
        foreach (var file in files)
            Told.Receive(File.ReadAllBytes(file)).ShouldBeOfType<WebhookResult.Accepted>(Path.GetFileName(file)).Observations.Count.ShouldBe(1, Path.GetFileName(file));
    }

    private static string? Folder()
    {
        var named = Environment.GetEnvironmentVariable("MURMURE_DATA");
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(named ?? Path.Combine(folder, "shared", "data"), "webhooks", "whatsapp");
            if (Directory.Exists(path))
                return path;
        }
        return null;
    }

    /// <summary>Every place of a document, as names and indexes from its root.</summary>
    private static IEnumerable<object[]> PathsOf(JsonNode node, params object[] here)
    {
        yield return here;
        var inner = node switch
        {
            JsonObject members => members.Select(pair => (Key: (object)pair.Key, pair.Value)),
            JsonArray items => items.Select((item, i) => (Key: (object)i, Value: item)),
            _ => [],
        };
        foreach (var path in inner.Where(one => one.Value is not null).SelectMany(one => PathsOf(one.Value!, [.. here, one.Key])))
            yield return path;
    }

    /// <summary>The document with a value put at a place, as text: a node could not hold what is tried here.</summary>
    private static string With(string payload, object[] path, string value)
    {
        if (path.Length == 0)
            return value;
        const string Mark = "@here@";
        var root = JsonNode.Parse(payload)!;
        var parent = path[..^1].Aggregate(root, (node, key) => key is int i ? node[i]! : node[(string)key]!);
        if (path[^1] is int index)
            parent[index] = Mark;
        else
            parent[(string)path[^1]] = Mark;
        return root.ToJsonString(new JsonSerializerOptions()).Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }
}

file static class Outcomes
{
    public static void ShouldBeOneOfTypes(this WebhookResult result) => (result is WebhookResult.Accepted or WebhookResult.Refused { Reason: RefusalReason.Malformed }).ShouldBeTrue(result.ToString());
}
