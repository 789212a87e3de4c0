namespace Murmure.Server.Dashboard.Text;

/// <summary>The languages that every face speaks.</summary>
public enum Language
{
    English,
    French,
}

/// <summary>How a language is asked for.</summary>
public static class Languages
{
    /// <summary>The BCP 47 code, for <c>lang</c> attributes and <c>?lang=</c>.</summary>
    public static string Code(this Language language) => language == Language.French ? "fr" : "en";

    /// <summary>Reads <c>fr</c>, <c>fr-CA</c>, <c>EN</c>; null when it is neither French nor English.</summary>
    public static Language? Parse(string? code) => code?.Trim().Split('-', '_')[0].ToUpperInvariant() switch
    {
        "FR" => Language.French,
        "EN" => Language.English,
        _ => null,
    };

    /// <summary>
    /// The language that an Accept-Language header prefers among ours; English when it names neither.
    /// </summary>
    public static Language Negotiate(string? acceptLanguage)
    {
        var best = (Language: Language.English, Quality: 0d);
        foreach (var range in (acceptLanguage ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            if (Parse(parts[0]) is { } language && Quality(parts) is var quality && quality > best.Quality)
                best = (language, quality);
        }

        return best.Language;
    }

    private static double Quality(string[] parts)
    {
        var weight = parts.Skip(1).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        if (weight is null)
            return 1;
        return double.TryParse(weight.AsSpan(2), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var q)
            ? q
            : 0;
    }
}
