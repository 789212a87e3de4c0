using Murmure.Server.Dashboard.Text;
using Murmure.Server.Reports;
using Murmure.Server.Tests.Dashboard;
using Murmure.Terminal;
using Spectre.Console;

namespace Murmure.Tests.Terminal;

public sealed class TerminalReportTests
{
    [Theory]
    [InlineData("rich", Language.English, 100, "rich.en.txt")]
    [InlineData("rich", Language.French, 80, "rich.fr.txt")]
    [InlineData("empty", Language.English, 80, "empty.en.txt")]
    [InlineData("empty", Language.French, 80, "empty.fr.txt")]
    [InlineData("hostile", Language.English, 80, "hostile.en.txt")]
    public void A_terminal_tells_the_story_of_the_page(string report, Language language, int width, string golden) =>
        Written(Sample(report), language, width).ShouldBeGolden(golden);

    [Fact]
    public void The_sentence_is_found_by_a_search_with_plain_spaces()
    {
        Written(SampleReports.Rich, Language.English, 200)
            .ShouldContain("Between 8 % and 41 % of your visits come from private sharing: 8 % carry evidence, 33 %");
        Written(SampleReports.Rich, Language.French, 200)
            .ShouldContain("Entre 8 % et 41 % de vos visites viennent d’un partage privé : 8 % ont une preuve, 33 %");
    }

    [Theory]
    [InlineData("rich")]
    [InlineData("empty")]
    [InlineData("hostile")]
    public void Output_to_a_file_has_no_escape_code_and_no_line_too_long(string report)
    {
        foreach (var language in new[] { Language.English, Language.French })
        {
            foreach (var width in new[] { 80, 100, 120 })
            {
                var text = Written(Sample(report), language, width);
                text.ShouldNotContain("\u001b");
                text.ShouldNotContain("\u202E");
                text.ShouldNotContain("\u00A0");
                text.ShouldNotContain("\u202F");
                text.Split('\n').ShouldAllBe(line => line.Length <= width);
            }
        }
    }

    [Fact]
    public void Markup_in_a_path_is_shown_as_it_is() =>
        Written(SampleReports.Hostile, Language.English, 120).ShouldContain("[bold]Mars[/]");

    private static TrafficReport Sample(string name) => name switch
    {
        "rich" => SampleReports.Rich,
        "empty" => SampleReports.Empty,
        _ => SampleReports.Hostile,
    };

    private static string Written(TrafficReport report, Language language, int width)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        TrafficReportTerminal.Write(console, report, language);
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
