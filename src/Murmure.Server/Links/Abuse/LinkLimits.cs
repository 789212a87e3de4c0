namespace Murmure.Server.Links.Abuse;

/// <summary>Counts the links that a key makes in an hour and an organisation in a day. In memory: a restart begins anew.</summary>
internal sealed class LinkLimits(AbuseOptions options, TimeProvider clock)
{
    private readonly Lock turn = new();
    private readonly Dictionary<(bool IsKey, long Id), (long Window, int Links)> counts = [];

    /// <summary>Takes room for so many links, or for none of them.</summary>
    /// <returns>After how long there is room again; null when there was.</returns>
    public TimeSpan? TryTake(Maker who, int links)
    {
        var now = clock.GetUtcNow();
        lock (turn)
        {
            var wait = who.Key is { } key ? Wait((true, key), options.KeyLimit, TimeSpan.FromHours(1), links, now) : null;
            wait ??= Wait((false, who.Organisation), options.OrganisationLimit, TimeSpan.FromDays(1), links, now);
            if (wait is not null)
                return wait;
            if (who.Key is { } same)
                Add((true, same), TimeSpan.FromHours(1), links, now);
            Add((false, who.Organisation), TimeSpan.FromDays(1), links, now);
            return null;
        }
    }

    private TimeSpan? Wait((bool, long) whose, int limit, TimeSpan length, int links, DateTimeOffset now) =>
        limit > 0 && Count(whose, length, now) + links > limit ? TimeSpan.FromTicks(length.Ticks - (now.UtcTicks % length.Ticks)) : null;

    private void Add((bool, long) whose, TimeSpan length, int links, DateTimeOffset now) => counts[whose] = (now.UtcTicks / length.Ticks, Count(whose, length, now) + links);

    private int Count((bool, long) whose, TimeSpan length, DateTimeOffset now) =>
        counts.TryGetValue(whose, out var count) && count.Window == now.UtcTicks / length.Ticks ? count.Links : 0;
}
