using System.Globalization;
using System.Text;

namespace Murmure.Server.Dashboard.Text;

/// <summary>
/// Foreign text (paths, hosts, file names: a log is written by whoever sends requests) made fit to be seen. Encoding for HTML or for a
/// terminal's markup comes on top and is the face's own.
/// </summary>
public static class Displayed
{
    /// <summary>
    /// Control characters, escape sequences, and the marks that turn the direction of a line become <c>�</c>: an address must not be able
    /// to rewrite what stands beside it. Longer than <paramref name="length"/> characters, the middle gives way: the end of a path names the article.
    /// </summary>
    public static string Foreign(string text, int length = 90)
    {
        var clean = new StringBuilder(Math.Min(text.Length, length) + 1);
        var cut = text.Length <= length ? text : string.Concat(text.AsSpan(0, length / 3), "…", text.AsSpan(text.Length - (length - (length / 3) - 1)));
        foreach (var rune in cut.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var visible = category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
            clean.Append(visible ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }

    /// <summary>As <see cref="Foreign"/>, of a text that has lines: they stay, whatever else is a control character does not.</summary>
    public static string Lines(string text, int length)
    {
        var cut = text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "…");
        return string.Join('\n', cut.ReplaceLineEndings("\n").Split('\n').Select(line => Foreign(line, length)));
    }
}
