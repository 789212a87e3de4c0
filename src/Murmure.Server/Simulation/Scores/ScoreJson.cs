using System.Text.Encodings.Web;
using System.Text.Json;
using Murmure.Server.Reports;
using Murmure.Statistics.Scoring;

namespace Murmure.Server.Simulation;

/// <summary>The score table as <c>murmure evaluate --json</c> prints it: names are only added to; shares are fractions of 1, and null is what nobody measured.</summary>
public static class ScoreJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream output, Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteNumber("replicates", evaluation.Replicates);
        json.WriteNumber("firstSeed", evaluation.FirstSeed);
        json.WriteStartArray("scenarios");
        foreach (var score in evaluation.Scenarios)
            Write(json, score);
        json.WriteEndArray();
        json.WriteStartArray("targets");
        foreach (var target in evaluation.Targets)
            Write(json, target);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ScenarioScore score)
    {
        json.WriteStartObject();
        json.WriteString("name", score.Scenario.Name);
        json.WriteString("description", score.Scenario.Description);
        json.WriteBoolean("knownMiss", score.Scenario.KnownMiss);
        json.WriteNumber("runs", score.Runs);
        json.WriteNumber("truth", score.Truth);
        json.WriteNumber("rightRung", score.RightRung);
        Counts(json, "rungs", score.Rungs);
        Counts(json, "surveyRungs", score.SurveyRungs);
        Counts(json, "demotedBecause", score.Demotions);
        json.WriteNumberOrNull("skillAgainstRule", score.SkillAgainstRule);
        json.WriteNumberOrNull("skillAgainstAllDirect", score.SkillAgainstAllDirect);
        json.WriteNumber("seconds", score.Seconds);
        (string Name, Score Score)[] parts =
        [
            ("shown", score.Shown), ("atModel", score.AtModel), ("model", score.Model), ("bounds", score.Bounds), ("survey", score.Survey),
            ("surveyShown", score.SurveyShown), ("pages", score.Pages), ("days", score.Days), ("withoutPreviews", score.Blind),
            ("naiveSurvey", score.NaiveSurvey), ("allDirect", score.AllDirect), ("rule", score.Rule), ("firstVisitRule", score.FirstVisitRule),
        ];
        foreach (var (name, part) in parts)
            Write(json, name, part);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Score score)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", score.Count);
        json.WriteNumber("intervals", score.Intervals);
        json.WriteNumberOrNull("error", score.Error);
        json.WriteNumberOrNull("worst", score.Worst);
        json.WriteNumberOrNull("bias", score.Bias);
        json.WriteNumberOrNull("coverage", score.Coverage);
        json.WriteNumberOrNull("width", score.Width);
        json.WriteNumberOrNull("intervalScore", score.IntervalScore);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Target target)
    {
        json.WriteStartObject();
        json.WriteString("name", target.Name);
        json.WriteString("says", target.English);
        json.WriteNumberOrNull("value", target.Value);
        json.WriteNumber("limit", target.Limit);
        json.WriteString("where", target.Where);
        if (target.Reached is { } reached)
            json.WriteBoolean("reached", reached);
        else
            json.WriteNull("reached");
        json.WriteEndObject();
    }

    private static void Counts<T>(Utf8JsonWriter json, string name, IReadOnlyDictionary<T, int> counts)
        where T : struct, Enum
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
            json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(key.ToString()), count);
        json.WriteEndObject();
    }
}
