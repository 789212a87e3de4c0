using System.Globalization;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Charts;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Funnels;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>What a site's pages are asked: the whole of it stands in the address, and what is as usual is left out of it.</summary>
public sealed record SiteQuestion
{
    /// <summary>The most filters at once: more than anybody reads, and few enough for any address bar.</summary>
    public const int MostFilters = 12;

    /// <summary>Every parameter that means something here, in the order in which addresses have them.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["period", "from", "to", "compare", "filters", "step", "tables", "sort", "lang"];

    public required AskedPeriod Period { get; init; }

    public IReadOnlyList<Filter> Filters { get; init; } = [];

    /// <summary>Which earlier days the figures stand beside; none where nobody asked.</summary>
    public Earlier Compared { get; init; }

    /// <summary>How long a step of the trend is; null where the days decide.</summary>
    public StepLength? Step { get; init; }

    /// <summary>Of each card the table that is open, where it is not the card's first.</summary>
    public IReadOnlyList<Dimension> Tables { get; init; } = [];

    /// <summary>What the rows of a whole table are ordered by; null where it decides itself.</summary>
    public Metric? Sort { get; init; }

    /// <summary>The language that the address asks for; null where the browser decides.</summary>
    public string? Language { get; init; }

    /// <summary>Whether whoever sees the answer may ask nothing else: then nothing on the page leads to another question.</summary>
    public bool Fixed { get; init; }

    /// <summary>The last day that may be shown, whatever the period says; null where nothing ends it.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>What of the address could not be read, as keys of texts.</summary>
    public IReadOnlyList<string> Wrong { get; init; } = [];

    /// <summary>Reads an address that asks of a site; goals are among what visits are filtered by where the site may link them, and has such a one.</summary>
    public static SiteQuestion Read(IQueryCollection asked, SiteRules site, TimeProvider clock)
    {
        var read = Read(asked, site.Today(clock));
        var fit = read.Filters.Where(filter => FunnelsFeature.Allows(site, [filter])).ToList();
        return fit.Count == read.Filters.Count ? read : read with { Filters = fit, Wrong = [.. read.Wrong.Append("explore.filters.wrong").Distinct()] };
    }

    /// <summary>Reads an address. What cannot be read is left out and said.</summary>
    /// <param name="today">The day that it is where the site's readers are.</param>
    public static SiteQuestion Read(IQueryCollection asked, DateOnly today)
    {
        var problems = new List<ReportProblem>();
        var filters = ReportRequest.Filters(asked["filters"].ToString(), problems);
        var fit = filters.FindAll(CanFilter);
        var wrong = new List<string>();
        if (problems.Count > 0 || fit.Count < filters.Count)
            wrong.Add("explore.filters.wrong");
        if (asked.ContainsKey("by") && asked.ContainsKey("how"))
            wrong.Add("explore.filters.wrong"); // what can be added was, and the address is another then
        if (fit.Count > MostFilters)
            wrong.Add("explore.filters.many");
        return new SiteQuestion
        {
            Period = AskedPeriod.Read(asked["period"], asked["from"], asked["to"], today),
            Filters = [.. fit.DistinctBy(filter => ReportRequest.Written([filter])).Take(MostFilters)],
            Compared = asked["compare"].ToString() switch { "previous" => Earlier.Period, "year" => Earlier.Year, _ => Earlier.None },
            Step = StepLengths.Find(asked["step"].ToString()),
            Tables = [.. asked["tables"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Dimension.Find).OfType<Dimension>().Distinct().Take(Card.All.Count)],
            Sort = Metric.Find(asked["sort"].ToString()),
            Language = Text.Languages.Parse(asked["lang"]) is { } language ? Text.Languages.Code(language) : null,
            Wrong = wrong,
        };
    }

