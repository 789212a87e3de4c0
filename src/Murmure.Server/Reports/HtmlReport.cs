using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Reports;

/// <summary>
/// A report as one HTML page that needs nothing else: no script, no request, readable from a mail's attachment and on paper.
/// It is drawn by the components of the web pages.
/// </summary>
public static class HtmlReport
{
    /// <summary>The whole document, from its doctype on. Foreign text is encoded by the renderer.</summary>
    public static async Task<string> RenderAsync(TrafficReport report, Language language)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var story = new ReportStory(report, Texts.For(language));
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(HtmlReportDocument.Story)] = story,
            });
            var root = await renderer.RenderComponentAsync<HtmlReportDocument>(parameters);
            return root.ToHtmlString();
        });
    }
}
