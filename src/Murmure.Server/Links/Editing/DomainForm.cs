using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>A link domain's settings as people type them.</summary>
internal static partial class DomainForm
{
    private const int MostLines = 200;

    /// <summary>Puts the form's fields into the row; what is wrong, or null.</summary>
    public static LinkProblem? Fill(HttpContext http, LinkDomain row, LinkHost domain, LinkForm form)
    {
        // Where the domain itself leads is its owner's word; the list is for what links lead to.
        var any = domain with { AllowedDestinations = [] };
        string?[] read = new string?[3];
        foreach (var (place, field) in ((string[])["rootUrl", "notFoundUrl", "expiredUrl"]).Index())
        {
            if (form.Address(field, http.Field(field), any, out read[place]) is { } problem)
                return problem;
        }
        (row.RootUrl, row.NotFoundUrl, row.ExpiredUrl) = (read[0], read[1], read[2]);
        return Lists(http, row);
    }

    private static LinkProblem? Lists(HttpContext http, LinkDomain row)
    {
        var allowed = http.Lines("allowed").Select(SiteForm.Host).ToList();
        if (allowed.Count > MostLines || allowed.Contains(null))
            return new LinkProblem("allowed", "link-allowed", "Each line is a host such as example.org.");
        var apple = http.Lines("apple");
        if (apple.Count > MostLines || !apple.TrueForAll(app => Apple().IsMatch(app)))
            return new LinkProblem("apple", "link-apple", "Each line is a team id, a dot and a bundle id.");
        var android = http.Lines("android").ConvertAll(app => string.Join(' ', app.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperFingerprint());
        if (android.Count > MostLines || !android.TrueForAll(app => Android().IsMatch(app)))
            return new LinkProblem("android", "link-android", "Each line is a package, a blank and the SHA-256 fingerprint of its certificate.");
        (row.AllowedDestinations, row.AppleApps, row.AndroidApps) = ([.. allowed.OfType<string>().Distinct(StringComparer.Ordinal)], apple, android);
        return null;
    }

    // The package as it is, the fingerprint as keytool writes it.
    private static string ToUpperFingerprint(this string app) =>
        app.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank ? app[..blank] + app[blank..].ToUpperInvariant() : app;

    // Ten letters and digits of the team, then the bundle id.
    [GeneratedRegex(@"^[A-Z0-9]{10}\.[A-Za-z0-9.-]{1,155}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Apple();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*){1,20} [0-9A-F]{2}(:[0-9A-F]{2}){31}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Android();
}
