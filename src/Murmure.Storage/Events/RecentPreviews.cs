namespace Murmure.Storage.Events;

/// <summary>Previews of a page by one operator's fetchers within one hour.</summary>
/// <param name="Page">The page's path.</param>
/// <param name="HoursAgo">0 for the last sixty minutes, 1 for the sixty before, and so on.</param>
public readonly record struct RecentPreviews(string Page, string Platform, int HoursAgo, long Previews);
