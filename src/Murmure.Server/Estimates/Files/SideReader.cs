using System.Text.Json;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Estimates.Files;

/// <summary>The files beside a log: the owner's mailings, and the survey's invitations one by one.</summary>
internal static class SideReader
{
    private const string SurveyFile = "survey.jsonl";

    /// <summary>The declared mailings; null where the file is not there, which is a calendar that nobody confirmed.</summary>
    public static (IReadOnlyList<CampaignWindow>? Windows, TableProblem? Problem) Campaigns(string folder, DateOnly? firstDay)
    {
        var scale = new HourScale();
        using var reader = TableReader.Open(folder, TableColumns.Campaigns, scale);
        if (reader is null)
            return (null, null);
        var windows = new List<CampaignWindow>();
        while (reader.Read())
        {
            var (start, end) = (reader.Moment("start"), reader.Moment("end"));
            if (end < start)
                reader.Fail("an end before its start", "a start, then an end");
            var since = scale.Dated == true && firstDay is { } day ? 24 * day.DayNumber : 0;
            windows.Add(new CampaignWindow(start - since, end - since));
        }

        return reader.Problem is { } problem ? (null, problem) : (windows, null);
    }

    /// <summary>
    /// <c>survey.jsonl</c>, one invitation a line: <c>stratum</c> (<c>direct</c>, <c>tagged</c>, <c>public</c>; others are left out), <c>cell</c> and
    /// <c>answer</c> (<c>private</c>, <c>other</c>, <c>unknown</c>, or null where none was given).
    /// </summary>
    public static (IReadOnlyList<SurveyCount> Counts, TableProblem? Problem) Survey(string folder, IReadOnlyList<FeatureCell> cells)
    {
        var path = Path.Combine(folder, SurveyFile);
        if (!File.Exists(path))
            return ([], null);
        var places = cells.Index().ToDictionary(cell => cell.Item, cell => cell.Index);
        var answers = new SortedDictionary<(SurveyStratum Stratum, int Cell, int Answer), int>();
        var line = 0;
        foreach (var text in File.ReadLines(path))
        {
            line++;
            if (text.Length == 0)
                continue;
            if (!TryRead(text, out var stratum, out var cell, out var answer))
                return ([], new TableProblem(SurveyFile, line, "no invitation", """{"stratum":"direct","cell":"ios|first|none","answer":"private"}, answer also other, unknown or null"""));
            if (stratum is { } known && places.TryGetValue(cell, out var place))
                answers[(known, place, answer)] = answers.GetValueOrDefault((known, place, answer)) + 1;
        }

        var invited = answers.GroupBy(row => (row.Key.Stratum, row.Key.Cell)).ToDictionary(group => group.Key, group => group.Sum(row => row.Value));
        return (
        [
            .. answers.Select(row => new SurveyCount(
                row.Key.Stratum, row.Key.Cell, row.Key.Answer < 0 ? null : (SurveyAnswer)row.Key.Answer, invited[(row.Key.Stratum, row.Key.Cell)],
                row.Key.Answer < 0 ? 0 : row.Value)),
        ], null);
    }

    /// <param name="answer">The answer's number, or -1 for none.</param>
    private static bool TryRead(string line, out SurveyStratum? stratum, out FeatureCell cell, out int answer)
    {
        (stratum, cell, answer) = (null, default, -1);
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            stratum = root.GetProperty("stratum").GetString() switch
            {
                "direct" => SurveyStratum.Direct,
                "tagged" => SurveyStratum.Tagged,
                "public" => SurveyStratum.Public,
                _ => null,
            };
            var given = root.TryGetProperty("answer", out var said) ? said.GetString() : null;
            answer = given switch
            {
                "private" => (int)SurveyAnswer.Private,
                "other" => (int)SurveyAnswer.Other,
                "unknown" => (int)SurveyAnswer.DoNotKnow,
                _ => -1,
            };
            return (given is null || answer >= 0) && FeatureCell.TryParse(root.GetProperty("cell").GetString() ?? "", out cell);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }
}
