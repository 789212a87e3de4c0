using System.Text.RegularExpressions;

namespace Murmure.Attribution.Rules;

/// <summary>
/// Tells webmails and search engines that the catalogue does not name by how their addresses are built. Operators name these hosts by habit:
/// <c>webmail.</c>, <c>mail01.</c>, <c>deref-…</c> for mail; <c>search.</c>, <c>suche.</c>, <c>recherche.</c> for search.
/// </summary>
internal static partial class HostShapes
{
    public static bool LooksLikeWebmail(string host, string path) =>
        WebmailHost().Fits(host) || WebmailPath().Fits(path);

    /// <summary>A link that a mail gateway rewrote (Proofpoint, Mimecast, Barracuda, Cisco and their like): the click came out of a mail.</summary>
    public static bool IsMailGateway(string host) => MailGateway().Fits(host);

    /// <summary>
    /// A host named after searching, or a search form's page with a term. On a home page only the names that nothing else uses count
    /// (<c>/?p=12</c> is a post of a weblog).
    /// </summary>
    public static bool LooksLikeSearch(string host, ReadOnlySpan<char> path, ReadOnlySpan<char> query) =>
        SearchHost().Fits(host)
        || (SearchPath().Fits(path) && (query.IsEmpty || AnyTerm().Fits(query)))
        || (SearchForm().Fits(path) && AnyTerm().Fits(query))
        || (HomeForm().Fits(path) && SureTerm().Fits(query));

    [GeneratedRegex(@"^(?:deref-|(?:(?:web|light|upc|pro|w|e|x|s)?mail(?:er)?|e-?mails?|messagerie(?:pro)?|zimbra|roundcube|owa|exchange|horde|squirrelmail|courriel|poczta|posta|correo|imp)[a-z]{0,8}\d{0,3}[a-z]?(?:-[a-z0-9]{1,6})?\.)|\.(?:web)?mail\.[a-z0-9-]+\.[a-z]{2,}$|^rich-v\d+\.",
        RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex WebmailHost();

    [GeneratedRegex(@"(?:^|[.-])(?:urldefense|safelinks?|linkprotect|linkprotection|emailprotection|mailprotect|clicktime|secure-web\.cisco|mimecast(?:protect)?|cudasvc|trendmicro|sophos-?mail|protection\.sophos)[.-]",
        RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex MailGateway();

    [GeneratedRegex(@"^/(?:roundcube|webmail|squirrelmail|horde/imp|owa/|zimbra)|/(?:rcmail|readmsg|read_body)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex WebmailPath();

    [GeneratedRegex(@"(?:^|\.)(?:[a-z]{0,6}search|search-?[a-z]{1,8}|suche?n?|recherche|lemoteur|chercher[a-z]{0,3}|buscador|buscar|busca|cerca|szukaj|zoeken|hledat|seek|poisk|metasearch|websearch|searx(?:ng)?|msxml|isearch)\.|^(?:[a-z0-9-]*(?:search|recherche|metacrawler|looksmart)[a-z0-9-]*)\.[a-z.]{2,6}$|^(?:www\.)?[a-z0-9-]*(?:search|recherche)[a-z0-9-]*\.(?:com|net|org|fr|de|co\.[a-z]{2}|[a-z]{2})$",
        RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex SearchHost();

    // "/search/piwik+guide": the term stands in the path.
    [GeneratedRegex(@"^/(?:[a-z]{2}/)?(?:web|images?|videos?|news)?/?(?:search|suche|recherche|buscar|serp|s)(?:/[^/]+)?/?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex SearchPath();

    [GeneratedRegex(@"/(?:[a-z]*search[a-z]*|results?|suche|recherche|web|cse|custom|yandsearch)(?:\.[a-z]{2,5})?$|^/(?:search|web)/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex SearchForm();

    [GeneratedRegex(@"^/(?:index\.[a-z]{2,5})?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex HomeForm();

    [GeneratedRegex(@"(?:^|[&;?])(?:q|query|search|searchfor|searchterm|kw|wd|keywords?)=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex SureTerm();

    [GeneratedRegex(@"(?:^|[&;?])(?:q|as_q|query|qry|search(?:_?(?:for|term|query|word|text))?|searchterm|keywords?|kw|kwd|wd|word|words|text|terms?|p|s|k|mt|rdata|suche|recherche|szukaj|texto)=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex AnyTerm();
}
