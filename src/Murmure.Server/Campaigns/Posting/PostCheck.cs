using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Hosting;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>Tells before its time what would keep a post from going out, as far as that is known here: the service is asked nothing.</summary>
internal sealed class PostCheck(ConnectionDirectory directory, ConnectorSet connectors, PostLetter letters)
{
    /// <summary>What its connection would not take as the post is now; nothing where a person publishes it.</summary>
    public async Task<IReadOnlyList<MessageFinding>> AskAsync(Post post, CancellationToken cancellation) =>
        PublisherOf(post) is var (publisher, open, settings) ? publisher.Check(await letters.WriteAsync(post, open.Root.ToString(), cancellation), settings) : [];

    /// <summary>The same of a letter that was written already.</summary>
    public IReadOnlyList<MessageFinding> Of(Post post, OutgoingMessage letter) => PublisherOf(post) is var (publisher, _, settings) ? publisher.Check(letter, settings) : [];

    private (IMessagePublisher Publisher, OpenConnection Open, ConnectorSettings Settings)? PublisherOf(Post post) =>
        post.ConnectionId is { } id && directory.Find(id) is { Settings: { } settings } open && connectors.PublisherOf(open.Kind) is { } publisher ? (publisher, open, settings) : null;

    /// <summary>The key of the text that says what is wrong.</summary>
    public static string KeyOf(MessageFlaw flaw) => "post.flaw." + Slugs.Of(flaw);
}
