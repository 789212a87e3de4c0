using Murmure.Statistics.Responses;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics;

/// <summary>Says what would narrow an estimate's interval, from what kept it wide.</summary>
internal static class Narrowed
{
    /// <summary>Half the width of the model's interval where it stands on previews: 8 to 13 points in all by the design's prototype.</summary>
    private const double ModelHalfWidth = .05;

    /// <summary>Half the width that answers are counted for, errors of the odds apart.</summary>
    private const double AnswersHalfWidth = .05;

    // A survey that asks one visit in five and is answered by one in ten: what a site may expect before it asked anybody. Tagged clicks are all asked.
    private const double AnswersPerVisit = .02;
    private const double AnswersPerTagged = .10;

    public static SiteEstimate Of(HourlyTables tables, SurveyEstimate? survey, SiteEstimate estimate)
    {
        List<Narrowing> steps = [];
        // A step that leaves another reason standing would be a promise that nothing keeps.
        bool Leads(params ReadOnlySpan<Demotion> removed)
        {
            foreach (var reason in estimate.DemotedBecause)
            {
                if (reason != Demotion.SurveyWeak && !removed.Contains(reason))
                    return false;
            }
            return estimate.Rung < Rung.Model;
        }
        if (estimate.DemotedBecause.Contains(Demotion.CalendarUnconfirmed) && Leads(Demotion.CalendarUnconfirmed) && estimate.Model is { } model)
            steps.Add(new(NarrowingStep.ConfirmCalendar, model.Width / 2));
        if (!tables.HasPreviews && Leads(Demotion.CalendarUnconfirmed, Demotion.FewAnchors))
            steps.Add(new(NarrowingStep.ConnectLog, ModelHalfWidth));
        if (estimate.Rung < Rung.Survey && !Ladder.HasAnswers(survey))
            steps.Add(Answers(tables, survey, estimate));
        var half = estimate.Alpha is { } alpha ? alpha.Width / 2 : 1;
        return estimate with { Narrowings = [.. steps.Where(step => step.HalfWidth < half).OrderBy(step => step.HalfWidth)] };
    }

    private static Narrowing Answers(HourlyTables tables, SurveyEstimate? survey, SiteEstimate estimate)
    {
        var share = Math.Clamp(survey?.Alpha.Value ?? estimate.Alpha?.Value ?? .25, .05, .95);
        var errors = (survey?.Validation ?? SelfValidation.Of()).Best;
        var size = new SampleSize(share, Math.Max(Ladder.LeastAnswerQuality, errors.Sensitivity + errors.Specificity), survey?.Explained ?? 0);
        var answers = Math.Max(Ladder.FewestAnswers, size.Answers(AnswersHalfWidth));
        // The guard moves the odds of the share by its factor, whatever the number of answers.
        var half = size.HalfWidth(answers) + share * (1 - share) * Math.Log(SurveyEstimate.DefaultGuard);
        return new(NarrowingStep.CollectAnswers, half, answers, Days(tables, answers));
    }

    /// <summary>Until direct visits, tagged clicks and public visits have all answered often enough.</summary>
    private static int? Days(HourlyTables tables, int answers)
    {
        var table = AnswerTable.Of(tables);
        var days = tables.Hours / 24.0;
        int? Until(SurveyStratum stratum, int wanted, double expected)
        {
            var have = table.Answered(stratum);
            return SampleSize.Days(wanted, have, (have > 0 ? have : expected) / days);
        }
        int?[] waits =
        [
            Until(SurveyStratum.Direct, answers, AnswersPerVisit * tables.Direct.Sum(row => row.Count)),
            Until(SurveyStratum.Tagged, Ladder.FewestTaggedAnswers, AnswersPerTagged * tables.Tagged.Sum(row => row.Count)),
            Until(SurveyStratum.Public, Ladder.FewestPublicAnswers, AnswersPerVisit * tables.Visible.Sum(row => row.Count)),
        ];
        return waits.Any(wait => wait is null) ? null : waits.Max();
    }
}
