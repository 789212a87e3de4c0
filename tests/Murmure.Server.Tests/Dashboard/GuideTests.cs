using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>
/// The guide names what is on the screen as the screen does: “…” in English, « … » in French, and the first column of a table headed "on screen" or
/// "word". Whoever changes a label changes the guide.
/// </summary>
public sealed partial class GuideTests
{
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

    /// <summary>What a page quotes, each label once. Figures such as « ≈ 705 » are examples, and code is no label.</summary>
    private static List<string> Labels(string language, string page)
    {
        var text = Code().Replace(File.ReadAllText(Path.Combine(GuideFolder(language), page)), "");
        var quoted = (language == "fr" ? French() : English()).Matches(text).Select(match => match.Groups["label"].Value);
        var listed = Table().Matches(text).SelectMany(table => Row().Matches(table.Groups["rows"].Value)).Select(row => row.Groups["label"].Value);
        return [.. quoted.Concat(listed).Select(label => Blanks().Replace(label, " ").Trim()).Where(label => label.Any(char.IsLetter)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The texts of a language, with anything in the place of what is filled in. A label may begin a sentence.</summary>
    private static IEnumerable<Regex> Texts(string language) =>
        XDocument.Load(Path.Combine(Root(), "src", "Murmure.Server", "Dashboard", "Text", Resource(language))).Root!.Elements("data")
            .Select(data => Blanks().Replace((string)data.Element("value")!, " ").Trim(' ', '.', ':'))
            .Where(text => text != "{0}")
            .Select(text => new Regex("^" + Filled().Replace(Regex.Escape(text), ".+") + "$", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)));

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

    [GeneratedRegex("^\\| (on screen|word|à l'écran|mot) \\|[^\\n]*\\n\\|[-|]+\\n(?<rows>(\\|[^\\n]*\\n)+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Table();

    [GeneratedRegex("^\\| (?<label>[^|]*) \\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex("\\\\\\{\\d}", RegexOptions.None, 1000)]
    private static partial Regex Filled();
}
