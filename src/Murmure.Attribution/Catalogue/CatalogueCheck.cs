namespace Murmure.Attribution;

/// <summary>What must hold over all files together: nothing may name two channels.</summary>
internal static class CatalogueCheck
{
    /// <exception cref="CatalogueException">Two entries claim the same slug, tag, host, package, parameter, spelling, or place in the order.</exception>
    public static void Refuse(IReadOnlyList<CatalogueReader> files)
    {
        var claims = new Dictionary<(string Key, string Value), string>();
        foreach (var file in files)
        {
            foreach (var tag in file.Retired)
                Claim(claims, file, "retired", "tag", tag);
        }

        foreach (var file in files)
        {
            foreach (var channel in file.Channels)
            {
                Claim(claims, file, channel.Slug, "slug", channel.Slug);
                Claim(claims, file, channel.Slug, "tag", channel.Tag);
                foreach (var host in channel.Hosts)
                    Claim(claims, file, channel.Slug, "hosts", host.Pattern);
                foreach (var package in channel.Packages)
                    Claim(claims, file, channel.Slug, "packages", package);
                foreach (var id in channel.ClickIds)
                    Claim(claims, file, channel.Slug, "click-ids", id.Parameter);
                foreach (var source in channel.UtmSources)
                    Claim(claims, file, channel.Slug, "utm", source);
                ClaimOrders(claims, file, channel.Slug, channel.Fetchers);
            }

            foreach (var entry in file.Operators)
            {
                Claim(claims, file, entry.Slug, "slug", entry.Slug);
                ClaimOrders(claims, file, entry.Slug, entry.Fetchers);
            }
        }
    }

    private static void ClaimOrders(Dictionary<(string Key, string Value), string> claims, CatalogueReader file, string slug, IReadOnlyList<Fetcher> fetchers)
    {
        foreach (var fetcher in fetchers)
            Claim(claims, file, slug, "order", fetcher.Order.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void Claim(Dictionary<(string Key, string Value), string> claims, CatalogueReader file, string slug, string key, string value)
    {
        if (claims.TryAdd((key, value), slug))
            return;
        throw new CatalogueException($"{file.File}: {slug}: {key}: '{value}' is already taken by {claims[(key, value)]}");
    }
}
