namespace Murmure.Server.Links;

/// <summary>What an app shows of a link before anybody clicks.</summary>
/// <param name="Title">At most 200 characters; empty leaves it to the destination.</param>
/// <param name="Description">At most 300 characters.</param>
/// <param name="Image">An https address.</param>
/// <param name="Channels">Other words for some channels, by slug; what is empty there is taken from the common ones.</param>
public sealed record LinkPreview(string Title = "", string Description = "", string Image = "", IReadOnlyDictionary<string, LinkPreview>? Channels = null)
{
    /// <summary>What a channel's fetcher is shown.</summary>
    public LinkPreview For(string channel) => Channels?.GetValueOrDefault(channel) is { } own
        ? new LinkPreview(Or(own.Title, Title), Or(own.Description, Description), Or(own.Image, Image))
        : this;

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
