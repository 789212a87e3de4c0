using System.Text;

namespace Murmure.Server.Tests.BadInput;

public sealed partial class BadInputTests
{
    private const string Receipt = """{"id":"m-1","status":"delivered"}""";

    private static Row Relayed(string what, string body, string? signature = null, TimeSpan ago = default, string? stamp = null) => new(what, asker => asker.SmsAsync(body, signature, ago, stamp));

    private static Row OfTwilio(string what, string form, string? signature = null, string type = "application/x-www-form-urlencoded") => new("Twilio: " + what, asker => asker.TwilioAsync(Encoding.Latin1.GetBytes(form), signature, type));

    private static Row Mailing(string what, string kind, string settings) => Call(what, "POST", "/api/v1/connections", $$"""{"site":"live.example","kind":"{{kind}}","name":"a","settings":{{settings}}}""");

    private static Row MailingForm(string what, string kind, params (string Name, string Value)[] fields) => new(what, asker => asker.FormAsync($"/app/sites/live.example/connections/new?kind={kind}", "keep", true, [("name", "a"), .. fields]));

    private static readonly (string Door, string About, Row[] Rows)[] SmsDoors =
    [
        ("`/webhooks/sms/{address}`", "What a provider of text messages tells of a connection, by a relay of the organisation's own or by Twilio. What is signed and can be read is answered with 200, whatever nobody here wants of it.",
        [
            new("A connection that is not there", asker => asker.KeylessAsync("POST", "/webhooks/sms/none", Receipt)),
            Relayed("No signature", Receipt, ""),
            Relayed("A signature of another body", Receipt, "sha256=" + new string('0', 64)),
            Relayed("A signature without its name", Receipt, new string('0', 64)),
            Relayed("A signature that is cut", Receipt, "sha256=00"),
            Relayed("A time that is none", Receipt, stamp: "yesterday"),
            Relayed("No time", Receipt, stamp: ""),
            Relayed("A signature of six minutes ago", Receipt, ago: TimeSpan.FromMinutes(6)),
            Relayed("A signature of a time to come", Receipt, ago: TimeSpan.FromMinutes(-6)),
            Relayed("Nothing", ""),
            Relayed("Text that is no JSON", "id=m-1"),
            Relayed("A number", "7"),
            Relayed("A list of numbers", "[7]"),
            Relayed("A thousand lists in one another", new string('[', 1000)),
            Relayed("A name that comes twice", """{"id":"m-1","id":"m-2","status":"sent"}"""),
            Relayed("More than a thousand receipts", "[" + string.Join(',', Enumerable.Repeat(Receipt, 1001)) + "]"),
            Relayed("No id", """{"status":"delivered"}"""),
            Relayed("An id of 129 characters", $$"""{"id":"{{new string('m', 129)}}","status":"delivered"}"""),
            Relayed("No status", """{"id":"m-1"}"""),
            Relayed("A status that nobody knows", """{"id":"m-1","status":"eaten"}"""),
            Relayed("A time of the message that is none", """{"id":"m-1","status":"delivered","at":"yesterday"}"""),
            Relayed("A message of long ago", """{"id":"m-1","status":"delivered","at":"2017-07-14T02:40:00Z"}"""),
            Relayed("A message of nobody", """{"id":"m-1","status":"received","text":"STOP"}"""),
            Relayed("One receipt that is none among others", "[" + Receipt + ",{}]"),
            Relayed("More than 256 kilobytes", new string(' ', (256 * 1024) + 1)),
            Relayed("More than three megabytes", new string(' ', (3 * 1024 * 1024) + 1)),
            new("To be asked", asker => asker.SmsAsync("", method: "GET")),
            new("Another method", asker => asker.SmsAsync(Receipt, method: "PUT")),
            OfTwilio("no signature", "MessageSid=SM1&MessageStatus=sent", ""),
            OfTwilio("a signature of another form", "MessageSid=SM1&MessageStatus=sent", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            OfTwilio("a form that is no UTF-8", "Body=\u00ff&MessageSid=SM1&SmsStatus=received"),
            OfTwilio("more than 200 fields", string.Join('&', Enumerable.Range(1000, 201).Select(i => $"a{i}=1"))),
            OfTwilio("no message", "MessageStatus=sent"),
            OfTwilio("a status that nobody knows", "MessageSid=SM1&MessageStatus=eaten"),
            OfTwilio("JSON without the hash of its body", """[{"type":"com.twilio.messaging.message.sent"}]""", type: "application/json"),
        ]),
        ("`POST /api/v1/connections` for Brevo, Mailchimp and Mailjet", "What opens an account at a service of newsletters. It becomes part of headers and, at Mailchimp, of a host's name; nothing of it is repeated.",
        [
            Mailing("Brevo: no key", "brevo", "{}"),
            Mailing("Brevo: a key that is too short", "brevo", """{"key":"xkeysib"}"""),
            Mailing("Brevo: a key with a line break", "brevo", """{"key":"xkeysib-0123456789abcdef\r\nHost: elsewhere.example"}"""),
            Mailing("Brevo: a key that is a list", "brevo", """{"key":["xkeysib-0123456789abcdef"]}"""),
            Mailing("Mailchimp: no key", "mailchimp", "{}"),
            Mailing("Mailchimp: a key without its data centre", "mailchimp", """{"key":"0123456789abcdef0123456789abcdef"}"""),
            Mailing("Mailchimp: a data centre that is another host", "mailchimp", """{"key":"0123456789abcdef0123456789abcdef-us1.elsewhere.example/"}"""),
            Mailing("Mailchimp: a data centre with a line break", "mailchimp", """{"key":"0123456789abcdef0123456789abcdef-us1\n"}"""),
            Mailing("Mailjet: a key without its secret", "mailjet", """{"key":"0123456789abcdef0123456789abcdef"}"""),
            Mailing("Mailjet: a secret that is none", "mailjet", """{"key":"0123456789abcdef0123456789abcdef","secret":"secret"}"""),
            Mailing("Mailjet: a key with a colon", "mailjet", """{"key":"0123456789abcdef:123456789abcdef","secret":"0123456789abcdef0123456789abcdef"}"""),
            Mailing("Rooms to count in, which only Discord has", "brevo", """{"key":"xkeysib-0123456789abcdef0123456789abcdef"},"watched":["1"]"""),
            MailingForm("By the page: a key of Brevo's that is too short", "brevo", ("key", "xkeysib")),
            MailingForm("By the page: a key of Mailchimp's that leads elsewhere", "mailchimp", ("key", "0123456789abcdef0123456789abcdef-us1.elsewhere.example")),
            MailingForm("By the page: no secret of Mailjet's", "mailjet", ("key", "0123456789abcdef0123456789abcdef")),
            MailingForm("By the page: an address of this server with a path", "brevo", ("key", "xkeysib-0123456789abcdef0123456789abcdef"), ("root", "https://m.example.org/x")),
        ]),
    ];
}
