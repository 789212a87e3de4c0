namespace Murmure.Server.Links.Abuse;

/// <summary>What keeps links from being made for harm.</summary>
/// <param name="KeyLimit">Links that one key may make in an hour; 0 for no limit.</param>
/// <param name="OrganisationLimit">Links that one organisation may make in a day, by whomever; 0 for no limit.</param>
public sealed record AbuseOptions(int KeyLimit = 20_000, int OrganisationLimit = 200_000)
{
    /// <summary>A block list fetched once a day into the data folder; null fetches nothing.</summary>
    public string? BlockList { get; init; }

    /// <summary>Everything that is wrong, each in one line that names the setting, its value and what is accepted.</summary>
    internal IEnumerable<string> Problems()
    {
        if (KeyLimit < 0)
            yield return $"--link-limit-key {KeyLimit}: a number of links in an hour, or 0 for no limit.";
        if (OrganisationLimit < 0)
            yield return $"--link-limit-organisation {OrganisationLimit}: a number of links in a day, or 0 for no limit.";
        if (BlockList is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.UserInfo.Length == 0))
            yield return $"--block-list {address}: an address that begins with https://, of a list of hosts or of URLhaus.";
    }
}
