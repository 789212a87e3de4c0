using System.Collections.Concurrent;
using System.Globalization;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>Tells of an hour or a day that departs from the site's own season.</summary>
internal sealed class SeasonAlerts(SeasonReader reader, Arrivals arrivals, NoticeWriter writer, Recipients recipients, TimeProvider clock)
{
    /// <summary>Of one figure a site is told once in this time.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromHours(12);

    /// <summary>What came in an hour's last seconds is derived by then.</summary>
    private const int MinuteOfHour = 3;

    /// <summary>A day is looked at once it is closed.</summary>
    private const int HourOfDay = 3;

    private readonly DateTimeOffset started = clock.GetUtcNow();

    /// <summary>What was looked at already, by site: an hour and a day are looked at once.</summary>
    private readonly ConcurrentDictionary<string, (DateOnly Day, int Hour)> hours = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, DateOnly> days = new(StringComparer.Ordinal);

    public async Task WriteDueAsync(SiteRules site, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (today, hour) = new SiteCalendar(site.Zone).DayOf(now.UtcDateTime);
        if (new SiteCalendar(site.Zone).MinuteOf(now.UtcDateTime) < MinuteOfHour || (hours.TryGetValue(site.Host, out var last) && last == (today, (int)hour)))
            return;
        var to = await recipients.OfAsync(site, NoticeKind.Unusual, cancellation);
        if (to.IsEmpty)
            return;
        var over = new SiteCalendar(site.Zone).DayOf(now.UtcDateTime.AddHours(-1));
        var passing = arrivals.ComeAsTheyPass(site);
        await arrivals.NoteAsync(site, over.Day, over.Hour, cancellation);
        var found = new List<Unusual>(await reader.FindAsync(site, over.Day, over.Hour, cancellation));
        var yesterday = today.AddDays(-1);
        var wholeDay = hour >= HourOfDay && days.GetValueOrDefault(site.Host) != yesterday;
        var complete = wholeDay && await arrivals.HasWholeAsync(site, yesterday, cancellation);
        if (wholeDay)
            found.AddRange((await reader.FindAsync(site, yesterday, null, cancellation)).Where(one => complete || one.Departure.Score > 0));
        foreach (var unusual in found.Where(one => one.Hour is null || one.Departure.Score > 0 || (passing && WasThere(now))))
            await TellAsync(site, unusual, to, cancellation);
        hours[site.Host] = (today, hour);
        // What has not come yet is looked at again.
        if (complete)
            days[site.Host] = yesterday;
    }

    // A server that came back within the hour saw too little of it to speak of a fall.
    private bool WasThere(DateTimeOffset now) => started <= now.AddMinutes(-now.Minute).AddHours(-1);

    private async Task TellAsync(SiteRules site, Unusual unusual, SiteRecipients to, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await writer.LastAsync(site, NoticeKind.Unusual, unusual.Metric.Name, cancellation) is { } last && now - last.Made < Silence)
            return;
        var key = string.Create(CultureInfo.InvariantCulture, $"{unusual.Metric.Name} {unusual.Day:yyyy-MM-dd} {unusual.Hour}");
        if (!await writer.IsToldAsync(site, NoticeKind.Unusual, key, cancellation))
            await writer.WriteAsync(site, new News(NoticeKind.Unusual, key, unusual.Metric.Name, unusual.Departure.Count), to, texts => Write(site, unusual, texts), cancellation);
    }

    private static Letter Write(SiteRules site, Unusual unusual, Texts texts)
    {
        var (count, usual) = (unusual.Departure.Count, (long)Math.Round(unusual.Departure.Usual));
        var what = texts.Count("notice.unusual." + unusual.Metric.Name, count);
        var when = unusual.Hour is { } hour ? texts.Say("notice.unusual.hour", texts.Day(unusual.Day), Hour(texts, hour), Hour(texts, (hour + 1) % 24)) : texts.Day(unusual.Day);
        var title = texts.Say(unusual.Departure.Score > 0 ? "notice.unusual.more" : "notice.unusual.fewer", what, when, usual);
        var bars = unusual.Before.Reverse().Append((unusual.Day, count)).Select(one => new LetterBar(texts.Day(one.Item1), one.Item2, texts.Number(one.Item2)));
        return new Letter(
            texts.Language, texts.Say("notice.unusual.subject", Displayed.Foreign(site.Host, 60), what), title,
            [
                new LetterBars(texts[unusual.Hour is null ? "notice.unusual.days" : "notice.unusual.hours"], [.. bars]),
                new LetterWords(null, texts["notice.unusual.means"]),
            ],
            texts["notice.link.site"], Dashboard.Pages.SitePage.Address(site.Host) + string.Create(CultureInfo.InvariantCulture, $"?from={unusual.Day:yyyy-MM-dd}&to={unusual.Day:yyyy-MM-dd}&compare=previous"));
    }

    private static string Hour(Texts texts, int hour) => texts.Say("notice.clock", hour.ToString("00", CultureInfo.InvariantCulture), "00");
}
