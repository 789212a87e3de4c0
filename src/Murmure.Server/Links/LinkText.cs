using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>What a link's row keeps as text: rules, preview, placements, tags.</summary>
internal static partial class LinkText
{
    public static string Write(IReadOnlyList<RedirectRule>? rules) => rules is not { Count: > 0 } ? "" : JsonSerializer.Serialize(rules, Json.Default.IReadOnlyListRedirectRule);

    public static string Write(LinkPreview? preview) => preview is null ? "" : JsonSerializer.Serialize(preview, Json.Default.LinkPreview);

    public static string Write(IReadOnlyList<Placement>? placements) => placements is not { Count: > 0 } ? "" : JsonSerializer.Serialize(placements, Json.Default.IReadOnlyListPlacement);

    public static string Write(Utm? utm) => utm is null ? "" : JsonSerializer.Serialize(utm, Json.Default.Utm);

    public static IReadOnlyList<RedirectRule> Rules(Link link) => link.Rules.Length == 0 ? [] : JsonSerializer.Deserialize(link.Rules, Json.Default.IReadOnlyListRedirectRule) ?? [];

    public static LinkPreview? Preview(Link link) => link.Preview.Length == 0 ? null : JsonSerializer.Deserialize(link.Preview, Json.Default.LinkPreview);

    public static IReadOnlyList<Placement> Placements(Link link) => link.Placements.Length == 0 ? [] : JsonSerializer.Deserialize(link.Placements, Json.Default.IReadOnlyListPlacement) ?? [];

    public static Utm? Utm(Link link) => link.Utm.Length == 0 ? null : JsonSerializer.Deserialize(link.Utm, Json.Default.Utm);

    /// <summary>A link that always redirects, and always to one place. As an expression, because millions of rows are asked for it too.</summary>
    public static Expression<Func<Link, bool>> Plain { get; } = link =>
        link.ValidFrom == null && link.ValidUntil == null && link.MaxClicks == null && link.PasswordHash == null
        && link.Disabled == "" && link.Rules == "" && link.Preview == "" && link.Placements == "" && link.Utm == "";

    private static readonly Func<Link, bool> IsPlain = Plain.Compile();

    /// <summary>What must be looked at before the link redirects; null for a plain one.</summary>
    public static LinkDetail? DetailOf(Link link)
    {
        return IsPlain(link) ? null : new LinkDetail
        {
            ValidFrom = link.ValidFrom, ValidUntil = link.ValidUntil, MaxClicks = link.MaxClicks, PasswordHash = link.PasswordHash, FallbackUrl = link.FallbackUrl,
            Disabled = link.Disabled, Rules = Rules(link), Preview = Preview(link), Utm = Utm(link),
            Placements = Placements(link).ToFrozenDictionary(placement => placement.Key, StringComparer.Ordinal),
        };
    }

    /// <summary>A text from elsewhere, shortened to what is kept; never in the midst of a character.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(IReadOnlyList<RedirectRule>))]
    [JsonSerializable(typeof(LinkPreview))]
    [JsonSerializable(typeof(Utm))]
    [JsonSerializable(typeof(IReadOnlyList<Placement>))]
    private sealed partial class Json : JsonSerializerContext;
}
