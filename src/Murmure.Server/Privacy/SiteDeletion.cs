using Murmure.Server.Ingest;
using Murmure.Server.Sites;

namespace Murmure.Server.Privacy;

/// <summary>
/// Deletes a site with everything of it. First its door is shut, then its days' keys go, then what still waits in memory and in the journal is erased
/// with the rest. Interrupted, the site is still there, and deleting it again takes what is left.
/// </summary>
internal sealed class SiteDeletion(SiteBook book, Erasure erasure, DayKeys keys, EventKeys seen, TallyWriter tallies, LivePreviews previews)
{
    /// <param name="account">Who asked; null for a key.</param>
    /// <param name="elsewhere">What is said of copies kept elsewhere.</param>
    public Task<ErasureAnswer> DeleteAsync(SiteRules site, long? account, string who, string elsewhere, CancellationToken cancellation) => book.RemoveAsync(
        site,
        async () =>
        {
            // PRIVACY: whatever fails from here on, nobody can make the pseudonyms of its open days again.
            foreach (var (_, day) in keys.Days().Where(key => key.Site == site.Id))
            {
                keys.Destroy(site.Id, day);
                seen.Forget(site.Id, day);
            }

            previews.Forget(site.Host);
            await tallies.WriteAsync(CancellationToken.None);
            return await erasure.EraseSiteAsync(site, account, who, elsewhere);
        },
        cancellation);
}
