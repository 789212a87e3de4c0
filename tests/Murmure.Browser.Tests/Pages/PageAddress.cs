using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Murmure.Server.Hosting;

namespace Murmure.Browser.Tests.Pages;

/// <summary>
/// How tests name pages: the path, with a word in braces for what only the running newsroom knows, such as a secret; behind <see cref="OnLinks"/> the path under
/// the domain of short links.
/// </summary>
internal static partial class PageAddress
{
    public const string OnLinks = "links:";

    /// <summary>The templates of all pages that the server has.</summary>
    public static IReadOnlyList<string> Routes { get; } =
        [.. typeof(MurmureServer).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>()).Select(route => route.Template)];

    /// <summary>The template of the page that answers there: of several that fit, the one that leaves least open. Null where there is none.</summary>
    public static string? RouteOf(string path) => path.StartsWith(OnLinks, StringComparison.Ordinal) ? "/-/link"
        : Routes.Where(route => Fits(route, path.Split('?')[0])).MinBy(route => route.Count(c => c == '{'));

    public static async Task<Uri> FindAsync(Newsroom newsroom, string path)
    {
        if (path.StartsWith(OnLinks, StringComparison.Ordinal))
            return new Uri(new UriBuilder(newsroom.Address) { Host = NewsroomLinks.Domain }.Uri, path[OnLinks.Length..]);
        return new Uri(newsroom.Address, Braced().Match(path) is { Success: true } braced ? path.Replace(braced.Value, await SecretAsync(newsroom, braced.Value), StringComparison.Ordinal) : path);
    }

    private static async Task<string> SecretAsync(Newsroom newsroom, string name) => name switch
    {
        "{dropped}" => Last(newsroom.Dropped),
        "{nameless}" => Last(newsroom.Nameless),
        "{unreadable}" => Last(newsroom.Unreadable),
        "{trial}" => Last(newsroom.Trial),
        "{landing}" => Last(await newsroom.TryAsync()),
        "{shared}" => Last(newsroom.Shared),
        "{guarded}" => Last(newsroom.Guarded),
        "{invitation}" => newsroom.People.Invitation,
        "{invitation-of-member}" => newsroom.People.InvitationOfMember,
        "{reset}" => newsroom.People.Reset,
        "{stop}" => newsroom.People.Stop,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Nothing has this name."),
    };

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool Fits(string route, string path)
    {
        var (asked, given) = (route.Split('/'), path.Split('/'));
        return asked.Length == given.Length && asked.Zip(given).All(pair => pair.First.StartsWith('{')
            ? pair.Second.Length > 0 && (!pair.First.EndsWith(":long}", StringComparison.Ordinal) || pair.Second.All(char.IsAsciiDigit))
            : string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex("\\{[a-z-]+\\}", RegexOptions.None, 1000)]
    private static partial Regex Braced();
}