    /// <summary>The question with the filter that a form's fields (by, how, value) describe; null where they describe none. Values are read as they are shown.</summary>
    public SiteQuestion? Added(IQueryCollection asked, Words words)
    {
        if ((Dimension.Find(asked["by"].ToString()), FilterOperator.Find(asked["how"].ToString())) is not ({ } dimension, { } how))
            return null;
        // A text that is contained may have any sign; several values of which one is to be, or none, are set apart.
        var typed = asked["value"].ToString().Trim();
        string[] values = how == FilterOperator.Is || how == FilterOperator.IsNot ? [.. typed.Split('|', StringSplitOptions.TrimEntries).Select(value => words.Meant(dimension, value)).Distinct()] : [typed];
        Filter[] added = how == FilterOperator.IsNot ? [.. values.Select(value => new Filter(dimension, how, [value]))]
            : [new Filter(dimension, values.Length > 1 ? FilterOperator.AnyOf : how, values)];
        return added.All(CanFilter) ? added.Aggregate(this, (question, filter) => question.And(filter)) : null;
    }

    /// <summary>Whether visits can be narrowed so.</summary>
    public static bool CanFilter(Filter filter) => CanFilter(filter.Dimension)
        && new ReportQuery("-", DayRange.All, [Metric.Visits]) { Filters = [filter] }.Problems().Count == 0;

    /// <summary>Whether visits can be narrowed by it: days are what the period is for.</summary>
    public static bool CanFilter(Dimension dimension) => dimension.Type != DimensionType.Day && dimension.In(ReportSource.Visits);

    /// <summary>The same question narrowed further.</summary>
    public SiteQuestion And(Filter filter) => this with { Filters = [.. Filters.Where(one => !Same(one, filter)), filter] };

    /// <summary>The same question without one of its filters.</summary>
    public SiteQuestion Without(Filter filter) => this with { Filters = [.. Filters.Where(one => !Same(one, filter))] };

    /// <summary>The same question with a filter turned into its contrary; null where it has none.</summary>
    public SiteQuestion? Turned(Filter filter)
    {
        var contrary = filter.Operator.Contrary;
        return contrary is null ? null : this with { Filters = [.. Filters.Select(one => Same(one, filter) ? one with { Operator = contrary } : one)] };
    }

    public SiteQuestion During(string preset) => this with { Period = new AskedPeriod(preset, null, null, false) };

    /// <summary>The same question with that table open in its card.</summary>
    public SiteQuestion Showing(Dimension table)
    {
        var card = Card.All.First(card => card.Tables.Contains(table));
        var others = Tables.Where(one => !card.Tables.Contains(one));
        return this with { Tables = table == card.Tables[0] ? [.. others] : [.. others, table] };
    }

    /// <summary>The parameters that differ from the usual.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Pairs()
    {
        var named = Period.Preset is null;
        (string Name, string? Value)[] all =
        [
            ("period", Period.Preset), ("from", named ? Day(Period.From) : null), ("to", named ? Day(Period.To) : null),
            ("compare", Compared switch { Earlier.Period => "previous", Earlier.Year => "year", _ => null }),
            ("filters", Filters.Count == 0 ? null : ReportRequest.Written(Filters)), ("step", Step?.Name()),
            ("tables", Tables.Count == 0 ? null : string.Join(',', Tables)), ("sort", Sort?.Name), ("lang", Language),
        ];
        return all.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Name, pair.Value));
    }

    /// <summary>The address of a page with this question.</summary>
    public string Href(string page) => page + QueryString.Create(Pairs()).ToUriComponent();

    private static bool Same(Filter one, Filter other) =>
        one.Dimension == other.Dimension && one.Operator == other.Operator && one.Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    private static string? Day(DateOnly? day) => day is { } known ? ReportRequest.Written(known) : null;
}

/// <summary>Which earlier days stand beside those shown.</summary>
public enum Earlier
{
    None,

    /// <summary>As many days before, moved by whole weeks.</summary>
    Period,

    /// <summary>The same days 52 weeks before.</summary>
    Year,
}
