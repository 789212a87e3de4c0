using System.Text.Json;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>
/// Links in the JSON that services answer: a list of objects, wherever in the answer it lies (<c>links</c>, <c>data</c>, <c>shortUrls.data</c>),
/// or YOURLS's object of numbered ones. Of an object its plain members are read, and those of what is in it (<c>visitsSummary.total</c>).
/// </summary>
internal static class JsonExport
{
    private static readonly string[] Lists = ["links", "shortUrls", "data", "link"];

    /// <exception cref="JsonException">It is no JSON, or has no such list.</exception>
    public static IReadOnlyList<ForeignLink> Read(JsonElement root)
    {
        var links = new List<ForeignLink>();
        var row = 0;
        foreach (var item in Items(root) ?? throw new JsonException("There is no list of links in it."))
        {
            row++;
            if (item.ValueKind != JsonValueKind.Object)
                continue;
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            Add(fields, "", item);
            var link = ForeignRow.Read(row, fields, torn: false);
            links.Add(link);
            links.AddRange(OwnAddresses(item, link));
        }
        return links;
    }

    private static IEnumerable<JsonElement>? Items(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray();
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in Lists)
        {
            if (!element.TryGetProperty(name, out var inner))
                continue;
            // One link alone (url-stats), or numbered ones (stats).
            if (inner.ValueKind == JsonValueKind.Object && name is "links")
                return inner.EnumerateObject().Select(member => member.Value);
            return name == "link" && inner.ValueKind == JsonValueKind.Object ? [inner] : Items(inner);
        }
        return null;
    }

    /// <summary>Bitly's custom addresses of one link: each is a link of its own here.</summary>
    private static IEnumerable<ForeignLink> OwnAddresses(JsonElement item, ForeignLink link)
    {
        if (!item.TryGetProperty("custom_bitlinks", out var custom) || custom.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var address in custom.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!))
        {
            if (ForeignRow.SlugOf(address) is { Length: > 0 } slug && slug != link.Slug)
                yield return link with { Slug = slug, Address = "", Clicks = null };
        }
    }

    private static void Add(Dictionary<string, string> fields, string prefix, JsonElement item)
    {
        foreach (var member in item.EnumerateObject())
        {
            var name = prefix + ForeignRow.Name(member.Name);
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Object when prefix.Length == 0:
                    Add(fields, name, member.Value);
                    break;
                case JsonValueKind.Array:
                    fields.TryAdd(name, string.Join(',', member.Value.EnumerateArray().Select(TagOf).Where(tag => tag.Length > 0)));
                    break;
                case JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined:
                    break;
                default:
                    fields.TryAdd(name, member.Value.ToString());
                    break;
            }
        }
    }

    private static string TagOf(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString()!,
        JsonValueKind.Object when item.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String => name.GetString()!,
        _ => "",
    };
}
