using Murmure.Statistics.Tables;
using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>
/// The pages of an estimate, at most <see cref="Most"/>. Where a site has more, those with the fewest direct landings are read together: pages that nobody
/// types by the first part of their path (<c>/sport/*</c>), the others as one; of groups beyond <see cref="MostGroups"/> the smallest are one as well.
/// </summary>
internal static class PageGroups
{
    public const int Most = 2_000;
    public const int MostGroups = 100;

    private const string Rest = "/*";

    /// <param name="names">Paths.</param>
    /// <param name="direct">Direct landings of each.</param>
    /// <returns>The pages, and for each name the place of the page that it is or belongs to.</returns>
    public static (IReadOnlyList<TablePage> Pages, IReadOnlyList<int> Places) Of(IReadOnlyList<string> names, IReadOnlyList<int> direct)
    {
        if (names.Count <= Most)
            return ([.. names.Select(name => new TablePage(name, !Typeability.IsDeep(name)))], [.. Enumerable.Range(0, names.Count)]);
        var order = Enumerable.Range(0, names.Count).OrderByDescending(at => direct[at]).ThenBy(at => names[at], StringComparer.Ordinal).ToList();
        var pages = new List<TablePage>();
        var places = new int[names.Count];
        foreach (var at in order.Take(Most - MostGroups))
        {
            places[at] = pages.Count;
            pages.Add(new TablePage(names[at], !Typeability.IsDeep(names[at])));
        }

        var groups = order.Skip(Most - MostGroups).GroupBy(at => GroupOf(names[at]), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select((group, rank) => (Name: rank < MostGroups - 2 || group.Key == Typed ? group.Key : Rest, Members: group));
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, members) in groups)
        {
            if (!known.TryGetValue(name, out var place))
            {
                place = known[name] = pages.Count;
                pages.Add(new TablePage(name, name == Typed));
            }
            foreach (var at in members)
                places[at] = place;
        }
        return (pages, places);
    }

    /// <summary>No path: none begins so.</summary>
    private const string Typed = "*";

    private static string GroupOf(string name) => !Typeability.IsDeep(name) ? Typed
        : name.Split('?', 2)[0].Trim('/').Split('/') is [{ Length: > 0 } first, _, ..] ? $"/{first}/*" : Rest;
}
