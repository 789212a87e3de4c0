using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Notices;

/// <summary>
/// What a notice says, in one language: composed once, written as a mail, a chat message or JSON. Whatever in it is foreign was made fit to be seen
/// (<see cref="Displayed.Foreign"/>); each writer encodes it as its medium asks.
/// </summary>
/// <param name="Subject">What stands in a list of mails.</param>
/// <param name="Title">The news in one sentence.</param>
/// <param name="LinkText">What the link shows.</param>
/// <param name="Path">Where on this server more is to be seen, from the root, without the language.</param>
public sealed record Letter(Language Language, string Subject, string Title, IReadOnlyList<LetterPart> Parts, string LinkText, string Path)
{
    /// <summary>The address of <see cref="Path"/> for somebody who knows the server by that root.</summary>
    public string Link(string root) => $"{root}{Path}{(Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={Language.Code()}";
}

/// <summary>A part of a letter; without a heading it follows what stands before it.</summary>
public abstract record LetterPart(string? Heading);

/// <summary>Plain sentences.</summary>
public sealed record LetterWords(string? Heading, params IReadOnlyList<string> Paragraphs) : LetterPart(Heading);

/// <summary>A chart of bars, each with its figure in words.</summary>
public sealed record LetterBars(string? Heading, IReadOnlyList<LetterBar> Bars) : LetterPart(Heading)
{
    public long Longest => Math.Max(1, Bars.Select(bar => bar.Value).DefaultIfEmpty().Max());
}

/// <param name="Written">The figure as it is shown.</param>
public sealed record LetterBar(string Name, long Value, string Written);

/// <summary>Things with what is said of each.</summary>
public sealed record LetterRows(string? Heading, IReadOnlyList<LetterRow> Rows) : LetterPart(Heading);

/// <param name="Value">A figure, or nothing.</param>
public sealed record LetterRow(string Name, string Value, string Note);
