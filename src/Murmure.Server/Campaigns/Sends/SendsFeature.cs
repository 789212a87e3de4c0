using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Hosting;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>Posts that go to single people: to a list that is handed in for them and destroyed after them.</summary>
internal static class SendsFeature
{
    public static void AddSends(IHostApplicationBuilder builder, DataFolder data)
    {
        var services = builder.Services;
        services.AddSingleton(_ => new SendFolder(data.Path, new SendKeys(data.KeysPath)));
        services.AddSingleton<SendLimits>();
        services.AddSingleton<SendPlans>();
        services.AddSingleton<Sending>();
        services.AddSingleton<SendDriver>();
        services.AddSingleton<SendBook>();
        services.AddSingleton<SendOutlooks>();
        services.AddSingleton<SendRounds>();
        services.AddHostedService(provider => provider.GetRequiredService<SendRounds>());
        services.AddSingleton<RecipientsUpload>();
    }

    public static void MapSends(WebApplication app) => RecipientsUpload.Map(app);
}
