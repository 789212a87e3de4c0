using System.Net;
using System.Text.RegularExpressions;

namespace Murmure.Server.Sites.Checks;

/// <summary>One thing that the check found.</summary>
/// <param name="Key">The end of the text's key, under <c>check.</c></param>
public sealed record Finding(string Key, bool Good, IReadOnlyList<object> Values)
{
    internal static Finding Yes(string key, params object[] values) => new(key, true, values);

    internal static Finding No(string key, params object[] values) => new(key, false, values);
}

/// <summary>Fetches the site's home page as a browser would and says what stands in the way of measuring it.</summary>
public sealed partial class InstallationCheck(GuardedClient client)
{
    /// <param name="server">Where browsers reach this server, for a script that comes from it.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(SiteRules site, string server, CancellationToken cancellation)
    {
        var secure = await client.FetchAsync(new Uri($"https://{site.Host}/"), cancellation);
        // A site without TLS is asked in the clear; one that leads into a private network is not asked twice.
        return secure.Refusal is FetchRefusal.Unreachable
            ? await LookAsync(site, await client.FetchAsync(new Uri($"http://{site.Host}/"), cancellation), server, cancellation)
            : await LookAsync(site, secure, server, cancellation);
    }

    internal async Task<IReadOnlyList<Finding>> LookAsync(SiteRules site, (FetchedPage? Page, FetchRefusal? Refusal) fetched, string server, CancellationToken cancellation)
    {
        var (page, refusal) = fetched;
        if (page is null)
            return [Refused(refusal, site.Host)];
        if (page.Status != HttpStatusCode.OK)
            return [Finding.No("status", page.Address.Host, (int)page.Status)];
        if (page.ContentType is not ("text/html" or "application/xhtml+xml"))
            return [Finding.No("nohtml", page.Address.Host)];

        var tags = Tags(page.Text);
        if (site.Profile == ComplianceProfile.LogOnly)
            return [tags.Count == 0 ? Finding.Yes("logonly") : Finding.No("logonly-script")];
        if (tags.Count == 0)
            return [Finding.Yes("reached", page.Address.Host), page.Text.Contains("googletagmanager", StringComparison.Ordinal) ? Finding.No("gtm") : Finding.No("missing")];
        List<Finding> findings = [Finding.Yes("found", page.Address.Host)];
        if (tags.Count > 1)
            findings.Add(Finding.No("twice", tags.Count));
        findings.AddRange(Named(site, tags[0]));
        if (Uri.TryCreate(page.Address, tags[0].Source, out var script))
            findings.AddRange(await ScriptAsync(page, script, server, cancellation));
        else
            findings.Add(Finding.No("source"));
        if (findings.TrueForAll(finding => finding.Good))
            findings.Add(Finding.Yes("good"));
        return findings;
    }

    private static IEnumerable<Finding> Named(SiteRules site, ScriptTag tag)
    {
        if (tag.Site is null)
            yield return Finding.No("nosite", site.Host);
        else if (SiteHosts.Normalise(tag.Site) is not { } named || (named != site.Host && !site.OtherHosts.Contains(named)))
            yield return Finding.No("othersite", tag.Site.Length > 100 ? tag.Site[..100] : tag.Site, site.Host);
        if ((tag.Profile ?? ComplianceProfile.EuConsent.Slug()) is var profile && profile != site.Profile.Slug())
            yield return Finding.No("profile", profile.Length > 40 ? profile[..40] : profile, site.Profile.Slug());
        // A module does not know which element it came from, and so neither its site nor where to send.
        if (tag.Module)
            yield return Finding.No("module");
        else if (!tag.Deferred)
            yield return Finding.No("defer");
    }

    private async Task<IEnumerable<Finding>> ScriptAsync(FetchedPage page, Uri script, string server, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        if (page.Address.Scheme == "https" && script.Scheme == "http")
            findings.Add(Finding.No("mixed"));
        foreach (var (directive, fallback, key) in new[] { ("script-src-elem", "script-src", "csp-script"), ("connect-src", "connect-src", "csp-connect") })
        {
            if (!page.Policies.Concat(MetaPolicies(page.Text)).All(policy => SecurityPolicy.Allows(policy, directive, fallback, script, page.Address)))
                findings.Add(Finding.No(key, script.GetLeftPart(UriPartial.Authority)));
        }

        // The script of this very server needs no fetching: whoever reads this page reaches it.
        if (Uri.TryCreate(server, UriKind.Absolute, out var own) && own.Authority == script.Authority)
            return findings;
        var (file, refusal) = await client.FetchAsync(script, cancellation);
        if (file is null)
            findings.AddRange([Finding.No("script-fetch", script.Host), Refused(refusal, script.Host)]);
        else if (file.Status != HttpStatusCode.OK || file.ContentType?.Contains("javascript", StringComparison.Ordinal) != true)
            findings.Add(Finding.No("script-wrong", script.Host, (int)file.Status));
        return findings;
    }

    private static Finding Refused(FetchRefusal? refusal, string host) => Finding.No("fetch-" + refusal.ToString()!.ToLowerInvariant(), host);

    private static List<ScriptTag> Tags(string html)
    {
        var tags = new List<ScriptTag>();
        foreach (var tag in Script().Matches(Comment().Replace(html, "")).Select(match => match.Value))
        {
            var attributes = Attribute().Matches(tag).ToLookup(
                match => match.Groups["name"].Value.ToLowerInvariant(), match => WebUtility.HtmlDecode(match.Groups["value"].Value.Trim('"', '\'')));
            if (attributes["src"].FirstOrDefault() is { } source && source.Split('?')[0].Split('/')[^1] is "m.js" or "m-extra.js")
            {
                tags.Add(new ScriptTag(
                    source, attributes["data-site"].FirstOrDefault(), attributes["data-profile"].FirstOrDefault(), attributes.Contains("defer") || attributes.Contains("async"),
                    attributes["type"].Contains("module", StringComparer.OrdinalIgnoreCase)));
            }
        }

        return tags;
    }

    private static IEnumerable<string> MetaPolicies(string html) => Meta().Matches(html)
        .Select(match => Attribute().Matches(match.Value).ToLookup(a => a.Groups["name"].Value.ToLowerInvariant(), a => WebUtility.HtmlDecode(a.Groups["value"].Value.Trim('"', '\''))))
        .Where(attributes => attributes["http-equiv"].Any(value => value.Equals("Content-Security-Policy", StringComparison.OrdinalIgnoreCase)))
        .SelectMany(attributes => attributes["content"]);

    private sealed record ScriptTag(string Source, string? Site, string? Profile, bool Deferred, bool Module);

    [GeneratedRegex("<script\\b[^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Script();

    [GeneratedRegex("<meta\\b[^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Meta();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("\\s(?<name>[a-zA-Z-]+)(\\s*=\\s*(?<value>\"[^\"]*\"|'[^']*'|[^\\s>]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();
}
