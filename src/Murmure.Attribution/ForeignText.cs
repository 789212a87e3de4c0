using System.Text.RegularExpressions;

namespace Murmure.Attribution;

/// <summary>Expressions on text that anybody can send.</summary>
internal static class ForeignText
{
    /// <summary>
    /// How long one expression may take, in milliseconds. TRICKY: this is time on the wall. A tenth of it was exceeded by innocent agents on
    /// a machine that was busy with other work, so it is set where only an attack gets.
    /// </summary>
    public const int Patience = 2000;

    /// <summary>Whether the expression matches; one that runs out of patience does not, because hostile text must not stop a run.</summary>
    public static bool Fits(this Regex regex, ReadOnlySpan<char> text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
