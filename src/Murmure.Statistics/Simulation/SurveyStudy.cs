using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Simulation;

/// <summary>
/// The survey of one run, asked until it has as many answers as are wanted. Answers of direct visits are the run's own, each visit asked once at most. The
/// validation answers are asked of visits drawn with replacement: how truly and how often people answer is the site's and not the fortnight's, so that
/// they add up over periods.
/// </summary>
/// <param name="Direct">Answers wanted of direct visits.</param>
/// <param name="Tagged">Answers wanted of visits by tagged shares, which are known to be private.</param>
/// <param name="Public">Answers wanted of visits with a public referrer or a campaign's tag, which are known not to be.</param>
public sealed record SurveyStudy(int Direct = 400, int Tagged = 100, int Public = 400)
{
    /// <summary>A site where hardly anybody answers is not asked without end.</summary>
    private const int MostInvitations = 20_000;

    /// <summary>The answers of a run, rows by stratum and cell.</summary>
    public IReadOnlyList<SurveyCount> Ask(SimulatedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var seed = run.Seed.Of("survey-study");
        SimulatedVisit[] people = [.. run.Visits.Where(v => v.IsHuman)];
        List<SimulatedAnswer> asked =
        [
            .. AskOnce(run.Scenario.Survey, [.. people.Where(v => v.IsDirect)], Direct, seed.Of("direct").Stream()),
            .. AskAgain(run.Scenario.Survey, [.. people.Where(v => StratumOf(v) == SurveyStratum.Tagged)], Tagged, seed.Of("tagged").Stream()),
            .. AskAgain(run.Scenario.Survey, [.. people.Where(v => StratumOf(v) == SurveyStratum.Public)], Public, seed.Of("public").Stream()),
        ];
        return Count(asked);
    }

    /// <summary>Invitations as the tables count them, by stratum, cell and answer.</summary>
    public static IReadOnlyList<SurveyCount> Count(IEnumerable<SimulatedAnswer> asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var cells = new SimulatedTables.Cells();
        var rows = asked.Where(a => StratumOf(a.Visit) is not null)
            .CountBy(a => (Stratum: StratumOf(a.Visit)!.Value, Cell: cells[a.Visit.Cell], a.Answer))
            .OrderBy(row => row.Key).ToList();
        var invited = rows.GroupBy(row => (row.Key.Stratum, row.Key.Cell)).ToDictionary(cell => cell.Key, cell => cell.Sum(row => row.Value));
        return
        [
            .. rows.Select(row => new SurveyCount(
                row.Key.Stratum, row.Key.Cell, Given(row.Key.Answer), invited[(row.Key.Stratum, row.Key.Cell)], row.Key.Answer == Answer.None ? 0 : row.Value)),
        ];
    }

    /// <summary>In random order, so that the survey does not end with the period's first days.</summary>
    private static List<SimulatedAnswer> AskOnce(Survey survey, SimulatedVisit[] visits, int wanted, RandomSource stream)
    {
        var asked = new List<SimulatedAnswer>();
        for (var i = 0; i < visits.Length && wanted > 0; i++)
        {
            var other = i + stream.Below(visits.Length - i);
            (visits[i], visits[other]) = (visits[other], visits[i]);
            asked.Add(new SimulatedAnswer(visits[i], Surveys.Reply(survey, visits[i], stream)));
            wanted -= asked[^1].Answer == Answer.None ? 0 : 1;
        }

        return asked;
    }

    private static List<SimulatedAnswer> AskAgain(Survey survey, SimulatedVisit[] visits, int wanted, RandomSource stream)
    {
        var asked = new List<SimulatedAnswer>();
        while (visits.Length > 0 && wanted > 0 && asked.Count < MostInvitations)
        {
            var visit = stream.OneOf(visits);
            asked.Add(new SimulatedAnswer(visit, Surveys.Reply(survey, visit, stream)));
            wanted -= asked[^1].Answer == Answer.None ? 0 : 1;
        }

        return asked;
    }

    /// <summary>What everybody can see of a visit: nothing, a tagged share, a public place or the publisher's own tag. Null for what showed a private channel.</summary>
    public static SurveyStratum? StratumOf(SimulatedVisit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return visit switch
        {
            { Trace: Trace.None } => SurveyStratum.Direct,
            { Trace: Trace.ShareTag } => SurveyStratum.Tagged,
            { Trace: Trace.CampaignTag } or { Trace: Trace.Referrer, Cause: Cause.Public } => SurveyStratum.Public,
            _ => null,
        };
    }

    private static SurveyAnswer? Given(Answer answer) => answer switch
    {
        Answer.Private => SurveyAnswer.Private,
        Answer.Other => SurveyAnswer.Other,
        Answer.DoNotKnow => SurveyAnswer.DoNotKnow,
        _ => null,
    };
}
