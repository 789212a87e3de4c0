using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Connections;
using Murmure.Server.Imports.History;
using Murmure.Server.Links;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Campaigns;
using Murmure.Server.Tests.Connections;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Privacy;

/// <summary>What channels and other programs counted, at its end: by age, by days, by site.</summary>
[WholeServer]
public sealed class ForeignCountsTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Fact]
    public async Task An_erasure_of_days_reaches_what_channels_and_other_programs_counted_on_them_and_nothing_else()
    {
        await using var site = await WithCountsAsync();
        var admin = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.Admin);

        var (status, body) = await RetentionTests.DeleteAsync(site.Host, admin, "/api/v1/sites/example.org/events?from=2026-11-24&to=2026-11-24");

        status.ShouldBe(HttpStatusCode.OK);
        (body.GetProperty("observed").GetInt64(), body.GetProperty("imported").GetInt64()).ShouldBe((2, 1));
        (await LeftAsync(site)).ShouldBe("2025-10-01 2026-11-25 99: 2026-11-24 · 2025-10-01 2026-11-25");
        await site.Host.RestartAsync();
        (await LeftAsync(site)).ShouldBe("2025-10-01 2026-11-25 99: 2026-11-24 · 2025-10-01 2026-11-25");
    }

    [Fact]
    public async Task What_is_older_than_counts_are_kept_goes_with_them()
    {
        await using var site = await WithCountsAsync();
        var retention = site.Host.Services.GetRequiredService<Retention>();

        site.Host.Clock.AdjustTime(site.Host.Clock.GetUtcNow().AddMonths(13));
        await retention.PurgeDueAsync(default);
        (await LeftAsync(site)).ShouldBe("2026-11-24 2026-11-25 99: 2026-11-24 · 2026-11-24 2026-11-25");
        site.Log.ShouldContain("Purged 1 counts of connections of example.org and 1 rows of imported history, of days before 11/25/2025.");

        site.Host.Clock.AdjustTime(site.Host.Clock.GetUtcNow().AddMonths(12));
        await retention.PurgeDueAsync(default);
        (await LeftAsync(site)).ShouldBe("2026-11-25 99: 2026-11-24 · 2026-11-25", "the first day of the twenty-five months is kept");
    }

    [Fact]
    public async Task History_that_would_be_deleted_at_once_is_not_taken_and_its_days_are_told()
    {
        await using var site = await WithCountsAsync();
        var (book, rules) = (site.Host.Services.GetRequiredService<HistoryBook>(), site.Host.Services.GetRequiredService<SiteDirectory>().Find(new SiteId(1))!);
        HistoryRow[] rows = [new(new DateOnly(2023, 1, 1), "direct", "", 5), new(new DateOnly(2024, 10, 24), "direct", "", 5), new(new DateOnly(2024, 10, 25), "direct", "", 7)];

        var taken = (await book.TakeAsync(rules, HistorySource.Matomo, rows, Who, default)).ShouldNotBeNull();

        (taken.Days, taken.Visits, taken.Older).ShouldBe((1, 7, 2));
        (await book.TakeAsync(rules, HistorySource.Matomo, rows[..2], Who, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_deleted_site_takes_its_connections_what_they_counted_and_its_history_along()
    {
        await using var site = await WithCountsAsync();
        var admin = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.Admin);

        var (status, body) = await RetentionTests.DeleteAsync(site.Host, admin, "/api/v1/sites/example.org");

        status.ShouldBe(HttpStatusCode.OK);
        (body.GetProperty("observed").GetInt64(), body.GetProperty("imported").GetInt64()).ShouldBe((4, 3));
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.Connections.CountAsync() + await db.ImportedVisits.CountAsync()).ShouldBe(0);
        (await site.Host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(site.Kept.Id, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_public_page_says_what_connections_keep()
    {
        await using var site = await WithCountsAsync();
        var page = WebUtility.HtmlDecode(await site.Host.Client.GetStringAsync("/app/transparency/example.org"));
        page.ShouldContain("its own accounts at: WhatsApp Business.");
        page.ShouldContain("for 25 months at most");
        page.ShouldContain("destroyed after 8 days");
        page.ShouldContain("after 72 hours at the latest");
        page.ShouldContain("of people who want no more messages, a keyed hash");
        WebUtility.HtmlDecode(await site.Host.Client.GetStringAsync("/app/transparency/example.org?lang=fr")).ShouldContain("chiffrés sous une clé de ce seul envoi");
        await site.Host.Services.GetRequiredService<ConnectionBook>().RemoveAsync(site.Host.Services.GetRequiredService<SiteDirectory>().Find(new SiteId(1))!, site.Kept.Id, Who, default);
        (await site.Host.Client.GetStringAsync("/app/transparency/example.org")).ShouldNotContain("messengers and mailings");
    }

    private static Maker Who => new(1, 1, "member@example.org");

    /// <summary>A site with three days of what its channel and another program counted, one of them old; and counts of a connection of somebody else's.</summary>
    private static async Task<ConnectedSite> WithCountsAsync()
    {
        var site = await ConnectedSite.StartAsync("whatsapp", SendSite.Settings());
        DateOnly[] days = [new(2025, 10, 1), Today.AddDays(-1), Today];
        await site.Host.Services.GetRequiredService<ObservationFile>().AppendAsync(
        [
            .. days.Select(day => new ObservationCount(site.Kept.Id, 0, "reply", "", day, 3)), new ObservationCount(site.Kept.Id, 0, "reaction", "👍", Today.AddDays(-1), 2), new ObservationCount(99, 0, "reply", "", Today.AddDays(-1), 1),
        ], 1, default);
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        db.ImportedVisits.AddRange(days.Select(day => new ImportedVisits { SiteId = 1, Source = "matomo", Day = day, Group = "direct", Channel = "", Visits = 10 }));
        await db.SaveChangesAsync();
        return site;
    }

    /// <summary>The days that are left: of the connection, of the other one, and of the other program.</summary>
    private static async Task<string> LeftAsync(ConnectedSite site)
    {
        var file = site.Host.Services.GetRequiredService<ObservationFile>();
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return $"{Days((await file.OfConnectionAsync(site.Kept.Id, default)).Select(one => one.Day))} 99: {Days((await file.OfConnectionAsync(99, default)).Select(one => one.Day))} · {Days(await db.ImportedVisits.Select(one => one.Day).ToListAsync())}";
    }

    private static string Days(IEnumerable<DateOnly> days) => string.Join(' ', days.Distinct().Order().Select(day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
}
