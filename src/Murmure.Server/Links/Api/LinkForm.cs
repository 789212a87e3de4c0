using System.Globalization;
using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Server.Hosting;
using Murmure.Server.Links.Abuse;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>What is wrong with a link that somebody typed.</summary>
/// <param name="Field">The field's name in the API.</param>
/// <param name="Slug">The stable name of the problem.</param>
/// <param name="Detail">In one line of English, without what was typed.</param>
/// <param name="Why">Tells apart what shares a slug, for the pages' own sentences; null where there is one sentence.</param>
internal sealed record LinkProblem(string Field, string Slug, string Detail, string? Why = null)
{
    /// <summary>When there are too many: in how many seconds there is room again.</summary>
    public int RetryAfter { get; init; }

    public static LinkProblem TooMany(TimeSpan wait) => new("", "link-limit", "So many links were made that no more are for now; the answer's Retry-After says for how long.")
    {
        RetryAfter = (int)Math.Ceiling(wait.TotalSeconds),
    };
}

/// <summary>A link as somebody types it, read into a row: by API, page, file and importer alike.</summary>
internal sealed class LinkForm(Classifier classifier, ServeOptions options, BlockLists lists)
{
    public const int MostRules = 50;
    public const int MostPlacements = 100;
    private const int MostTags = 20;

    /// <summary>Puts what was sent into the row.</summary>
    /// <param name="sent">Which fields were sent, by their names in the API; null takes all that have a value.</param>
    /// <returns>What is wrong; null when all is well.</returns>
    public LinkProblem? Fill(Link link, LinkRequest asked, LinkHost domain, IReadOnlySet<string>? sent = null)
    {
        bool Sent(string name, object? value) => sent?.Contains(name) ?? value is not null;
        if (Sent("url", asked.Url) || link.Url.Length == 0)
        {
            if (Read(asked.Url, domain, out var url) is { } problem)
                return Of("url", problem);
            link.Url = url;
        }
        if (Sent("fallbackUrl", asked.FallbackUrl))
        {
            if (Optional(asked.FallbackUrl, domain, out var url) is { } problem)
                return Of("fallbackUrl", problem);
            link.FallbackUrl = url;
        }
        if (Sent("slug", asked.Slug) && asked.Slug is { } typed)
        {
            var (slug, problem) = Slug.Read(typed);
            if (slug is null)
                return Of(problem!.Value);
            link.Slug = slug;
        }
        return FillTexts(link, asked, Sent) ?? FillLimits(link, asked, Sent) ?? FillWays(link, asked, domain, Sent);
    }

    /// <summary>What is allowed and still worth a look.</summary>
    public static IReadOnlyList<string> Warnings(Link link)
    {
        var warnings = new List<string>();
        if (Slug.LooksAlike(link.Slug))
            warnings.Add("slug-looks-alike");
        if (link.Status is 301 or 308)
            warnings.Add("permanent-redirect");
        return warnings;
    }

    private delegate bool Was(string name, object? value);

