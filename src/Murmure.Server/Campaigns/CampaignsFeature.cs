using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Campaigns.Communities;

namespace Murmure.Server.Campaigns;

/// <summary>Something that is said on several channels at once: written, scheduled, handed over, and what came of it.</summary>
internal static class CampaignsFeature
{
    public static void AddCampaigns(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<CampaignBook>();
        services.AddSingleton<PostBook>();
        services.AddSingleton<PostLetter>();
        services.AddSingleton<PostTerms>();
        services.AddSingleton<PostCheck>();
        services.AddSingleton<PostLinking>();
        services.AddSingleton<PostSender>();
        services.AddSingleton<PostEditing>();
        services.AddSingleton<MailBlockEndpoints>();
        services.AddSingleton<InvitationBook>();
        services.AddSingleton<CampaignReader>();
        services.AddSingleton<CommunityReader>();
        services.AddSingleton<PostRounds>();
        services.AddHostedService(provider => provider.GetRequiredService<PostRounds>());
    }

    public static void MapCampaigns(WebApplication app)
    {
        CampaignEndpoints.Map(app);
        app.MapGet("/app/sites/{host}/campaigns.csv", CampaignFiles.ListAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet("/app/sites/{host}/connections/{id:long}/told.csv", CampaignFiles.ToldAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        MailBlockEndpoints.Map(app);
        app.MapGet("/app/sites/{host}/campaigns/{id:long}.csv", CampaignFile.AnswerAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet("/app/sites/{host}/campaigns/{id:long}.svg", CampaignDrawing.AnswerAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }
}
