namespace Murmure.Statistics.Scoring;

/// <summary>Something that the estimates should reach, and whether they do.</summary>
/// <param name="Name">Its number, such as <c>T1</c>; several parts share it.</param>
/// <param name="English">What is measured, with its limit.</param>
/// <param name="French">The same in French.</param>
/// <param name="Value">What it came to; null where nothing was there to be measured.</param>
/// <param name="Limit">The limit, in the value's unit.</param>
/// <param name="AtLeast">Whether the limit is the least, or the most, that is allowed.</param>
/// <param name="Where">The scenario that it hangs on, where it is the worst of several; empty otherwise.</param>
/// <param name="Points">Whether it is a share, to be written in points or per cent.</param>
public sealed record Target(string Name, string English, string French, double? Value, double Limit, bool AtLeast, string Where, bool Points = true)
{
    /// <summary>Null where nothing was there to be measured.</summary>
    public bool? Reached => Value is { } value ? AtLeast ? value >= Limit : value <= Limit : null;

    /// <summary>The model should be usable here: everything it assumes holds, or nearly.</summary>
    private static readonly string[] InScope = ["S1", "S2", "S3", "S5", "S6", "S9", "S10", "S13"];

    /// <summary>Here the model is wrong and must know it.</summary>
    private static readonly string[] ToDemote = ["S4b", "S7b", "S11", "S12"];

    /// <summary>All targets, in order. What was not run is not measured.</summary>
    /// <param name="scores">The table.</param>
    /// <param name="large">The fit of a large site, where it was measured.</param>
    public static IReadOnlyList<Target> Of(IReadOnlyList<ScenarioScore> scores, LargeFit? large = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ScenarioScore[] scope = Named(scores, InScope);
        ScenarioScore[] demoted = Named(scores, ToDemote);
        ScenarioScore[] idle = Named(scores, ["S7"]);
        ScenarioScore[] biased = Named(scores, ["S8"]);
        return
        [
            Mean("T1", "Mean error without a survey: at most 4 points", "Erreur moyenne sans sondage\u00A0: 4 points au plus", scope, s => s.Shown.Error, .04),
            Most("T1", "Mean error in the worst scenario: at most 6 points", "Erreur moyenne du pire scénario\u00A0: 6 points au plus", scope, s => s.Shown.Error, .06),
            TimesBetter(scope),
            Least("T2", "Coverage of the model's interval in the worst scenario: at least 85 %",
                "Couverture de l'intervalle du modèle, pire scénario\u00A0: 85\u00A0% au moins", scope, s => s.AtModel.Coverage, .85),
            Most("T2", "Width of the model's interval in the worst scenario: at most 14 points",
                "Largeur de l'intervalle du modèle, pire scénario\u00A0: 14 points au plus", scope, s => s.AtModel.Width, .14),
            Least("T2", "Runs that demote themselves where the model is wrong, worst scenario: at least 90 %",
                "Simulations qui renoncent au modèle là où il se trompe, pire scénario\u00A0: 90\u00A0% au moins", demoted, s => s.RightRung, .90),
            Most("T3", "Mean error with a survey of 400, worst scenario: at most 2.5 points",
                "Erreur moyenne avec un sondage de 400 réponses, pire scénario\u00A0: 2,5 points au plus", scores, s => s.Survey.Error, .025),
            Least("T3", "Coverage with a survey of 400, worst scenario: at least 86 %",
                "Couverture avec un sondage de 400 réponses, pire scénario\u00A0: 86\u00A0% au moins", scores, s => s.Survey.Coverage, .86),
            Most("T3", "Width with a survey of 400 and its guard, worst scenario: at most 13 points",
                "Largeur avec un sondage de 400 réponses et sa marge, pire scénario\u00A0: 13 points au plus", scores, s => s.Survey.Width, .13),
            Least("T4", "Coverage of the bounds, worst scenario: at least 97 %", "Couverture des bornes, pire scénario\u00A0: 97\u00A0% au moins", scores, s => s.Bounds.Coverage, .97),
            Mean("T4", "Mean width of the bounds: at most 50 points", "Largeur moyenne des bornes\u00A0: 50 points au plus", scores, s => s.Bounds.Width, .50),
            Mean("T5", "Private sharing found where there is none, with previews: at most 1 point",
                "Partage privé trouvé là où il n'y en a pas, avec aperçus\u00A0: 1 point au plus", idle, s => s.Shown.Error, .01),
            Mean("T5", "The same without previews: at most 5 points", "Le même sans aperçus\u00A0: 5 points au plus", idle, s => s.Blind.Error, .05),
            Mean("T6", "Error on pages of 100 direct visits or more: at most 6 points",
                "Erreur par page de 100 visites directes ou plus\u00A0: 6 points au plus", scope, s => s.Pages.Error, .06),
            Mean("T6", "Coverage on those pages: at least 85 %", "Couverture sur ces pages\u00A0: 85\u00A0% au moins", scope, s => s.Pages.Coverage, .85, atLeast: true),
            Mean("T6", "Width on those pages: at most 22 points", "Largeur sur ces pages\u00A0: 22 points au plus", scope, s => s.Pages.Width, .22),
            Mean("T6", "Error by day: at most 3.5 points", "Erreur par jour\u00A0: 3,5 points au plus", scope, s => s.Days.Error, .035),
            Most("T7", "Coverage of the uncorrected survey where it is biased: below 60 %, or the simulator is too easy",
                "Couverture du sondage non corrigé là où il est biaisé\u00A0: moins de 60\u00A0%, sinon le simulateur est trop facile", biased, s => s.NaiveSurvey.Coverage, .5999),
            new("T8", "Seconds to fit the model of a million visits in thirty days: at most 5",
                "Secondes pour ajuster le modèle d'un million de visites en trente jours\u00A0: 5 au plus", large?.FitSeconds, 5, false, "", Points: false),
            new("T8", "Seconds for its whole estimate, with interval, tests and bounds: at most 5",
                "Secondes pour l'estimation entière, avec intervalle, tests et bornes\u00A0: 5 au plus", large?.Seconds, 5, false, "", Points: false),
            new("T8", "Megabytes of the process meanwhile: at most 500", "Mégaoctets du processus pendant ce temps\u00A0: 500 au plus",
                large?.Megabytes, 500, false, "", Points: false),
        ];
    }

