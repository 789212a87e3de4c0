using System.Globalization;
using System.Text;
using Murmure.Server.Dashboard.Text;
using Murmure.Statistics;
using Murmure.Statistics.Scoring;

namespace Murmure.Server.Simulation;

/// <summary>The score table in words and figures of one language, for a terminal and for the guide alike.</summary>
public sealed class ScoreTable(Evaluation evaluation, Language language)
{
    /// <summary>What stands around the table in a page of the guide.</summary>
    public const string Begin = "<!-- scores: murmure evaluate --write docs/guide -->";

    /// <inheritdoc cref="Begin"/>
    public const string End = "<!-- /scores -->";

    private readonly Texts texts = Texts.For(language);

    private bool French => texts.Language == Language.French;

    /// <summary>How many runs stand behind it, with which seeds.</summary>
    public string Title => French
        ? $"{evaluation.Replicates} simulations par scénario, graines {evaluation.FirstSeed} à {evaluation.FirstSeed + (ulong)evaluation.Replicates - 1}"
        : $"{evaluation.Replicates} runs of each scenario, seeds {evaluation.FirstSeed} to {evaluation.FirstSeed + (ulong)evaluation.Replicates - 1}";

    /// <summary>Whether that is enough to say anything of coverage: with 200 runs it is known to about 3.5 points.</summary>
    public bool IsEnough => evaluation.Replicates >= 200;

    public string TooFew => French
        ? $"Passage d'essai\u00A0: {evaluation.Replicates} simulations par scénario ne disent presque rien d'une couverture\u00A0; il en faut 200."
        : $"A trial pass: {evaluation.Replicates} runs of each scenario say next to nothing of a coverage; it takes 200.";

    /// <summary>The columns of the figure that is shown.</summary>
    public string[] Heads => French
        ? ["scénario", "vrai", "erreur", "biais", "couvert", "largeur", "score", "modèle", "bon rang"]
        : ["scenario", "truth", "error", "bias", "covered", "width", "score", "model", "right rung"];

    /// <summary>The figure that is shown: shares in points, coverages and shares of runs in per cent.</summary>
    public IReadOnlyList<string[]> Rows =>
    [
        .. evaluation.Scenarios.Select(s => (string[])
        [
            s.Scenario.Name + (s.Scenario.KnownMiss ? " *" : ""),
            Points(s.Truth), Points(s.Shown.Error), Points(s.Shown.Bias), Whole(s.Shown.Coverage), Points(s.Shown.Width), Points(s.Shown.IntervalScore),
            Whole((double)s.Rungs.GetValueOrDefault(Rung.Model) / s.Runs), Whole(s.RightRung),
        ]),
    ];

    public string[] OtherHeads => French
        ? ["scénario", "bornes", "sondage", "couvert", "largeur", "brut", "tout direct", "règle", "1re visite"]
        : ["scenario", "bounds", "survey", "covered", "width", "naive", "all direct", "rule", "first visit"];

    /// <summary>Bounds and survey, shown or not, and what simpler ways come to.</summary>
    public IReadOnlyList<string[]> OtherRows =>
    [
        .. evaluation.Scenarios.Select(s => (string[])
        [
            s.Scenario.Name,
            Pair(s.Bounds.Coverage, s.Bounds.Width),
            Points(s.Survey.Error), Whole(s.Survey.Coverage), Points(s.Survey.Width),
            Pair(s.NaiveSurvey.Coverage, s.NaiveSurvey.Error),
            Points(s.AllDirect.Error), Points(s.Rule.Error), Points(s.FirstVisitRule.Error),
        ]),
    ];

    public string[] PartHeads => French
        ? ["scénario", "pages", "erreur", "couvert", "largeur", "jours", "erreur", "couvert", "largeur", "gain", "durée"]
        : ["scenario", "pages", "error", "covered", "width", "days", "error", "covered", "width", "gain", "time"];

    /// <summary>Pages of a hundred direct visits or more, and days.</summary>
    public IReadOnlyList<string[]> PartRows =>
    [
        .. evaluation.Scenarios.Select(s => (string[])
        [
            s.Scenario.Name,
            texts.Number(s.Pages.Count), Points(s.Pages.Error), Whole(s.Pages.Coverage), Points(s.Pages.Width),
            texts.Number(s.Days.Count), Points(s.Days.Error), Whole(s.Days.Coverage), Points(s.Days.Width),
            Whole(s.SkillAgainstRule), s.Seconds.ToString("0.00", texts.Culture),
        ]),
    ];

    public string[] TargetHeads => French ? ["", "objectif", "obtenu", "où", "verdict"] : ["", "target", "found", "where", "verdict"];

    public IReadOnlyList<string[]> TargetRows =>
    [
        .. evaluation.Targets.Select(t => (string[])
        [
            t.Name, French ? t.French : t.English,
            t.Value is { } value ? t.Points ? Points(value) : value.ToString("0.0", texts.Culture) : "–",
            t.Where,
            t.Reached switch
            {
                true => French ? "atteint" : "reached",
                false => French ? "manqué" : "missed",
                _ => French ? "non mesuré" : "not measured",
            },
        ]),
    ];

    /// <summary>What is not to be read as a success.</summary>
    public string KnownMiss => French
        ? "* Erreur connue\u00A0: le calendrier est confirmé à tort, et seul un gros envoi se remarque dans les données."
        : "* A known miss: the calendar is confirmed wrongly, and only a large mailing stands out in the data.";

    public bool HasKnownMiss => evaluation.Scenarios.Any(s => s.Scenario.KnownMiss);

    public string Units => French
        ? "Parts en points de pourcentage des visites directes\u00A0; couvertures et parts de simulations en\u00A0%\u00A0; durée en secondes. "
            + "Bornes\u00A0: couverture / largeur\u00A0; sondage brut\u00A0: couverture / erreur\u00A0; gain\u00A0: part de l'erreur de la règle de 2012 qui disparaît."
        : "Shares in percentage points of direct visits; coverages and shares of runs in %; time in seconds. "
            + "Bounds: coverage / width; naive survey: coverage / error; gain: how much of the error of the rule of 2012 is gone.";

    /// <summary>The block of the guide, markers included.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append(Begin).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"**{Title}.**");
        if (!IsEnough)
            text.Append(CultureInfo.InvariantCulture, $" **{TooFew}**");
        text.Append(CultureInfo.InvariantCulture, $" {Units}\n\n");
        Table(text, Heads, Rows);
        if (HasKnownMiss)
            text.Append(KnownMiss).Append("\n\n");
        Table(text, OtherHeads, OtherRows);
        Table(text, PartHeads, PartRows);
        Table(text, TargetHeads, TargetRows);
        return text.Append(End).ToString();
    }

    /// <summary>A page with the block in the place of the one between its markers; null where it has none.</summary>
    public string? In(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        return begin < 0 || end < begin ? null : page[..begin] + Markdown() + page[(end + End.Length)..];
    }

    private static void Table(StringBuilder text, string[] heads, IReadOnlyList<string[]> rows)
    {
        text.Append("| ").AppendJoin(" | ", heads).Append(" |\n|").Append(string.Concat(Enumerable.Repeat("---|", heads.Length))).Append('\n');
        foreach (var row in rows)
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        text.Append('\n');
    }

    private string Points(double? share) => share is { } value ? (value * 100).ToString("0.0", texts.Culture) : "–";

    private string Whole(double? share) => share is { } value ? (value * 100).ToString("0", texts.Culture) : "–";

    private string Pair(double? coverage, double? points) => coverage is null ? "–" : $"{Whole(coverage)} / {Points(points)}";
}
