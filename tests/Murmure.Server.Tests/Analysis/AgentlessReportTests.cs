using Murmure.Server.Dashboard.Text;
using Murmure.Server.Reports;
using Murmure.Server.Tests.Ingest;

namespace Murmure.Server.Tests.Analysis;

public sealed class AgentlessReportTests
{
    private const string Common = "203.0.113.9 - - [09/Nov/2026:08:00:00 +0000] \"GET /news/a HTTP/1.1\" 200 512";

    [Theory]
    [InlineData(Language.English, "1 page view comes without the name of a browser", "2 page views come without")]
    [InlineData(Language.French, "1 page vue arrive sans nom de navigateur", "2 pages vues arrivent sans")]
    public async Task A_log_without_agents_is_shown_as_one(Language language, string one, string two)
    {
        (await PageAsync(Common, language)).ShouldContain(one);
        (await PageAsync(Common + "\n" + Common, language)).ShouldContain(two);
        (await PageAsync($"{Common} \"-\" \"{Asked.Firefox}\"", language)).ShouldNotContain(one[2..]);
    }

    private static async Task<string> PageAsync(string log, Language language)
    {
        var html = await HtmlReport.RenderAsync(await Analysed.TextAsync(log), language);
        return System.Net.WebUtility.HtmlDecode(html);
    }
}
