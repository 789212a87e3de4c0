using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Murmure.Server.Dashboard;

/// <summary>Draws a component outside of any request: documents that go into files and mails. Foreign text is encoded by the renderer.</summary>
internal static class Drawing
{
    /// <summary>The whole document, from its doctype on.</summary>
    public static async Task<string> DrawAsync<TDocument>(params (string Name, object? Value)[] parameters)
        where TDocument : IComponent
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TDocument>(ParameterView.FromDictionary(parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)))).ToHtmlString());
    }
}
