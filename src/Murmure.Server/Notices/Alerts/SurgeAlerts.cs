using System.Globalization;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>Tells newsrooms of a page that is being passed on in private, while it is.</summary>
internal sealed class SurgeAlerts(SurgeReader reader, IEventStore store, Catalogue catalogue, NoticeWriter writer, Recipients recipients, TimeProvider clock)
{
    /// <summary>A page is not told of twice within this time.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromHours(6);

    /// <summary>And within this time only when its number has doubled.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    public async Task WriteDueAsync(SiteRules site, CancellationToken cancellation)
    {
        var to = await recipients.OfAsync(site, NoticeKind.Surge, cancellation);
        if (to.IsEmpty)
            return;
        foreach (var surge in await reader.FindAsync(site, cancellation))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (await writer.LastAsync(site, NoticeKind.Surge, surge.Page, cancellation) is { } last
                && (now - last.Made < Silence || (now - last.Made < Memory && surge.Previews < 2 * last.Count)))
                continue;
            var title = (await store.PagesAsync(site.Host, [surge.Page], cancellation)).GetValueOrDefault(surge.Page)?.Title;
            var news = new News(NoticeKind.Surge, string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-ddTHH:mm} {surge.Page}"), surge.Page, surge.Previews);
            await writer.WriteAsync(site, news, to, texts => Write(site, surge, title, texts), cancellation);
        }
    }

    private Letter Write(SiteRules site, PageSurge surge, string? title, Texts texts)
    {
        var (platform, today) = (NameOf(surge.Platform, texts), site.Today(clock));
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), site.Zone);
        var page = title is { Length: > 0 } ? Displayed.Foreign(title, 110) : Displayed.Foreign(surge.Page, 110);
        var news = texts.Say(surge.CountsEach ? "notice.surge.title" : "notice.surge.title.least", surge.Previews, platform, surge.Times(texts));
        return new Letter(
            texts.Language, texts.Say("notice.surge.subject", surge.Previews, platform, page), news,
            [
                new LetterRows(null, [new LetterRow(page, "", title is { Length: > 0 } ? Displayed.Foreign(surge.Page) : "")]),
                new LetterBars(texts.Say("notice.surge.hours", platform), [.. surge.ByHour.Select((previews, place) =>
                    new LetterBar(Span(texts, local, surge.ByHour.Count - 1 - place), previews, texts.Number(previews)))]),
                new LetterBars(surge.ByPlatform.Count > 1 ? texts["notice.surge.platforms"] : null, surge.ByPlatform.Count > 1
                    ? [.. surge.ByPlatform.Select(one => new LetterBar(NameOf(one.Platform, texts), one.Previews, texts.Counted(one.Previews, PageSurge.FetchesEach(one.Platform))))]
                    : []),
                new LetterWords(null, texts.Say("notice.surge.usual", surge.Usual.ToString("0.#", texts.Culture)), texts["notice.surge.means"]),
            ],
            texts["notice.link.site"], Dashboard.Pages.SitePage.Address(site.Host) + string.Create(CultureInfo.InvariantCulture, $"?from={today:yyyy-MM-dd}&to={today:yyyy-MM-dd}"));
    }

    /// <summary>An hour counted back from now, as its two ends on the site's clock.</summary>
    private static string Span(Texts texts, DateTimeOffset now, int ago) =>
        texts.Say("notice.span", Clock(texts, now.AddHours(-ago - 1)), Clock(texts, now.AddHours(-ago)));

    private static string Clock(Texts texts, DateTimeOffset time) =>
        texts.Say("notice.clock", time.Hour.ToString("00", CultureInfo.InvariantCulture), time.Minute.ToString("00", CultureInfo.InvariantCulture));

    private string NameOf(string platform, Texts texts) => texts.Previewer(platform, catalogue.BySlug.GetValueOrDefault(platform)?.Name ?? platform);
}
