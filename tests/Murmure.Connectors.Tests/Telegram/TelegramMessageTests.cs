using Microsoft.Extensions.Time.Testing;
using Murmure.Connectors.Telegram;

namespace Murmure.Connectors.Tests.Telegram;

/// <summary>Which message of the chat somebody means, and what of a message can be said before it goes out.</summary>
public sealed class TelegramMessageTests : IAsyncLifetime
{
    private TelegramServer server = null!;
    private ForeignClient client = null!;
    private TelegramConnector connector = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TelegramServer.OpenAsync();
        var (options, clock) = (server.Options(new ConnectorOptions()), new FakeTimeProvider(Update.Now));
        client = new ForeignClient(options, clock);
        connector = new TelegramConnector(client, options, clock);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("https://t.me/murmure_news/123")]
    [InlineData("t.me/Murmure_News/123?single")]
    [InlineData("https://t.me/s/murmure_news/123")]
    [InlineData("https://t.me/c/1234567890/123")]
    [InlineData("https://t.me/c/1234567890/7/123")]
    [InlineData(" 123 ")]
    public async Task A_message_of_the_connections_chat_is_known_by_its_address_or_its_number(string told)
    {
        foreach (var chat in (string[])["@murmure_news", "-1001234567890"])
            (await connector.FindAsync(told, TelegramServer.Settings(chat), default)).ShouldBe(("-1001234567890/123", null));
    }

    [Theory]
    [InlineData("https://t.me/another_channel/123")]
    [InlineData("https://t.me/c/9999999999/123")]
    [InlineData("https://t.me/murmure_news")]
    [InlineData("https://t.me.evil.example/murmure_news/123")]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public async Task What_is_no_message_of_it_is_none(string told) =>
        (await connector.FindAsync(told, TelegramServer.Settings(), default)).ShouldBe((null, new ConnectorProblem(ProblemReason.Missing)));

    [Fact]
    public async Task What_Telegram_says_of_the_chat_is_told()
    {
        (await connector.FindAsync("123", TelegramServer.Settings("@another"), default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Missing, "400"));
        server.Faults.Enqueue(StandIn.Status(502, "<html>", "text/html"));
        (await connector.FindAsync("123", TelegramServer.Settings(), default)).Problem.ShouldBe(new ConnectorProblem(ProblemReason.Fault, "502"));
        server.Faults.Enqueue(StandIn.Status(200, "{\"ok\":true,\"result\":{}}"));
        (await connector.FindAsync("123", TelegramServer.Settings(), default)).Message.ShouldBeNull();
    }

    [Fact]
    public void A_post_is_looked_at_without_its_markup()
    {
        OutgoingMessage Of(string text) => new("p1", text, new Uri("https://m.example.org/x~tg"), new Dictionary<string, string>());
        var around = "\n\nhttps://m.example.org/x~tg".Length;
        connector.Check(Of(new string('&', 4096 - around)), TelegramServer.Settings()).ShouldBeEmpty();
        connector.Check(Of(new string('&', 4097 - around)), TelegramServer.Settings()).ShouldBe([new MessageFinding(MessageFlaw.Length, 4097, 4096)]);
        server.Log.ShouldBeEmpty();
    }
}
