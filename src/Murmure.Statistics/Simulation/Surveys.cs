using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Simulation;

/// <summary>Asks some visitors how they came, with the two errors that real surveys have: who answers, and what they say.</summary>
internal static class Surveys
{
    public static IEnumerable<SimulatedAnswer> Ask(Survey survey, IEnumerable<SimulatedVisit> visits)
    {
        foreach (var visit in visits.Where(v => v.IsHuman))
        {
            var stream = visit.Seed.Of("survey").Stream();
            if (stream.Chance(survey.Invited))
                yield return new SimulatedAnswer(visit, Reply(survey, visit, stream));
        }
    }

    /// <summary>What somebody who is asked answers, if anything.</summary>
    public static Answer Reply(Survey survey, SimulatedVisit visit, RandomSource stream)
    {
        var answers = visit.IsDark ? survey.PrivateAnswers : survey.OtherAnswers;
        if (!stream.Chance(answers * (visit.Cell.Device == Device.Desktop ? 1 : survey.MobileFactor)))
            return Answer.None;
        if (stream.Chance(survey.DoNotKnow))
            return Answer.DoNotKnow;
        return stream.Chance(visit.IsDark ? survey.Sensitivity : 1 - survey.Specificity) ? Answer.Private : Answer.Other;
    }
}
