using System.Collections.Frozen;
using System.Text;
using Murmure.Attribution;

namespace Murmure.Server.Ingest;

/// <summary>The part of a query that belongs to a page's address, because the site says so (<c>?id=12</c> where articles are told apart by it).</summary>
internal static class PageQuery
{
    /// <summary>At most so much of a query becomes part of a page's name.</summary>
    private const int Longest = 200;

    /// <summary>The page with the allowed parameters, in the order of their names, so that two spellings of one address are one page.</summary>
    public static string Append(string page, ReadOnlySpan<byte> query, FrozenSet<string> allowed)
    {
        List<string>? kept = null;
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            var sign = pair.IndexOf((byte)'=');
            var name = Encoding.UTF8.GetString(sign < 0 ? pair : pair[..sign]);
            if (allowed.Contains(name))
                (kept ??= []).Add(Encoding.UTF8.GetString(pair));
        }
        if (kept is null)
            return page;
        kept.Sort(StringComparer.Ordinal);
        var text = string.Join('&', kept);
        return $"{page}?{PersonalText.Mask(text.Length <= Longest ? text : text[..Longest])}";
    }
}
