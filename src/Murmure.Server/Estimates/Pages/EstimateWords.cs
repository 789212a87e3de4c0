using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Estimates.Pages;

/// <summary>What is said of an estimate, in one language.</summary>
public static class EstimateWords
{
    /// <summary>The figure as a sentence, with the assumption that it stands on.</summary>
    public static string Sentence(this Texts texts, EstimateFigure figure) => (figure.Rung, figure.Alpha) switch
    {
        (_, null) => texts.Say("estimate.sentence.heuristic", texts.Percent(figure.Rule)),
        ("bounds", { } alpha) => texts.Say("estimate.sentence.bounds", texts.Percent(alpha.Lower), texts.Percent(alpha.Upper)),
        ("survey", { } alpha) => texts.Say("estimate.sentence.survey", texts.Percent(alpha.Value), texts.Percent(alpha.Lower), texts.Percent(alpha.Upper), figure.Answers),
        (_, { } alpha) => texts.Say("estimate.sentence.model", texts.Percent(alpha.Value), texts.Percent(alpha.Lower), texts.Percent(alpha.Upper)),
    };

    /// <summary>A share as it is written in a table: its interval, and its value where there is one to trust.</summary>
    public static string Written(this Texts texts, EstimatedShare? share, string rung) => share is null ? "–"
        : rung == "bounds" ? texts.Say("estimate.between", texts.Percent(share.Lower), texts.Percent(share.Upper))
        : texts.Say("estimate.with", texts.Percent(share.Value), texts.Percent(share.Lower), texts.Percent(share.Upper));

    public static string Days(this Texts texts, DateOnly from, DateOnly to) => from == to ? texts.Day(from) : texts.Say("estimate.days", texts.DayUntil(from, to), texts.Day(to));

    /// <summary>How wide the interval is, and that it can be narrowed.</summary>
    /// <param name="texts">The language.</param>
    /// <param name="width">The interval's width, a fraction of 1; null without an interval.</param>
    public static string Unknown(this Texts texts, double? width) => width is { } known
        ? texts.Say("estimate.unknown.within", Points(texts, known / 2))
        : texts["estimate.unknown"];

    /// <summary>A step that would narrow the interval, and to what.</summary>
    /// <param name="step">The step's name in the API.</param>
    public static string Step(this Texts texts, string step, double halfWidth, int? answers, int? days) => (answers, days) switch
    {
        ({ } needed, { } wait) => texts.Count($"estimate.step.{step}.days", wait, Points(texts, halfWidth), texts.Number(needed)),
        ({ } needed, null) => texts.Say($"estimate.step.{step}", Points(texts, halfWidth), texts.Number(needed)),
        _ => texts.Say($"estimate.step.{step}", Points(texts, halfWidth)),
    };

    /// <summary>A fraction of 1 in percentage points, never none.</summary>
    public static string Points(this Texts texts, double fraction) => texts.Number((long)Math.Max(1, Math.Round(100 * fraction)));

    /// <summary>A number that has no unit.</summary>
    public static string Unitless(this Texts texts, double? value) => value is { } known ? known.ToString("0.00", texts.Culture) : "–";
}
