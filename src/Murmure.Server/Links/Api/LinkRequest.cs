using System.Text.Json.Serialization;

namespace Murmure.Server.Links;

/// <summary>A link to be made or changed. In a change, what is absent stays as it is, and null takes a value away.</summary>
public sealed record LinkRequest
{
    /// <summary>Where it leads: http, https, or an app's own scheme. At most 8,000 characters.</summary>
    public string? Url { get; init; }

    /// <summary>The host of the short address; absent is the organisation's first one, else the server's own name. One that is nobody's yet becomes the organisation's.</summary>
    public string? Domain { get; init; }

    /// <summary>The site in whose reports a new domain counts; absent is the one whose host fits, else the first.</summary>
    public string? Site { get; init; }

    /// <summary>At most 200 characters, Unicode allowed; absent is a random one.</summary>
    public string? Slug { get; init; }

    public string? Title { get; init; }
    public string? Notes { get; init; }
    public string? Folder { get; init; }

    /// <summary>What your own system calls the link. With one that is known, the link that has it is answered instead of a second one.</summary>
    public string? ExternalId { get; init; }

    /// <summary>At most 20, of at most 50 characters; kept in lower case.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>301, 302, 307 or 308; 302 when absent.</summary>
    public int? Status { get; init; }

    /// <summary>For how long browsers may keep the redirect, in seconds; 0 when absent. A change of the destination reaches nobody who keeps it.</summary>
    public int? CacheSeconds { get; init; }

    public DateTimeOffset? ValidFrom { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Clicks of people after which it is over.</summary>
    public long? MaxClicks { get; init; }

    /// <summary>Kept as a hash.</summary>
    public string? Password { get; init; }

    /// <summary>Where it leads when it is over or not begun.</summary>
    public string? FallbackUrl { get; init; }

    /// <summary>Hands the short address's query on; the destination's own parameters win. True when absent.</summary>
    public bool? ForwardQuery { get; init; }

    /// <summary>Appends what follows the slug to the destination's path.</summary>
    public bool? AppendPath { get; init; }

    /// <summary>Asks search engines not to list the short address. True when absent.</summary>
    public bool? NoIndex { get; init; }

    /// <summary>Where else it leads, under conditions; the first that fits decides. At most 50.</summary>
    public IReadOnlyList<RedirectRule>? Rules { get; init; }

    /// <summary>What apps show of it before anybody clicks.</summary>
    public LinkPreview? Preview { get; init; }

    /// <summary>Named places, each with an address of its own; at most 100.</summary>
    public IReadOnlyList<Placement>? Placements { get; init; }

    /// <summary>UTM parameters that the destination gets, each variant its own; the destination's own and those of the address asked for win.</summary>
    public Utm? Utm { get; init; }

    public bool? Archived { get; init; }
}

/// <param name="Address">The short address made for the place.</param>
public sealed record PlacementAnswer(string Key, string Channel, string Name, string Address);

/// <summary>A link as the API answers it.</summary>
/// <param name="ShortUrl">The short address.</param>
/// <param name="Warnings">What is allowed and still worth a look: <c>slug-looks-alike</c>, <c>permanent-redirect</c>.</param>
public sealed record LinkAnswer(
    long Id, string ShortUrl, string Domain, string Slug, string Url, string Title, string Notes, string Folder, string? ExternalId, IReadOnlyList<string> Tags, int Status, int CacheSeconds,
    DateTime? ValidFrom, DateTime? ValidUntil, long? MaxClicks, bool HasPassword, string? FallbackUrl, bool ForwardQuery, bool AppendPath, bool NoIndex, IReadOnlyList<RedirectRule> Rules,
    LinkPreview? Preview, IReadOnlyList<PlacementAnswer> Placements, Utm? Utm, bool Archived, string Disabled, DateTime Created, DateTime Updated, IReadOnlyList<string> Warnings);

/// <summary>A page of links.</summary>
/// <param name="Next">What to give as <c>cursor</c> for the next page; null at the end.</param>
public sealed record LinkPageAnswer(IReadOnlyList<LinkAnswer> Links, string? Next);

/// <summary>What became of one link of many.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Problem">Why it could not be made; then none of the call was.</param>
public sealed record BulkRow(int Index, LinkAnswer? Link, string? Type = null, string? Problem = null);

/// <param name="Ids">The numbers of 1 to 1,000 links.</param>
/// <param name="Change">What is to be changed of each; what is absent stays as it is. Not for a deletion.</param>
public sealed record BulkChange(IReadOnlyList<long> Ids, LinkRequest? Change = null);

/// <param name="Made">How many links were made or changed: all or none.</param>
public sealed record BulkAnswer(int Made, IReadOnlyList<BulkRow> Rows);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(IReadOnlyList<LinkRequest>))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(LinkPageAnswer))]
[JsonSerializable(typeof(BulkAnswer))]
internal sealed partial class LinkJson : JsonSerializerContext;