    private static ScenarioScore[] Named(IEnumerable<ScenarioScore> scores, string[] names) => [.. scores.Where(s => names.Contains(s.Scenario.Name))];

    private static Target Mean(
        string name, string english, string french, IReadOnlyList<ScenarioScore> scores, Func<ScenarioScore, double?> of, double limit, bool atLeast = false)
    {
        double[] values = [.. scores.Select(of).OfType<double>()];
        return new(name, english, french, values.Length == 0 ? null : values.Average(), limit, atLeast, "");
    }

    private static Target Most(string name, string english, string french, IEnumerable<ScenarioScore> scores, Func<ScenarioScore, double?> of, double limit)
    {
        var worst = scores.Where(s => of(s) is not null).MaxBy(of);
        return new(name, english, french, worst is null ? null : of(worst), limit, false, worst?.Scenario.Name ?? "");
    }

    private static Target Least(string name, string english, string french, IEnumerable<ScenarioScore> scores, Func<ScenarioScore, double?> of, double limit)
    {
        var worst = scores.Where(s => of(s) is not null).MinBy(of);
        return new(name, english, french, worst is null ? null : of(worst), limit, true, worst?.Scenario.Name ?? "");
    }

    private static Target TimesBetter(ScenarioScore[] scores)
    {
        var (error, rule) = (scores.Average(s => s.Shown.Error), scores.Average(s => s.Rule.Error));
        return new("T1", "Times better than the rule of 2012 on mean error: at least 5", "Fois mieux que la règle de 2012, en erreur moyenne\u00A0: 5 au moins",
            error > 0 ? rule / error : null, 5, true, "", Points: false);
    }
}
