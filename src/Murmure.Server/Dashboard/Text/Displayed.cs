using System.Globalization;
using System.Text;

namespace Murmure.Server.Dashboard.Text;

/// <summary>
/// Foreign text (paths, hosts, file names: a log is written by whoever sends requests) made fit to be seen. Encoding for HTML or for a
/// terminal's markup comes on top and is the face's own.
/// </summary>
public static class Displayed
{
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// Control characters, escape sequences, and the marks that turn the direction of a line become <c>�</c>: an address must not be able
    /// to rewrite what stands beside it. Longer than <paramref name="length"/> characters, the middle gives way: the end of a path names the article.
    /// </summary>
    public static string Foreign(string text, int length = 90) =>
        Clean(text.Length <= length ? text : string.Concat(text.AsSpan(0, length / 3), "…", text.AsSpan(text.Length - (length - (length / 3) - 1))), joined: false);

    /// <summary>As <see cref="Foreign"/>, of a message: its lines stay, and what joins emoji into one; longer than <paramref name="length"/> characters, its end gives way.</summary>
    public static string Lines(string text, int length) => string.Join('\n', (text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "…"))
        .ReplaceLineEndings("\n").Replace('\t', ' ').Split('\n').Select(line => Clean(line, joined: true)));

    private static string Clean(string text, bool joined)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var visible = category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
            clean.Append(visible || (joined && rune.Value == ZeroWidthJoiner) ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
