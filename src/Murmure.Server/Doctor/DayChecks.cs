using System.Globalization;
using Murmure.Server.Ingest;
using Murmure.Server.Privacy;
using Murmure.Storage.Events;

namespace Murmure.Server.Doctor;

/// <summary>Whether days end as promised: clocks, zones, days that should be closed and keys that should be gone.</summary>
internal static class DayChecks
{
    /// <summary>The closing looks once a minute, and a large day takes a while.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static IEnumerable<Finding> Clocks(Facts facts)
    {
        foreach (var site in facts.Sites.Where(site => !TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out _)))
        {
            yield return new("time-zone", Severity.Broken, $"{site.Host}: this machine does not know the time zone {site.TimeZone}.",
                "Its days begin and end by UTC.", "Install the system's time zone data (tzdata), or choose another zone.", site.Host);
        }

        if (facts.Store?.OpenDays.Where(day => day.LastAppended > facts.Now + TimeSpan.FromMinutes(10)).Select(day => day.LastAppended).DefaultIfEmpty().Max() is { Year: > 1 } ahead)
        {
            yield return new("clock", Severity.Broken, string.Create(CultureInfo.InvariantCulture, $"This machine's clock says {facts.Now:yyyy-MM-dd HH:mm} UTC, and events were stored at {ahead:yyyy-MM-dd HH:mm}."),
                "The clock was set back: days close too late, or events land on the wrong one.", "Let the machine set its clock (systemd-timesyncd, chrony).");
        }
        else if (facts.Exists)
        {
            yield return Finding.Sound("clock", string.Create(CultureInfo.InvariantCulture, $"{facts.Now:yyyy-MM-dd HH:mm} UTC; nothing stored is later."));
        }
    }

    public static IEnumerable<Finding> Closing(Facts facts)
    {
        var overdue = (facts.Store?.OpenDays ?? []).Where(day => DayClosing.DueAt(day, ZoneOf(facts, day.Site)) + Patience < facts.Now).ToList();
        foreach (var day in overdue)
        {
            yield return new("closing", facts.Running ? Severity.Broken : Severity.Warning, $"{day.Day:yyyy-MM-dd} of {day.Site} should be closed and is not.",
                "Its pseudonyms are kept longer than promised.", facts.Running ? "Look at the server's log: it says why the day could not be closed." : "Start the server, which closes it.", day.Site);
        }

        if (overdue.Count == 0 && facts.Store is not null)
            yield return Finding.Sound("closing", $"{facts.Store.OpenDays.Count} days are open, none for too long.");
    }

    public static IEnumerable<Finding> Keys(Facts facts)
    {
        var open = (facts.Store?.OpenDays ?? []).Select(day => (day.Site, day.Day)).ToHashSet();
        var late = facts.Keys.Where(key => IsLate(facts, key, open)).ToList();
        foreach (var (id, day, _) in late)
        {
            var host = facts.Sites.FirstOrDefault(site => site.Id == id)?.Host;
            yield return new("keys", facts.Running ? Severity.Broken : Severity.Warning, $"The key of {day:yyyy-MM-dd}{(host is null ? "" : $" of {host}")} still exists.",
                "With it and a visitor's address that day's pseudonym can be made again.", facts.Running ? "Look at the server's log, and at who may write to the folder 'keys'." : "Start the server, which destroys it.", host);
        }

        if (late.Count == 0 && facts.Exists)
            yield return Finding.Sound("keys", $"{facts.Keys.Count} keys of open days, none that should be gone.");
    }

    private static bool IsLate(Facts facts, (long Site, DateOnly Day, DateTime Made) key, HashSet<(string, DateOnly)> open)
    {
        var site = facts.Sites.FirstOrDefault(one => one.Id == key.Site);
        var end = new SiteCalendar(ZoneOf(facts, site?.Host)).EndOf(key.Day) + DayClosing.Grace;
        return (site is null || !open.Contains((site.Host, key.Day))) && end + Patience < facts.Now && key.Made + DayClosing.ImportGrace + Patience < facts.Now;
    }

    private static TimeZoneInfo ZoneOf(Facts facts, string? host) =>
        facts.Sites.FirstOrDefault(site => site.Host == host) is { } site && TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
}
