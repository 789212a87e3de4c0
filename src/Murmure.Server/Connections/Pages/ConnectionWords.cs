using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections.Pages;

/// <summary>What the pages of connections say in more than one place.</summary>
internal static class ConnectionWords
{
    public static string KindName(this Texts texts, string kind) => texts["connection.kind." + kind];

    /// <summary>A channel by its name in the reader's language.</summary>
    public static string ChannelName(this Texts texts, Catalogue catalogue, string slug) => texts.Channel(slug, catalogue.BySlug.GetValueOrDefault(slug)?.Name ?? slug);

    /// <summary>The key of the text that says what went wrong.</summary>
    public static string ProblemKey(ConnectorProblem problem) => "connection.problem." + Slugs.Of(problem.Reason);

    /// <summary>The key of what is counted of a channel.</summary>
    public static string ObservationKey(ObservationKind kind) => "observation." + ObservationIntake.NameOf(kind);

    /// <summary>What went wrong, in words, with the service's own number where it gave one.</summary>
    /// <param name="problem">As it is kept: <c>limit 130429</c>.</param>
    public static string ProblemText(this Texts texts, string problem)
    {
        var (reason, code) = problem.IndexOf(' ', StringComparison.Ordinal) is > 0 and var gap ? (problem[..gap], problem[(gap + 1)..]) : (problem, "");
        // What is known of a connection in particular needs no number.
        if (code.Length > 0 && texts.Find($"connection.problem.{reason}.{code}") is { } known)
            return known;
        var words = texts.Find("connection.problem." + reason) ?? texts["connection.problem.fault"];
        return code.Length == 0 ? words : texts.Say("connection.problem.code", words, code);
    }

    /// <summary>What a post answers, in words: something that happened here, or what the service said.</summary>
    public static string AnswerText(this Texts texts, string answer) => texts.Find("post.answer." + answer) ?? texts.ProblemText(answer);

    /// <summary>A word of Meta's about a template, in the reader's language where it is known.</summary>
    /// <param name="what">What the word is about: <c>category</c>, <c>status</c>, <c>quality</c>.</param>
    public static string TemplateWord(this Texts texts, string what, string word) =>
        texts.Find($"template.{what}.{word}") ?? (word.Length > 0 ? word.Replace('-', ' ') : texts["template.unknown"]);

    /// <summary>How a connection fares, in one line.</summary>
    /// <param name="when">How the page writes a time.</param>
    public static string StateText(this Texts texts, Connection connection, Func<DateTime, string> when, DateTime now) => connection switch
    {
        { RestsUntil: { } until } when until > now => texts.Say("connection.state.rests", when(until)),
        { Problem.Length: > 0 } => texts.ProblemText(connection.Problem),
        { LastEvent: { } last } => texts.Say("connection.state.heard", when(last)),
        { Kind: ConnectorSet.Manual } => texts["connection.state.manual"],
        _ => texts["connection.state.silent"],
    };
}
