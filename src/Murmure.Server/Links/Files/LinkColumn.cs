using System.Globalization;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>A column of a file of links: how a link is written there, and read from it.</summary>
/// <param name="Name">As the API names the field.</param>
/// <param name="Write">The cell's text, of a link and of its domain's host.</param>
/// <param name="Read">The link with the cell's value; null where the cell cannot be read. A column without it is written only, and passed over when it comes back.</param>
internal sealed record LinkColumn(string Name, Func<Link, string, string> Write, Func<LinkRequest, string, LinkRequest?>? Read)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static IReadOnlyList<LinkColumn> All { get; } =
    [
        new("url", (link, _) => link.Url, (link, text) => link with { Url = text }),
        new("slug", (link, _) => link.Slug, (link, text) => link with { Slug = text }),
        new("domain", (_, host) => host, (link, text) => link with { Domain = text }),
        new("title", (link, _) => link.Title, (link, text) => link with { Title = text }),
        new("tags", (link, _) => string.Join(' ', link.Tags), (link, text) => link with { Tags = text.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries) }),
        new("folder", (link, _) => link.Folder, (link, text) => link with { Folder = text }),
        new("notes", (link, _) => link.Notes, (link, text) => link with { Notes = text }),
        new("externalId", (link, _) => link.ExternalId ?? "", (link, text) => link with { ExternalId = text }),
        new("validFrom", (link, _) => Text(link.ValidFrom), (link, text) => Time(text) is { } time ? link with { ValidFrom = time } : null),
        new("validUntil", (link, _) => Text(link.ValidUntil), (link, text) => Time(text) is { } time ? link with { ValidUntil = time } : null),
        new("maxClicks", (link, _) => link.MaxClicks?.ToString(CultureInfo.InvariantCulture) ?? "",
            (link, text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? link with { MaxClicks = most } : null),
        new("fallbackUrl", (link, _) => link.FallbackUrl ?? "", (link, text) => link with { FallbackUrl = text }),
        new("status", (link, _) => link.Status.ToString(CultureInfo.InvariantCulture),
            (link, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? link with { Status = status } : null),
        new("archived", (link, _) => link.Archived ? "true" : "", (link, text) => bool.TryParse(text, out var archived) ? link with { Archived = archived } : null),
        new("created", (link, _) => Text(link.Created), null),
    ];

    /// <summary>The names of those that can be read, for people.</summary>
    public static string Names { get; } = string.Join(", ", All.Where(column => column.Read is not null).Select(column => column.Name));

    /// <summary>The column of a heading, whatever its case; null for one that nobody knows.</summary>
    public static LinkColumn? Find(string heading) => All.FirstOrDefault(column => column.Name.Equals(heading.Trim(), StringComparison.OrdinalIgnoreCase));

    private static string Text(DateTime? time) => time?.ToString(TimeFormat, CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) ? time : null;
}
