using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Murmure.Connectors;

/// <summary>
/// Whether somebody wrote that they want no more messages, or want them again. PRIVACY: a text is compared as a whole with words that carriers and services
/// document (CTIA's messaging principles, Twilio's defaults at https://help.twilio.com/articles/223134027, the French operators' STOP), and nothing of it is
/// kept. Leaving is read generously, coming back is not: whoever is asked once more than they want is wronged, whoever is asked once less can say so.
/// </summary>
internal static class Wish
{
    /// <summary>The longest word below has fewer letters.</summary>
    private const int Longest = 40;

    private static readonly FrozenSet<string> Refusals = FrozenSet.Create(
        StringComparer.Ordinal,
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out", "revoke", "remove me", "stop promotions",
        "arret", "arreter", "arretez", "stopper", "desabonner", "se desabonner", "me desabonner", "desabonnement", "desinscrire", "se desinscrire", "me desinscrire", "desinscription",
        "resilier", "annuler", "fin", "stop pub", "arreter les promotions");

    private static readonly FrozenSet<string> Consents =
        FrozenSet.Create(StringComparer.Ordinal, "start", "unstop", "subscribe", "optin", "opt in", "reprendre", "s abonner", "m abonner", "se reabonner", "me reabonner");

    /// <summary>The wish that the text is; null where it is any other text.</summary>
    public static ObservationKind? Of(string text)
    {
        if (text.Length > Longest)
            return null;
        var word = Fold(text);
        // "STOP 36180", "STOP SMS": advertisements ask for it in this form.
        return Refusals.Contains(word) || word.Split(' ') is ["stop" or "arret", _] ? ObservationKind.Refusal : Consents.Contains(word) ? ObservationKind.Consent : null;
    }

    /// <summary>Lower case, without accents and signs, one blank between words.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Decomposed(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                folded.Append(Rune.ToLowerInvariant(rune));
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark && folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }
        return folded.ToString().TrimEnd();
    }

    /// <summary>Half a character has no decomposition.</summary>
    private static string Decomposed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
