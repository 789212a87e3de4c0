using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;

namespace Murmure.Server.Live;

/// <summary>What happens on a site just now, on a page and as a stream of events (adr/0061).</summary>
public static class LiveFeature
{
    public static void AddLive(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveReader>();
        builder.Services.AddSingleton<LiveSeats>();
        builder.Services.AddSingleton<LiveStream>();
    }

    public static void MapLive(WebApplication app)
    {
        app.MapGet("/app/" + PageFiles.Live.Name, (HttpContext http) => DashboardFeature.Send(http, PageFiles.Live)).ExcludeFromDescription();
        app.MapGet("/app/sites/{host}/live/stream", (HttpContext http, LiveStream stream, string host) => stream.AnswerAsync(http, host))
            .RequireAuthorization(Access.Member).ExcludeFromDescription();
    }
}
