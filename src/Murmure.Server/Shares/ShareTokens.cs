using System.Collections.Concurrent;
using System.Text;
using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Shares;

/// <summary>
/// The tokens of open campaigns, in memory: which share tag each stands for, and how many visits it brought. PRIVACY: a token is resolved at the door
/// and goes no further; no event has it, no report asks by it, and nothing says whose it is.
/// </summary>
internal sealed class ShareTokens(Classifier classifier, TimeProvider clock)
{
    /// <summary>The letter of what goes out by a way that nobody tells, as in the buttons' own script.</summary>
    private const string Untold = "c";

    /// <summary>More would be somebody who fills the memory.</summary>
    public const int MostPerCampaign = 100_000;

    /// <summary>A campaign that is open.</summary>
    public sealed class Open(ShareCampaign row)
    {
        private readonly byte[][] path = SiteBlocks.Parts(row.Path);
        private int count;

        public long Id => row.Id;

        public SiteId Site => new(row.SiteId);

        public DateTime Ends => row.Ends;

        public bool Takes(SiteId site, string page) => site.Value == row.SiteId && Volatile.Read(ref count) < MostPerCampaign && SiteBlocks.Matches(Encoding.UTF8.GetBytes(page), path);

        public void Add() => Interlocked.Increment(ref count);
    }

    private sealed class Held(Open campaign, ShareToken token, bool written)
    {
        private int visits = token.Visits;

        public Open Campaign => campaign;

        public string Tag => token.Letters + (char)('0' + token.Generation);

        public int Visits => Volatile.Read(ref visits);

        /// <summary>Whether the metadata has it; only <see cref="ShareBook"/> writes, in turns.</summary>
        public bool Written { get; set; } = written;

        public void Count() => Interlocked.Increment(ref visits);

        public ShareToken Row() => new() { CampaignId = campaign.Id, Token = token.Token, Letters = token.Letters, Generation = token.Generation, Visits = Visits };
    }

    private readonly ConcurrentDictionary<(long Site, string Token), Held> tokens = new();
    private readonly ConcurrentDictionary<(long Site, string Token), bool> changed = new();
    private volatile IReadOnlyList<Open> campaigns = [];

    /// <summary>The share tag that a token stands for; null for one that never went out, or whose campaign is over.</summary>
    public string? Read(SiteId site, string token) => tokens.TryGetValue((site.Value, token), out var held) && IsOpen(held.Campaign) ? held.Tag : null;

    /// <summary>A visit came with it.</summary>
    public void Visited(SiteId site, string token)
    {
        if (!tokens.TryGetValue((site.Value, token), out var held))
            return;
        held.Count();
        changed[(site.Value, token)] = true;
    }

    /// <summary>A share went out with a token that its page made; nothing happens where no campaign is open for the page.</summary>
    /// <param name="via">The channel's slug, or what else the button says.</param>
    public void Issue(SiteId site, string page, string token, string via, byte generation)
    {
        if (generation is 0 or > 6 || token.Length != 8 || token.Any(letter => letter is not ((>= 'a' and <= 'z') or (>= '2' and <= '7'))))
            return;
        if (campaigns.FirstOrDefault(one => IsOpen(one) && one.Takes(site, page)) is not { } campaign)
            return;
        var letters = classifier.Catalogue.BySlug.TryGetValue(via, out var channel) ? channel.Tag : Untold;
        if (!tokens.TryAdd((site.Value, token), new Held(campaign, new ShareToken { CampaignId = campaign.Id, Token = token, Letters = letters, Generation = generation }, false)))
            return;
        campaign.Add();
        changed[(site.Value, token)] = true;
    }

    /// <summary>Puts these campaigns in place of those that were open; tokens of the others are forgotten.</summary>
    public void Replace(IReadOnlyList<ShareCampaign> open)
    {
        var before = campaigns;
        campaigns = [.. open.Select(row => before.FirstOrDefault(known => known.Id == row.Id) ?? new Open(row))];
        foreach (var (key, _) in tokens.Where(pair => !campaigns.Contains(pair.Value.Campaign)))
        {
            tokens.TryRemove(key, out _);
            changed.TryRemove(key, out _);
        }
    }

    /// <summary>At start: a token as it was written down.</summary>
    public void Recall(ShareToken token)
    {
        if (campaigns.FirstOrDefault(one => one.Id == token.CampaignId) is { } campaign && tokens.TryAdd((campaign.Site.Value, token.Token), new Held(campaign, token, true)))
            campaign.Add();
    }

    /// <summary>What changed since the last time, as rows: to be added, and to be written over.</summary>
    public (List<ShareToken> New, List<ShareToken> Old) Take()
    {
        var (fresh, old) = (new List<ShareToken>(), new List<ShareToken>());
        foreach (var key in changed.Keys)
        {
            changed.TryRemove(key, out _);
            if (!tokens.TryGetValue(key, out var held))
                continue;
            (held.Written ? old : fresh).Add(held.Row());
            held.Written = true;
        }
        return (fresh, old);
    }

    /// <summary>A campaign's sums now: tokens, visits, and the squares of visits.</summary>
    public (long Tokens, long Visits, long Squares) Sums(long campaign)
    {
        var sums = (Tokens: 0L, Visits: 0L, Squares: 0L);
        foreach (var held in tokens.Values)
        {
            if (held.Campaign.Id == campaign)
                sums = (sums.Tokens + 1, sums.Visits + held.Visits, sums.Squares + ((long)held.Visits * held.Visits));
        }
        return sums;
    }

    private bool IsOpen(Open campaign) => clock.GetUtcNow().UtcDateTime < campaign.Ends;
}
