using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Responses;

/// <summary>What one stratum answered in one cell.</summary>
/// <param name="Cell">The cell itself, not its index: sums and draws go by its name, so that the order of cells changes nothing.</param>
/// <param name="Invited">How many were asked.</param>
/// <param name="Private">Answers that somebody had sent the link.</param>
/// <param name="Other">Answers of any other way. Who does not know has not answered.</param>
internal sealed record CellAnswers(FeatureCell Cell, int Invited, int Private, int Other)
{
    public int Answered => Private + Other;
}

/// <summary>The survey's rows, summed by stratum and cell, in the order of the cells' names.</summary>
internal sealed class AnswerTable
{
    private readonly Dictionary<SurveyStratum, CellAnswers[]> strata;

    private AnswerTable(Dictionary<SurveyStratum, CellAnswers[]> strata) => this.strata = strata;

    public IReadOnlyList<CellAnswers> this[SurveyStratum stratum] => strata.GetValueOrDefault(stratum) ?? [];

    public static AnswerTable Of(HourlyTables tables) => new(tables.Survey
        .GroupBy(row => row.Stratum)
        .ToDictionary(stratum => stratum.Key, stratum => stratum
            .GroupBy(row => tables.Cells[row.Cell])
            .OrderBy(cell => cell.Key.ToString(), StringComparer.Ordinal)
            .Select(cell => new CellAnswers(
                cell.Key,
                // Whoever answered was asked, whatever the rows say.
                Math.Max(cell.Max(row => row.Invited), cell.Where(row => row.Answer is not null).Sum(row => row.Count)),
                cell.Where(row => row.Answer == SurveyAnswer.Private).Sum(row => row.Count),
                cell.Where(row => row.Answer == SurveyAnswer.Other).Sum(row => row.Count)))
            .ToArray()));

    public int Answered(SurveyStratum stratum) => this[stratum].Sum(cell => cell.Answered);
}
