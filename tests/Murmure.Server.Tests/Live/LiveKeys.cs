using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Live;

/// <summary>Keys of a running server, for programs of a test.</summary>
internal static class LiveKeys
{
    /// <summary>A key of an organisation that has these sites.</summary>
    public static async Task<string> KeyAsync(LiveHost host, long organisation, long[] sites, params string[] scopes)
    {
        var (text, prefix, hash) = KeyDirectory.Make();
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            if (!await db.Organisations.AnyAsync(one => one.Id == organisation))
                db.Organisations.Add(new Organisation { Id = organisation, Name = $"Organisation {organisation}" });
            foreach (var site in await db.Sites.Where(site => sites.Contains(site.Id)).ToListAsync())
                site.OrganisationId = organisation;
            db.Keys.Add(new ApiKey { OrganisationId = organisation, Name = "test", Prefix = prefix, Hash = hash, Scopes = [.. scopes] });
            await db.SaveChangesAsync();
        }
        await host.Services.GetRequiredService<KeyDirectory>().ReadAsync(default);
        await host.Services.GetRequiredService<SiteBook>().PublishAsync(default);
        return text;
    }
}
