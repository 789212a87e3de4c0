using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Murmure.Server.Views;

/// <summary>Questions to a site's page that are kept: for members by name, and for others behind a private link.</summary>
public static class ViewsFeature
{
    public static void AddViews(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ViewBook>();
        builder.Services.AddSingleton<PrivateLinkBook>();
        builder.Services.AddSingleton<PrivateDoor>();
        builder.Services.AddSingleton<Behind>();
        builder.Services.AddSingleton<SharedOverview>();
        builder.Services.AddSingleton<SharedReader>();
    }

    public static void MapViews(WebApplication app) => PrivateDoor.Map(app);
}
