using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Reports;

/// <summary>
/// A report as one HTML page that needs nothing else: no script, no request, readable from a mail's attachment and on paper.
/// It is drawn by the components of the web pages.
/// </summary>
public static class HtmlReport
{
    /// <summary>The whole document, from its doctype on. Foreign text is encoded by the renderer.</summary>
    public static Task<string> RenderAsync(TrafficReport report, Language language) => Drawing.DrawAsync<HtmlReportDocument>(
        (nameof(HtmlReportDocument.Story), new ReportStory(report, Texts.For(language))));
}