    private static LinkProblem? FillTexts(Link link, LinkRequest asked, Was sent)
    {
        if (sent("title", asked.Title))
            link.Title = asked.Title?.Trim() ?? "";
        if (sent("notes", asked.Notes))
            link.Notes = asked.Notes?.Trim() ?? "";
        if (sent("folder", asked.Folder))
            link.Folder = asked.Folder?.Trim() ?? "";
        if (sent("externalId", asked.ExternalId))
            link.ExternalId = asked.ExternalId?.Trim() is { Length: > 0 } id ? id : null;
        if (sent("tags", asked.Tags))
            link.Tags = [.. (asked.Tags ?? []).Select(Tag).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)];
        if (sent("archived", asked.Archived))
            link.Archived = asked.Archived ?? false;
        return link switch
        {
            { Title.Length: > 200 } => TooLong("title", 200),
            { Notes.Length: > 2000 } => TooLong("notes", 2000),
            { Folder.Length: > 60 } => TooLong("folder", 60),
            { ExternalId.Length: > 200 } => TooLong("externalId", 200),
            { Tags.Count: > MostTags } => new LinkProblem("tags", "link-tags", $"A link has at most {MostTags} tags."),
            _ when link.Tags.Exists(tag => tag.Length > 50) => TooLong("tags", 50),
            _ => null,
        };
    }

    private static LinkProblem? FillLimits(Link link, LinkRequest asked, Was sent)
    {
        if (sent("status", asked.Status))
            link.Status = asked.Status ?? 302;
        if (sent("cacheSeconds", asked.CacheSeconds))
            link.CacheSeconds = asked.CacheSeconds ?? 0;
        if (sent("validFrom", asked.ValidFrom))
            link.ValidFrom = asked.ValidFrom?.UtcDateTime;
        if (sent("validUntil", asked.ValidUntil))
            link.ValidUntil = asked.ValidUntil?.UtcDateTime;
        if (sent("maxClicks", asked.MaxClicks))
            link.MaxClicks = asked.MaxClicks;
        if (sent("forwardQuery", asked.ForwardQuery))
            link.ForwardQuery = asked.ForwardQuery ?? true;
        if (sent("appendPath", asked.AppendPath))
            link.AppendPath = asked.AppendPath ?? false;
        if (sent("noIndex", asked.NoIndex))
            link.NoIndex = asked.NoIndex ?? true;
        if (sent("password", asked.Password))
        {
            if (asked.Password?.Length > 200)
                return TooLong("password", 200);
            link.PasswordHash = string.IsNullOrEmpty(asked.Password) ? null : LinkPasswords.Hash(asked.Password);
        }
        return link switch
        {
            { Status: not (301 or 302 or 307 or 308) } => new LinkProblem("status", "link-status", "'status' is 301, 302, 307 or 308."),
            { CacheSeconds: < 0 or > 31_536_000 } => new LinkProblem("cacheSeconds", "link-cache", "'cacheSeconds' is 0 to 31,536,000, a year."),
            { MaxClicks: < 1 } => new LinkProblem("maxClicks", "link-max-clicks", "'maxClicks' is at least 1."),
            _ when link.ValidUntil <= link.ValidFrom => new LinkProblem("validUntil", "link-days", "'validUntil' is after 'validFrom'."),
            _ => null,
        };
    }

    private LinkProblem? FillWays(Link link, LinkRequest asked, LinkHost domain, Was sent)
    {
        if (sent("rules", asked.Rules))
        {
            if (ReadRules(asked.Rules ?? [], domain, out var rules) is { } problem)
                return problem;
            link.Rules = LinkText.Write(rules);
        }
        if (sent("preview", asked.Preview))
        {
            if (asked.Preview is { } preview && (preview.Channels ?? new Dictionary<string, LinkPreview>()).Values.Prepend(preview).Any(card => !IsCard(card)))
                return new LinkProblem("preview", "link-preview", "A preview has a title of at most 200 characters, a description of at most 300, and an image by https.");
            link.Preview = LinkText.Write(asked.Preview);
        }
        if (sent("placements", asked.Placements))
        {
            var placements = asked.Placements ?? [];
            if (placements.Count > MostPlacements || placements.Any(place => !IsKey(place.Key) || place.Name.Length > 60 || PersonalText.Holds(place.Name) || !classifier.Catalogue.BySlug.ContainsKey(place.Channel))
                || placements.DistinctBy(place => place.Key).Count() != placements.Count || placements.DistinctBy(place => place.Variant).Count() != placements.Count)
                return new LinkProblem("placements", "link-placements", $"A placement has a key of 1 to 12 of a-z and 0-9, a channel of the catalogue, and a name of at most 60 characters that is nobody's address or number; no other of the link has its key or its name; at most {MostPlacements}.");
            link.Placements = LinkText.Write(placements);
        }
        if (sent("utm", asked.Utm))
        {
            if (asked.Utm?.IsValid() == false)
                return new LinkProblem("utm", "link-utm", "'utm' has a source, and values of at most 100 characters that are nobody's address or number; of placeholders only {channel} and {placement}.");
            link.Utm = LinkText.Write(asked.Utm is { IsEmpty: false } utm ? utm : null);
        }
        return null;
    }

    private LinkProblem? ReadRules(IReadOnlyList<RedirectRule> asked, LinkHost domain, out List<RedirectRule> rules)
    {
        rules = [];
        if (asked.Count > MostRules)
            return new LinkProblem("rules", "link-rules", $"A link has at most {MostRules} rules.");
        for (var i = 0; i < asked.Count; i++)
        {
            var rule = asked[i];
            if (rule.If is null || rule.If.Count > 10 || rule.If.Any(condition => !condition.IsValid()))
                return new LinkProblem("rules", "link-rules", string.Create(CultureInfo.InvariantCulture, $"Rule {i}: 'if' is a list of at most 10 conditions, each with exactly one member that can be read."));
            if (rule.Split is { Count: > 0 } == rule.To is { Length: > 0 } || rule.Split is { Count: > 20 } || rule.Split?.Any(way => way.Weight is < 1 or > 1000) == true)
                return new LinkProblem("rules", "link-rules", string.Create(CultureInfo.InvariantCulture, $"Rule {i}: it has either 'to' or 'split', which divides people among at most 20 destinations by weights of 1 to 1,000."));
            var ways = new List<WeightedDestination>();
            foreach (var way in rule.Ways)
            {
                if (Read(way.To, domain, out var to) is { } problem)
                    return Of("rules", problem);
                ways.Add(way with { To = to });
            }
            rules.Add(rule.Split is { Count: > 0 } ? rule with { Split = ways } : rule with { To = ways[0].To });
        }
        return null;
    }

    /// <summary>An address that a link or its domain may lead to.</summary>
    /// <param name="url">As it is kept; null when nothing was typed.</param>
    public LinkProblem? Address(string field, string? text, LinkHost domain, out string? url) => Optional(text, domain, out url) is { } problem ? Of(field, problem) : null;

    private DestinationProblem? Optional(string? text, LinkHost domain, out string? url)
    {
        url = null;
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var problem = Read(text, domain, out var read);
        url = read;
        return problem;
    }

    private DestinationProblem? Read(string? text, LinkHost domain, out string url)
    {
        var (read, problem) = Destination.Read(text);
        url = read ?? "";
        if (problem is not null || Destination.HostOf(url) is not { } host)
            return problem;
        if (!options.AllowLocalChecks && Destination.IsPrivate(host))
            return DestinationProblem.Private;
        if (domain.AllowedDestinations.Count > 0 && !domain.AllowedDestinations.Any(allowed => host == allowed || host.EndsWith("." + allowed, StringComparison.Ordinal)))
            return DestinationProblem.NotAllowed;
        return lists.Blocks(url) ? DestinationProblem.Blocked : null;
    }

    private bool IsCard(LinkPreview card) => card is { Title.Length: <= 200, Description.Length: <= 300 }
        && (card.Image.Length == 0 || (card.Image.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && Destination.ReadFetched(card.Image, options.AllowLocalChecks).Problem is null));

    private static string Tag(string tag) => string.Join('-', tag.Trim().ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static LinkProblem TooLong(string field, int most) => new(field, "link-text", string.Create(CultureInfo.InvariantCulture, $"'{field}' has at most {most} characters."));

    internal static LinkProblem Of(string field, DestinationProblem problem) => new(field, "link-url", $"'{field}': " + (problem switch
    {
        DestinationProblem.Empty => "the address to lead to is missing.",
        DestinationProblem.TooLong => $"an address has at most {Destination.Longest} characters.",
        DestinationProblem.Scheme => "an address begins with https://, http:// or an app's own scheme; not with one that runs scripts or opens files.",
        DestinationProblem.Malformed => "this is no address: it has a blank, a control character, a backslash, or no host.",
        DestinationProblem.Credentials => "an address must not hold a name and password: they hide where it leads.",
        DestinationProblem.Private => "the address is of this machine or of a private network.",
        DestinationProblem.NotAllowed => "the domain's links may lead to certain hosts only, and this is none of them.",
        DestinationProblem.Blocked => "the address is on a block list.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    }), problem.ToString().ToLowerInvariant());

    private static LinkProblem Of(SlugProblem problem) => new("slug", "link-slug", "'slug': " + (problem switch
    {
        SlugProblem.Empty => "it is empty; leave it out for a random one.",
        SlugProblem.TooLong => $"it has at most {Slug.Longest} characters.",
        SlugProblem.Character => "no blanks, no controls, none of / ? # % ~ + \\ \" < > ^ ` { | }.",
        SlugProblem.Reserved => "the server keeps this one for itself.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    }), problem.ToString().ToLowerInvariant());

    private static bool IsKey(string key) => key.Length is >= 1 and <= 12 && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}
