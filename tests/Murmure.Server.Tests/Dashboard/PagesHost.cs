using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Murmure.Server.Dashboard;
using Murmure.Server.Logs;
using Murmure.Server.Reports;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>The pages behind a real Kestrel on a free port, and a browser's habits: cookies, no following of redirects.</summary>
internal sealed class PagesHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PagesHost(WebApplication app, Uri address)
    {
        _app = app;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };
        Client.DefaultRequestHeaders.Add("Accept-Language", "en");
    }

    public HttpClient Client { get; }

    /// <summary>Names and sizes of what the reading of dropped logs was given.</summary>
    public List<(string Name, long Size)> Read { get; } = [];

    public static async Task<PagesHost> StartAsync(params TrafficReport[] reports)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        DashboardFeature.AddDashboard(builder);
        builder.Services.AddSingleton(new ReportRunner(reports.ToDictionary(r => r.Site, StringComparer.Ordinal)));
        PagesHost? host = null;
        builder.Services.AddSingleton(new DroppedLogs(
            async (name, content, cancellation) =>
            {
                using var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, cancellation);
                host?.Read.Add((name, bytes.Length));
                return SampleReports.Rich;
            },
            TimeProvider.System));
        var app = builder.Build();
        DashboardFeature.MapDashboard(app);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return host = new PagesHost(app, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
