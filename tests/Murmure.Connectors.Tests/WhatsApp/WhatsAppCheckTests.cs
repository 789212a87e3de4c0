using Murmure.Connectors.WhatsApp;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>What of a message to people can be said before it goes out, whoever they are.</summary>
public sealed class WhatsAppCheckTests
{
    private static readonly Uri Link = new("https://go.courrier.example/concert~w");

    [Fact]
    public void Each_form_has_its_parts_and_its_length()
    {
        Check(new() { ["template"] = "evening_letter", ["language"] = "fr" }).ShouldBeEmpty();
        Check([]).ShouldBe([new MessageFinding(MessageFlaw.Template)]);
        Check(new() { ["template"] = "Not A Name", ["language"] = "fr" }).ShouldBe([new MessageFinding(MessageFlaw.Template)]);
        Check(new() { ["form"] = "text" }).ShouldBeEmpty();
        Check(new() { ["form"] = "text" }, new string('x', 4096)).ShouldBe([new MessageFinding(MessageFlaw.Length, 4097 + Link.OriginalString.Length, 4096)]);
        Check(new() { ["form"] = "cta", ["label"] = "Lire" }).ShouldBeEmpty();
        Check(new() { ["form"] = "cta" }, new string('x', 1025)).ShouldBe([new MessageFinding(MessageFlaw.Length, 1025, 1024), new MessageFinding(MessageFlaw.Button)]);
        Check(new() { ["form"] = "cta", ["label"] = "Lire" }, link: false).ShouldBe([new MessageFinding(MessageFlaw.Link)]);
    }

    private static IReadOnlyList<MessageFinding> Check(Dictionary<string, string> details, string text = "Bonsoir", bool link = true)
    {
        using var client = new ForeignClient(new ConnectorOptions(), TimeProvider.System);
        return new WhatsAppConnector(client, new ConnectorOptions()).Check(new OutgoingMessage("p1", text, link ? Link : null, details), new ConnectorSettings(new Dictionary<string, string>()));
    }
}
