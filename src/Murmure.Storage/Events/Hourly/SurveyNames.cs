namespace Murmure.Storage.Events;

/// <summary>
/// The names under which the survey's invitations and answers are kept: whose they are, whether the visitor had been there before that day, and what was
/// said. They are all known beforehand, so no close folds them and none singles anybody out.
/// </summary>
public static class SurveyNames
{
    /// <summary>Said of an invitation, which is no answer yet.</summary>
    public const string Invited = "invited";

    /// <summary>Somebody sent the link.</summary>
    public const string Private = "private";

    public const string DoNotKnow = "unknown";

    /// <summary>What is known of the visit besides the answer.</summary>
    public static IReadOnlyList<string> Strata { get; } = ["direct", "tagged", "public"];

    /// <summary>What can be answered, in the order of the guide.</summary>
    public static IReadOnlyList<string> Answers { get; } = [Private, "social", "search", "newsletter", "typed", "other", DoNotKnow];

    /// <summary>Every name that there is.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. from stratum in Strata from returning in (bool[])[false, true] from said in Answers.Prepend(Invited) select Of(stratum, returning, said)];

    public static string Of(string stratum, bool returning, string said) => $"{stratum}|{(returning ? "returning" : "first")}|{said}";

    /// <summary>The parts of a name; null for any other text.</summary>
    public static (string Stratum, bool Returning, string Said)? Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Split('|') is [var stratum, ("first" or "returning") and var visit, var said] && Strata.Contains(stratum) && (said == Invited || Answers.Contains(said))
            ? (stratum, visit == "returning", said) : null;
    }
}
