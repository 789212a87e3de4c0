using System.Buffers;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Murmure.Server.Links;

/// <summary>Why a slug cannot be.</summary>
public enum SlugProblem
{
    Empty,
    TooLong,

    /// <summary>A blank, a control, or one of <c>/ ? # % ~ + \</c>, which mean something else in an address.</summary>
    Character,

    /// <summary>The server's own.</summary>
    Reserved,
}

/// <summary>The part of a short address that names the link.</summary>
internal static class Slug
{
    public const int Longest = 200;

    /// <summary>27 to the power of 7 are ten thousand million: at a million links a guess hits one in 10,000.</summary>
    private const int RandomLength = 7;

    /// <summary>Without 0 and o, 1, i and l, which are read one for the other, and without vowels, so that no word comes about.</summary>
    private const string RandomLetters = "23456789bcdfghjkmnpqrstvwxz";

    private static readonly SearchValues<char> Meaningful = SearchValues.Create("/?#%~+\\\"<>^`{|}");

    /// <summary>First segments that the server keeps for itself on every host.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "app", "api", "admin", "e", "e.gif", "m.js", "m-extra.js", "share.js", "survey.js", "health", "metrics", "openapi", "webhooks", "robots.txt", ".well-known", "favicon.ico",
        "yourls-api.php", "v4", "-").GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsReserved(ReadOnlySpan<char> segment) => Reserved.Contains(segment);

    public static string Random(int length = RandomLength) => RandomNumberGenerator.GetString(RandomLetters, length);

    /// <summary>A slug as people type it, in one spelling (normal form C, without blanks around it); the problem when it cannot be one.</summary>
    public static (string? Slug, SlugProblem? Problem) Read(string text)
    {
        var slug = text.Trim();
        if (slug.Length == 0)
            return (null, SlugProblem.Empty);
        if (slug.Length > Longest)
            return (null, SlugProblem.TooLong);
        if (!IsWellFormed(slug) || slug.AsSpan().ContainsAny(Meaningful) || slug.EnumerateRunes().Any(rune => Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || Homographs.IsInvisible(rune)))
            return (null, SlugProblem.Character);
        slug = slug.Normalize(NormalizationForm.FormC);
        if (slug is "." or ".." || IsReserved(slug) || slug.EndsWith(".qr", StringComparison.OrdinalIgnoreCase))
            return (null, SlugProblem.Reserved);
        return (slug, null);
    }

    /// <summary>Whether a reader could take the slug for another one: it is allowed, and said.</summary>
    public static bool LooksAlike(string slug) => Homographs.CanBeMistaken(slug);

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }
}
