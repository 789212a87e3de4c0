namespace Murmure.Storage.Events;

/// <summary>What a page is called, so that reports speak of articles.</summary>
/// <param name="Page">The path, spelt as in events.</param>
/// <param name="Section">The publisher's own name of the section, not the path's segment.</param>
/// <param name="Published">UTC.</param>
/// <param name="Paid">Whether readers must pay for it; null when the page does not say.</param>
public sealed record PageCard(string Page, string? Title, string? Section = null, string? Author = null, DateTime? Published = null, bool? Paid = null);
