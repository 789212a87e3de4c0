using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Murmure.Server.Imports.History;

/// <summary>What a column is, whatever program and language wrote its name. Only names that are sure are here: a column of users is no column of sessions.</summary>
internal static class ColumnNames
{
    public const string Day = "day";
    public const string Nth = "nth";
    public const string Group = "group";
    public const string Pair = "pair";
    public const string Source = "source";
    public const string Medium = "medium";
    public const string Campaign = "campaign";
    public const string Visits = "visits";
    public const string Label = "label";
    public const string Type = "type";
    public const string Referrer = "referrer";

    private static readonly FrozenDictionary<string, string> Google = Table(
        (Day, "date|jour"), (Nth, "nth day|n ieme jour"),
        (Group, "session default channel group|session default channel grouping|default channel group|default channel grouping|session primary channel group default channel group|session primary channel group"
            + "|groupe de canaux par defaut de la session|groupe de canaux par defaut|groupe de canaux principal de la session groupe de canaux par defaut|groupe de canaux principal de la session|session groupe de canaux par defaut"
            + "|session groupe de canaux principal groupe de canaux par defaut|sessiondefaultchannelgroup"),
        (Pair, "session source medium|source medium|source support de la session|session source support|source support|sessionsourcemedium"),
        (Source, "session source|source de la session|session manual source|source|sessionsource"), (Medium, "session medium|support de la session|session manual medium|medium|support|sessionmedium"),
        (Campaign, "session campaign|campagne de la session|session campagne|campaign|campagne|sessioncampaignname"), (Visits, "sessions"));

    private static readonly FrozenDictionary<string, string> Matomo = Table(
        (Day, "date|day|jour"), (Label, "label|libelle|referrer type|channel type|type de referent|type de canal"), (Type, "metadata referrer type|metadata referrertype|referrertype"),
        (Visits, "nb visits|visits|visites"));

    private static readonly FrozenDictionary<string, string> Plausible = Table(
        (Day, "date"), (Source, "source"), (Referrer, "referrer"), (Pair, "utm source"), (Medium, "utm medium"), (Campaign, "utm campaign"), (Visits, "visits"));

    public static IReadOnlyList<string> OfGoogle(IEnumerable<string> header) => Of(header, Google);

    public static IReadOnlyList<string> OfMatomo(IEnumerable<string> header) => Of(header, Matomo);

    public static IReadOnlyList<string> OfPlausible(IEnumerable<string> header) => Of(header, Plausible);

    /// <summary>Lower case, without accents; whatever is neither letter nor digit parts words.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        var apart = false;
        foreach (var letter in Letters(text))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue;
            if (char.IsLetterOrDigit(letter))
                plain.Append(apart && plain.Length > 0 ? " " : "").Append(char.ToLowerInvariant(letter));
            apart = !char.IsLetterOrDigit(letter);
        }
        return plain.ToString();
    }

    // Half a pair of surrogates cannot be taken apart; it is no letter either.
    private static string Letters(string text) => new string([.. text.Where(letter => !char.IsSurrogate(letter))]).Normalize(NormalizationForm.FormD);

    private static List<string> Of(IEnumerable<string> header, FrozenDictionary<string, string> names) => [.. header.Select(name => names.GetValueOrDefault(Plain(name), ""))];

    private static FrozenDictionary<string, string> Table(params ReadOnlySpan<(string Column, string Names)> rows)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, names) in rows)
        {
            foreach (var name in names.Split('|'))
                table[name] = column;
        }
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
