namespace Murmure.Storage.Events;

/// <summary>Previews of a page or of a short link by one operator's fetchers within one hour.</summary>
/// <param name="Page">The page's path; empty for a short link, whose own path does not say what it leads to.</param>
/// <param name="Link">The short link's number; 0 for a page.</param>
/// <param name="HoursAgo">0 for the last sixty minutes, 1 for the sixty before, and so on.</param>
public readonly record struct RecentPreviews(string Page, long Link, string Platform, int HoursAgo, long Previews);
