using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Notices;

/// <summary>A letter as plain text: the other half of a mail, and what chats show.</summary>
internal static class LetterText
{
    private const int BarLength = 12;
    private const char Full = '█';
    private static readonly char[] Eighths = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

    /// <summary>The parts, one under the other; without the title, which each medium sets in its own way.</summary>
    public static string Body(Letter letter) => string.Join("\n\n", letter.Parts.Select(part => Part(part, Texts.For(letter.Language))).Where(part => part.Length > 0));

    /// <summary>At most so many characters, never half of one.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..end] + "…";
    }

    private static string Part(LetterPart part, Texts texts)
    {
        var lines = part switch
        {
            LetterWords words => words.Paragraphs,
            LetterBars bars => bars.Bars.Select(bar => $"{Drawn(bar.Value, bars.Longest)} {bar.Written} {bar.Name}"),
            LetterRows rows => rows.Rows.Select(row => (row.Value.Length == 0 ? row.Name : texts.Say("notice.text.pair", row.Name, row.Value)) + (row.Note.Length == 0 ? "" : " – " + row.Note)),
            _ => [],
        };
        return string.Join('\n', part.Heading is null ? lines : lines.Prepend(part.Heading.ToUpperInvariant()));
    }

    /// <summary>A bar of characters, an eighth of one exact; something is never nothing.</summary>
    private static string Drawn(long value, long longest)
    {
        var eighths = value == 0 ? 0 : Math.Max(1, (int)Math.Round(8.0 * BarLength * value / longest));
        return new string(Full, eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[(eighths % 8) - 1]);
    }
}
