using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Murmure.Connectors.Sms;

/// <summary>
/// The words by which people leave and come back: Twilio's defaults (https://help.twilio.com/articles/223134027) and what is usual in French. Leaving is read
/// generously, coming back is not: whoever is asked once more than they want is wronged, whoever is asked once less can say so.
/// </summary>
internal static class StopWords
{
    private const int Longest = 40;

    private static readonly FrozenSet<string> Leaving =
        FrozenSet.Create(StringComparer.Ordinal, "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "ARRET", "ARRETER", "ARRETEZ", "DESABONNER", "DESINSCRIRE");

    private static readonly FrozenSet<string> Back = FrozenSet.Create(StringComparer.Ordinal, "START", "UNSTOP");

    /// <summary><see cref="ObservationKind.Refusal"/>, <see cref="ObservationKind.Consent"/>, or null for anything else.</summary>
    public static ObservationKind? Read(string text)
    {
        if (text.Length > Longest)
            return null;
        var words = Plain(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [var only] when Leaving.Contains(only) => ObservationKind.Refusal,
            // "STOP 36180", "STOP SMS": advertisements ask for it in this form.
            ["STOP" or "ARRET", _] => ObservationKind.Refusal,
            [var only] when Back.Contains(only) => ObservationKind.Consent,
            _ => null,
        };
    }

    /// <summary>Upper case, without accents; whatever is neither letter nor digit parts words.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var letter in (rune.Value < 0x80 ? rune.ToString() : rune.ToString().Normalize(NormalizationForm.FormD)).ToUpperInvariant())
            {
                if (char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
                    plain.Append(char.IsAsciiLetterOrDigit(letter) ? letter : ' ');
            }
        }
        return plain.ToString();
    }
}
