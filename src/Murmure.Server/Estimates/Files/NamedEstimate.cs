using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Statistics;

namespace Murmure.Server.Estimates.Files;

/// <summary>A page or a day with its share.</summary>
/// <param name="Direct">Its direct visits; null where only the share was kept.</param>
public sealed record EstimatePart(string Name, int? Direct, Interval Alpha);

/// <summary>Whose estimate it is, of which days, the last one included.</summary>
public sealed record EstimatedPeriod(string Site, DateOnly From, DateOnly To);

/// <summary>More direct visits to a page on a day than anything explains, in standard deviations.</summary>
public sealed record NamedBurst(string Page, string Day, double Deviations);

/// <summary>An estimate with the names that its pages and days go by: what the verb <c>estimate</c> prints, of a folder or of a site.</summary>
public sealed record NamedEstimate(SiteEstimate Estimate, IReadOnlyList<EstimatePart> Pages, IReadOnlyList<EstimatePart> Days)
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null where counts of no site were read.</summary>
    public EstimatedPeriod? Period { get; init; }

    /// <summary>Null with too few visits, and of a site where it is no reason.</summary>
    public NamedBurst? Burst { get; init; }

    /// <summary>Of a folder's counts: pages by their direct visits, days in order, as dates where the folder says when it begins, else by their numbers from 0.</summary>
    internal static NamedEstimate Of(SiteEstimate estimate, TableSet set)
    {
        var byPage = set.Tables.Direct.GroupBy(row => row.Page).ToDictionary(page => page.Key, page => page.Sum(row => row.Count));
        var byDay = set.Tables.Direct.GroupBy(row => row.Hour / 24).ToDictionary(day => day.Key, day => day.Sum(row => row.Count));
        string Named(int day) => set.FirstDay is { } first ? Day(first.AddDays(day)) : day.ToString(CultureInfo.InvariantCulture);
        return new(
            estimate,
            [.. estimate.ByPage.Select(page => new EstimatePart(set.Tables.Pages[page.Key].Name, byPage.GetValueOrDefault(page.Key), page.Value))
                .OrderByDescending(page => page.Direct).ThenBy(page => page.Name, StringComparer.Ordinal)],
            [.. estimate.ByDay.OrderBy(day => day.Key).Select(day => new EstimatePart(Named(day.Key), byDay.GetValueOrDefault(day.Key), day.Value))])
        {
            Burst = estimate.LargestBurst is { } burst ? new(set.Tables.Pages[burst.Page].Name, Named(burst.Day), burst.Deviations) : null,
        };
    }

    /// <summary>Of a site, as its server kept it. What a later version alone knows (a reason, a step) is left out.</summary>
    public static NamedEstimate Of(string site, EstimateOfPeriod kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var figure = kept.Figure;
        var estimate = new SiteEstimate
        {
            Direct = figure.Direct,
            Alpha = figure.Alpha?.AsInterval(),
            Rung = Known<Rung>([figure.Rung]).FirstOrDefault(),
            Bounds = figure.Bounds?.AsInterval(),
            Model = figure.Model?.AsInterval(),
            Survey = figure.Survey?.AsInterval(),
            Rule = figure.Rule,
            FirstVisitRule = figure.FirstVisitRule,
            Checks = figure.Checks,
            DemotedBecause = [.. Known<Demotion>(figure.DemotedBecause)],
            Narrowings = [.. figure.Narrowings.SelectMany(step => Known<NarrowingStep>([step.Step]).Select(known => new Narrowing(known, step.HalfWidth, step.Answers, step.Days)))],
            ByPage = new Dictionary<int, Interval>(),
            ByDay = new Dictionary<int, Interval>(),
        };
        return new(
            estimate,
            [.. figure.ByPage.Select(page => new EstimatePart(page.Page, null, page.Alpha.AsInterval()))],
            [.. figure.ByDay.Select(day => new EstimatePart(Day(day.Day), null, day.Alpha.AsInterval()))])
        {
            Period = new(site, kept.From, kept.To),
            Burst = figure is { Burst: { } burst, Checks.LargestBurst: { } deviations } ? new(burst.Page, Day(burst.Day), deviations) : null,
        };
    }

    /// <summary>What the figure was made by: the rung's method.</summary>
    public string Method => Estimate.Rung switch
    {
        Rung.Survey => "survey-calibrated",
        Rung.Model => "anchored-poisson-factor",
        Rung.Bounds => "partial-identification",
        _ => "rule",
    };

    /// <summary>
    /// The estimate as <c>murmure estimate --json</c> prints it: the names are a contract, only added to. Shares are fractions of 1; where the rung is
    /// <c>heuristic</c>, <c>alpha</c> is null and <c>rule</c> is all there is.
    /// </summary>
    public void WriteJson(Stream output)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        if (Period is not null)
        {
            json.WriteString("site", Period.Site);
            json.WriteString("from", Day(Period.From));
            json.WriteString("to", Day(Period.To));
        }

        json.WriteNumberOrNull("alpha", Estimate.Alpha?.Value);
        json.WriteNumberOrNull("lower", Estimate.Alpha?.Lower);
        json.WriteNumberOrNull("upper", Estimate.Alpha?.Upper);
        json.WriteNumberOrNull("level", Estimate.Alpha?.Level);
        json.WriteString("rung", Estimate.Rung.ToString().ToLowerInvariant());
        json.WriteString("method", Method);
        json.WriteNumber("direct", Estimate.Direct);
        json.WriteNumber("rule", Estimate.Rule);
        json.WriteNumber("firstVisitRule", Estimate.FirstVisitRule);
        Ends(json, "bounds", Estimate.Bounds);
        Ends(json, "model", Estimate.Model);
        Ends(json, "survey", Estimate.Survey);
        Checks(json, Estimate.Checks);
        json.WriteStartArray("demotedBecause");
        foreach (var reason in Estimate.DemotedBecause)
            json.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()));
        json.WriteEndArray();
        WriteBurst(json);
        json.WriteStartArray("narrowings");
        foreach (var step in Estimate.Narrowings)
        {
            json.WriteStartObject();
            json.WriteString("step", JsonNamingPolicy.CamelCase.ConvertName(step.Step.ToString()));
            json.WriteNumber("halfWidth", step.HalfWidth);
            json.WriteNumberOrNull("answers", step.Answers);
            json.WriteNumberOrNull("days", step.Days);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Parts(json, "byPage", "page", Pages);
        Parts(json, "byDay", "day", Days);
        json.WriteEndObject();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<T> Known<T>(IEnumerable<string> slugs)
        where T : struct, Enum => slugs.SelectMany(slug => Enum.GetValues<T>().Where(value => Slugs.Of(value) == slug));

    private void WriteBurst(Utf8JsonWriter json)
    {
        if (Burst is not var (page, day, deviations))
        {
            json.WriteNull("burst");
            return;
        }

        json.WriteStartObject("burst");
        json.WriteString("page", page);
        json.WriteString("day", day);
        json.WriteNumber("deviations", deviations);
        json.WriteEndObject();
    }

    private static void Checks(Utf8JsonWriter json, EstimateChecks checks)
    {
        json.WriteStartObject("checks");
        foreach (var (name, value) in checks.Named())
            json.WriteNumberOrNull(name, value);
        json.WriteEndObject();
    }

    private static void Parts(Utf8JsonWriter json, string name, string label, IEnumerable<EstimatePart> parts)
    {
        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString(label, part.Name);
            if (part.Direct is { } direct)
                json.WriteNumber("direct", direct);
            json.WriteNumber("alpha", part.Alpha.Value);
            json.WriteNumber("lower", part.Alpha.Lower);
            json.WriteNumber("upper", part.Alpha.Upper);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Ends(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is not { } some)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("alpha", some.Value);
        json.WriteNumber("lower", some.Lower);
        json.WriteNumber("upper", some.Upper);
        json.WriteNumber("level", some.Level);
        json.WriteEndObject();
    }
}
