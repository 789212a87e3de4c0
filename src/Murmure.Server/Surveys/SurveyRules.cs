using Murmure.Server.Ingest;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Surveys;

/// <summary>Whom a site asks, as it was when the snapshot was taken. Immutable.</summary>
/// <param name="Direct">Of 1,000 direct visits so many are asked; the others likewise.</param>
/// <param name="Languages">In which it may ask.</param>
/// <param name="ExcludedPaths">Where it does not, by the site's own word; <see cref="Never"/> stands besides.</param>
public sealed record SurveyRules(int Direct, int Tagged, int Public, IReadOnlyList<string> Languages, IReadOnlyList<string> ExcludedPaths)
{
    /// <summary>Where nobody is asked, whatever the settings say: where somebody pays or signs in, and where the address itself may be a confidence.</summary>
    public static IReadOnlyList<string> Never { get; } =
    [
        "/checkout*", "/cart*", "/basket*", "/order*", "/payment*", "/donate*", "/login*", "/signin*", "/sign-in*", "/register*", "/account*", "/password*", "/unsubscribe*",
        "/panier*", "/commande*", "/paiement*", "/caisse*", "/don/*", "/faire-un-don*", "/connexion*", "/inscription*", "/compte*", "/mon-compte*", "/mot-de-passe*", "/desabonnement*",
        "*/health/*", "*/sante/*", "*/santé/*", "*/sexuality/*", "*/sexualite/*", "*/addiction*", "*/suicide*", "*/abortion*", "*/ivg*", "*/vih*", "*/hiv*",
        "*/union/*", "*/syndicat*", "*/religion/*", "*/legal-help*", "*/aide-juridique*", "*/violences*",
    ];

    private readonly byte[][][] excluded = [.. Never.Concat(ExcludedPaths).Select(SiteBlocks.Parts)];

    /// <summary>Whether nobody is asked on a page.</summary>
    internal bool Excludes(ReadOnlySpan<byte> path)
    {
        foreach (var pattern in excluded)
        {
            if (SiteBlocks.Matches(path, pattern))
                return true;
        }
        return false;
    }

    internal static SurveyRules? Of(SurveySetting setting) => setting is { On: true, ForMinors: false }
        ? new(setting.Direct, setting.Tagged, setting.Public, setting.Languages, setting.ExcludedPaths)
        : null;
}
