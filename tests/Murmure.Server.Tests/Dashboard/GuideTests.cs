using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>
/// The guide names what is on the screen as the screen does: “…” in English, « … » in French, *…* in both where it begins with a capital, and the first column
/// of a table headed "on screen" or "word". Whoever changes a label changes the guide.
/// </summary>
public sealed partial class GuideTests
{
    private const int FewestLetters = 12;

    public static TheoryData<string, string> Pages => new(
        from language in (string[])["en", "fr"]
        from page in Directory.EnumerateFiles(GuideFolder(language), "*.md")
        select (language, Path.GetFileName(page)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_label_that_a_page_quotes_is_on_the_screen(string language, string page)
    {
        var texts = Texts(language).ToList();
        Labels(language, page).Where(label => !texts.Exists(text => text.IsMatch(label))).ShouldBeEmpty($"{language}/{page}: not a text of {Resource(language)}");
    }

    [Fact]
    public void Both_languages_have_the_same_pages_and_quote_as_many_labels()
    {
        var english = Directory.EnumerateFiles(GuideFolder("en"), "*.md").Select(Path.GetFileName).OfType<string>().Order().ToList();
        Directory.EnumerateFiles(GuideFolder("fr"), "*.md").Select(Path.GetFileName).Order().ShouldBe(english);
        foreach (var page in english)
            Labels("fr", page).Count.ShouldBe(Labels("en", page).Count, page);
        english.Sum(page => Labels("en", page).Count).ShouldBeGreaterThan(30, "labels are found at all");
    }

    [Theory]
    [InlineData("en", "Try it yourself")]
    [InlineData("en", "Some words")]
    [InlineData("fr", "Fichier de logs")]
    [InlineData("fr", "Garder")]
    [InlineData("fr", "Qui tient le lien peut choisir des jours")]
    public void What_is_not_on_the_screen_is_noticed(string language, string label) => Texts(language).ShouldNotContain(text => text.IsMatch(label));

    /// <summary>What a page quotes, each label once. Figures such as « ≈ 705 » are examples, and code is no label.</summary>
    private static List<string> Labels(string language, string page)
    {
        var text = Code().Replace(File.ReadAllText(Path.Combine(GuideFolder(language), page)), "");
        var quoted = (language == "fr" ? French() : English()).Matches(text).Select(match => match.Groups["label"].Value);
        var slanted = Slanted().Matches(text).Select(match => match.Groups["label"].Value);
        var listed = Table().Matches(text).SelectMany(table => Row().Matches(table.Groups["rows"].Value)).Select(row => row.Groups["label"].Value);
        return [.. quoted.Concat(slanted).Concat(listed).Select(Plain).Where(label => label.Any(char.IsLetter)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The texts of a language, with anything in the place of what is filled in. A label may begin a sentence.</summary>
    private static IEnumerable<Regex> Texts(string language) =>
        XDocument.Load(Path.Combine(Root(), "src", "Murmure.Server", "Dashboard", "Text", Resource(language))).Root!.Elements("data")
            .Select(data => Plain((string)data.Element("value")!))
            // What is mostly filled in, such as "{0} to {1}" or "{0} days", would be nearly any words.
            .Where(text => !text.Contains('{', StringComparison.Ordinal) || text.Count(char.IsLetter) >= FewestLetters)
            .Select(text => new Regex("^" + Filled().Replace(Regex.Escape(text), ".+") + "$", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)));

    /// <summary>A label as it is compared: it may begin or end a sentence, and apostrophes are set with more care on the screen.</summary>
    private static string Plain(string label) => Blanks().Replace(label, " ").Replace('’', '\'').Trim(' ', '.', ':');

    private static string Resource(string language) => language == "fr" ? "Texts.fr.resx" : "Texts.resx";

    private static string GuideFolder(string language) => Path.Combine(Root(), "docs", "guide", language);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Murmure.slnx")))
            folder = folder.Parent;
        return folder.ShouldNotBeNull().FullName;
    }

    [GeneratedRegex("```.*?```|`[^`\\n]*`", RegexOptions.Singleline, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("“(?<label>[^”]{1,120})”", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex English();

    [GeneratedRegex("«(?<label>[^»]{1,120})»", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex French();

    [GeneratedRegex("(?<![*\\w])\\*(?<label>\\p{Lu}[^*\\n]{0,80})\\*(?![*\\w])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slanted();

    [GeneratedRegex("^\\| (on screen|word|à l'écran|mot) \\|[^\\n]*\\n\\|[-|]+\\n(?<rows>(\\|[^\\n]*\\n)+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Table();

    [GeneratedRegex("^\\| (?<label>[^|]*) \\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex("\\\\\\{\\d}", RegexOptions.None, 1000)]
    private static partial Regex Filled();
}
