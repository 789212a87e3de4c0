using System.Globalization;
using System.Net;
using System.Text;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Privacy;

namespace Murmure.Server.Sites;

/// <summary>
/// A site's entry for the record of processing (GDPR, article 30), made from its settings as they are, and the paragraph for its privacy
/// policy in both languages. Says what the settings hold and what is left to the publisher; claims nothing else.
/// </summary>
public sealed record RegisterEntry(string Title, IReadOnlyList<(string Term, string Text)> Facts, IReadOnlyList<(string Condition, string HeldBy)> Conditions, IReadOnlyList<(string Heading, string Text)> Paragraphs)
{
    /// <param name="server">Where browsers reach this server, without a final slash.</param>
    /// <param name="receivers">Where figures and messages go, by kind.</param>
    public static RegisterEntry Of(SiteRules site, string controller, IReadOnlyList<string> receivers, string server, DateOnly day, Texts texts)
    {
        var slug = site.Profile.Slug();
        return new(
            texts.Say("register.heading", site.Host),
            [
                (texts["register.controller"], controller),
                (texts["register.purpose"], texts["register.purpose.text"]),
                (texts["register.profile"], ProfileFacts.Name(site.Profile, texts)),
                (texts["register.basis"], texts["register.basis." + slug]),
                (texts["register.people"], texts["register.people.text"]),
                (texts["register.kept"], Kept(site, texts)),
                (texts["register.never"], texts["register.never.text"]),
                (texts["register.hidden"], string.Join(" ", ProfileFacts.Hides(site.Profile).Select(hidden => texts["hides." + hidden]))),
                (texts["register.where"], texts["register.where.text"] + " " + (receivers.Count == 0 ? texts["register.where.nowhere"] : texts.Say("register.where.sent", string.Join(", ", receivers)))),
                (texts["register.public"], server + SiteTransparency.Path(site.Host)),
                (texts["register.date"], texts.Day(day)),
            ],
            [.. ProfileFacts.Conditions(site).Select(condition => (texts["condition." + condition.Key], HeldBy(condition, texts)))],
            [.. Enum.GetValues<Language>().Select(Texts.For).Select(language => (language["register.paragraph"], Paragraph(site, language)))]);
    }

    /// <summary>What is kept, as the profile and the settings have it; and that earlier days may have more, where they were others.</summary>
    public static string Kept(SiteRules site, Texts texts) => texts["register.kept." + site.Profile.Slug()]
        + (site.MayKeepCities ? " " + texts["register.kept.cities"] : "") + (site.RulesSince is { } since ? " " + texts.Say("register.kept.before", texts.Day(since)) : "");

    /// <summary>The paragraph for the site's privacy policy.</summary>
    public static string Paragraph(SiteRules site, Texts texts) =>
        texts["paragraph." + site.Profile.Slug()] + (site.MayKeepCities ? " " + texts["paragraph.cities"] : "");

    /// <summary>In words what holds a condition, and whether it does.</summary>
    public static string HeldBy(ProfileCondition condition, Texts texts) => condition switch
    {
        { Holder: Holder.Built } => texts["held.built"],
        { Holder: Holder.Publisher } => texts["held.publisher"],
        { Held: true } => texts["held.setting." + condition.Key],
        _ => texts["held.not." + condition.Key],
    };

    public string Markdown()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {Title}\n\n");
        foreach (var (term, fact) in Facts)
            text.Append(CultureInfo.InvariantCulture, $"**{term}**  \n{Plain(fact)}\n\n");
        foreach (var (condition, held) in Conditions)
            text.Append(CultureInfo.InvariantCulture, $"* {condition} *{held}*\n");
        foreach (var (heading, paragraph) in Paragraphs)
            text.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n{paragraph}\n");
        return text.ToString();
    }

    public string Html(string language)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"{language}\"><meta charset=\"utf-8\"><title>{Encoded(Title)}</title>\n<h1>{Encoded(Title)}</h1>\n<dl>\n");
        foreach (var (term, fact) in Facts)
            text.Append(CultureInfo.InvariantCulture, $"<dt>{Encoded(term)}</dt><dd>{Encoded(fact)}</dd>\n");
        text.Append("</dl>\n<ul>\n");
        foreach (var (condition, held) in Conditions)
            text.Append(CultureInfo.InvariantCulture, $"<li>{Encoded(condition)} <em>{Encoded(held)}</em></li>\n");
        text.Append("</ul>\n");
        foreach (var (heading, paragraph) in Paragraphs)
            text.Append(CultureInfo.InvariantCulture, $"<h2>{Encoded(heading)}</h2>\n<p>{Encoded(paragraph)}</p>\n");
        return text.Append("</html>\n").ToString();
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    // An organisation's name is the only foreign text in it.
    private static string Plain(string text) => text.ReplaceLineEndings(" ").Replace("<", "&lt;", StringComparison.Ordinal);
}
