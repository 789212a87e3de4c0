using System.Globalization;

namespace Murmure.Server.Logs;

/// <summary>Everything that this folder says to people, in English and French; slugs for machines.</summary>
public static class LogTexts
{
    /// <summary>The stable name of an outcome, as counters and <c>--json</c> spell it.</summary>
    public static string Slug(LineOutcome outcome) => Of(outcome).Slug;

    /// <summary>One line that says what the outcome means.</summary>
    public static string Meaning(LineOutcome outcome, string language = "en") =>
        language == "fr" ? Of(outcome).French : Of(outcome).English;

    internal static string Say(LogProblem problem, string language)
    {
        var (english, french) = Of(problem.Kind);
        return string.Format(CultureInfo.InvariantCulture, language == "fr" ? french : english, problem.Input, problem.Detail);
    }

    private static (string Slug, string English, string French) Of(LineOutcome outcome) => outcome switch
    {
        LineOutcome.Hit => ("hit", "a request", "une requête"),
        LineOutcome.Aside => ("aside", "a blank line, a comment or a header", "une ligne vide, un commentaire ou un en-tête"),
        LineOutcome.NotARequest => ("not-a-request", "a record that is no page request", "un enregistrement qui n'est pas une requête"),
        LineOutcome.NotThisFormat => ("not-this-format", "the line does not have the log's format", "la ligne n'a pas le format du journal"),
        LineOutcome.UnbalancedQuotes => ("unbalanced-quotes", "a quoted field is never closed", "un champ entre guillemets n'est jamais fermé"),
        LineOutcome.BadAddress => ("bad-address", "the client address cannot be read", "l'adresse du client est illisible"),
        LineOutcome.BadTime => ("bad-time", "the time cannot be read", "l'heure est illisible"),
        LineOutcome.BadRequest => ("bad-request", "the request has no method and target", "la requête n'a ni méthode ni cible"),
        LineOutcome.BadStatus => ("bad-status", "the status is not a number", "le statut n'est pas un nombre"),
        LineOutcome.MissingField => ("missing-field", "the line ends too early", "la ligne s'arrête trop tôt"),
        LineOutcome.BadJson => ("bad-json", "the JSON is broken", "le JSON est invalide"),
        LineOutcome.TooLong => ("too-long", "the line is longer than 64 KB", "la ligne dépasse 64 Ko"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    private static (string English, string French) Of(LogProblemKind kind) => kind switch
    {
        LogProblemKind.Missing => ("{0}: no such file.", "{0} : fichier introuvable."),
        LogProblemKind.Directory => ("{0}: this is a directory; name the log files in it.", "{0} : c'est un dossier ; indiquez les fichiers qu'il contient."),
        LogProblemKind.Unreadable => ("{0}: the file cannot be opened; check its permissions.", "{0} : le fichier ne peut pas être ouvert ; vérifiez ses droits."),
        LogProblemKind.Empty => ("{0}: there is no log line in it.", "{0} : aucune ligne de journal."),
        LogProblemKind.Binary => ("{0}: this is a binary file, not an access log.", "{0} : c'est un fichier binaire, pas un journal d'accès."),
        LogProblemKind.UnknownFormat => (
            "{0}: the log format is not recognised; name it with --format, one of: {1}.",
            "{0} : format de journal non reconnu ; indiquez-le avec --format, parmi : {1}."),
        LogProblemKind.UnknownFormatName => (
            "{0}: there is no log format of that name; the names are: {1}.",
            "{0} : aucun format de journal ne porte ce nom ; les noms sont : {1}."),
        LogProblemKind.Truncated => (
            "{0}: the {1} data stops before its end; what came before was read.",
            "{0} : les données {1} s'arrêtent avant la fin ; ce qui précède a été lu."),
        LogProblemKind.Corrupt => (
            "{0}: the {1} data is damaged; what came before was read.",
            "{0} : les données {1} sont abîmées ; ce qui précède a été lu."),
        LogProblemKind.ReadFailed => ("{0}: reading failed; what came before was read.", "{0} : la lecture a échoué ; ce qui précède a été lu."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
