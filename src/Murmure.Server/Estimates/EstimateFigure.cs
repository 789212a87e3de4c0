using System.Text.Json;
using System.Text.Json.Serialization;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Server.Surveys;
using Murmure.Statistics;

namespace Murmure.Server.Estimates;

/// <summary>A value and the interval around it, fractions of 1.</summary>
/// <param name="Level">Nominal level of confidence.</param>
public sealed record EstimatedShare(double Value, double Lower, double Upper, double Level)
{
    internal Interval AsInterval() => new(Value, Lower, Upper, Level);

    internal static EstimatedShare? Of(Interval? interval) => interval is { } known ? new(known.Value, known.Lower, known.Upper, known.Level) : null;
}

/// <summary>The share of a day's direct visits.</summary>
public sealed record EstimatedDay(DateOnly Day, EstimatedShare Alpha);

/// <summary>The share of a page's direct visits; a page of many that are read together is named with a star.</summary>
public sealed record EstimatedPage(string Page, EstimatedShare Alpha);

/// <summary>A page's day on which far more people came without a source than anything explains: perhaps a mailing that is not on the list.</summary>
/// <param name="Page">The page; one of many that are read together is named with a star.</param>
public sealed record EstimatedBurst(string Page, DateOnly Day);

/// <summary>What the owner can do to narrow the interval.</summary>
/// <param name="Step"><c>confirm-calendar</c>, <c>connect-log</c> or <c>collect-answers</c>.</param>
/// <param name="HalfWidth">Half the width that the interval can be expected to have then, a fraction of 1.</param>
/// <param name="Answers">How many answers of direct visits it takes, those included that are there; null where it takes none.</param>
/// <param name="Days">About how many days until then; null where nobody knows.</param>
public sealed record EstimatedStep(string Step, double HalfWidth, int? Answers, int? Days);

/// <summary>What one estimate came to, with everything that belongs to the number. Counts and shares.</summary>
public sealed record EstimateFigure
{
    private static readonly string Answering = Slugs.Of(NarrowingStep.CollectAnswers);

    /// <summary>Direct visits, by a fresh navigation and measured whole: the denominator of <see cref="Alpha"/>.</summary>
    public required int Direct { get; init; }

    /// <summary>All visits.</summary>
    public required long Visits { get; init; }

    /// <summary>Closed days of the period that it counts: events of a day before may still come in, from a log.</summary>
    public int ClosedDays { get; init; }

    /// <summary>Visits that carry evidence of a private share by a reader; they are not direct.</summary>
    public required long Measured { get; init; }

    /// <summary>The share of direct visits that private messages brought; null on the lowest rung.</summary>
    public EstimatedShare? Alpha { get; init; }

    /// <summary>Measured and estimated together, of all visits; null where there is no <see cref="Alpha"/>. Visits of which consent keeps the exempt part alone count below the line only.</summary>
    public EstimatedShare? DarkShareOfVisits { get; init; }

    /// <summary><c>heuristic</c>, <c>bounds</c>, <c>model</c> or <c>survey</c>: how much stands behind the number.</summary>
    public required string Rung { get; init; }

    /// <summary>Whatever the model gets wrong within limits; null with too few visits.</summary>
    public EstimatedShare? Bounds { get; init; }

    /// <summary>The model's own value, shown or not.</summary>
    public EstimatedShare? Model { get; init; }

    /// <summary>The survey's own value, shown or not.</summary>
    public EstimatedShare? Survey { get; init; }

    /// <summary>The rule of 2012: direct visits on pages that nobody types. A comparison, not a result.</summary>
    public required double Rule { get; init; }

    /// <summary>The same of each visitor's first visit of the day.</summary>
    public required double FirstVisitRule { get; init; }

    /// <summary>What the checks of data and model came to; null where one could not be made.</summary>
    public required EstimateChecks Checks { get; init; }

    /// <summary>What keeps the number from a higher rung, the most telling first.</summary>
    public required IReadOnlyList<string> DemotedBecause { get; init; }

    /// <summary>The day that <c>unexplained-burst</c> is about; null without that reason.</summary>
    public EstimatedBurst? Burst { get; init; }

    /// <summary>What would narrow the interval, the narrowest first. Empty in figures of method 1.</summary>
    /// <remarks>A figure that was kept without it is read as having none.</remarks>
    public IReadOnlyList<EstimatedStep> Narrowings { get; init => field = value ?? []; } = [];

    /// <summary>The figure with the steps that the site's profile leaves open: where nobody can be asked, answers are none to wait for.</summary>
    internal EstimateFigure For(SiteRules site) => SurveyBook.Allows(site) ? this : this with { Narrowings = [.. Narrowings.Where(step => step.Step != Answering)] };

    /// <summary>The owner's mailings in the period; null where nobody confirmed that the list is complete.</summary>
    public IReadOnlyList<DeclaredCampaign>? Campaigns { get; init; }

    /// <summary>Answers to the survey.</summary>
    public int Answers { get; init; }

    /// <summary>Where draws of chance began, in decimal: the same tables and seed give the same figure.</summary>
    public required string Seed { get; init; }

    public required IReadOnlyList<EstimatedDay> ByDay { get; init; }

    /// <summary>Pages with enough direct visits, those with the largest share first.</summary>
    public required IReadOnlyList<EstimatedPage> ByPage { get; init; }

    internal string Written() => JsonSerializer.Serialize(this, FigureJson.Default.EstimateFigure);

    /// <summary>A figure as it was kept; null where an earlier version wrote what this one cannot read.</summary>
    internal static EstimateFigure? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, FigureJson.Default.EstimateFigure);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>JSON has no word for what is no number; there it is null.</summary>
internal sealed class FiniteOrNull : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? null : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options) => writer.WriteNumberOrNullValue(value);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(FiniteOrNull)])]
[JsonSerializable(typeof(EstimateFigure))]
internal sealed partial class FigureJson : JsonSerializerContext;
