using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Imports;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Privacy;

/// <summary>The end of a site: by key and by page.</summary>
[WholeServer]
public sealed class SiteDeletionTests
{
    private const string Backup = "before-upgrade-20261101T020000Z.tar";
    private static readonly DateOnly Today = new(2026, 11, 26);

    [Fact]
    public async Task A_deleted_site_leaves_nothing_on_the_server_takes_nothing_more_and_does_not_come_back()
    {
        await using var host = await LiveHost.StartAsync(sites:
        [
            LiveHost.Rules() with { Goals = [new SiteGoal("buy", null)] },
            LiveHost.Rules("other.example", id: 2),
        ]);
        var admin = await ApiTests.KeyAsync(host, 1, [1], Scopes.Admin);
        await host.ViewAsync("/closed");
        await host.ViewAsync("/theirs", site: "other.example");
        await host.SettleAsync();
        host.Clock.Advance(TimeSpan.FromHours(18));
        await host.CloseDaysAsync();
        await host.ViewAsync("/open");
        await host.Services.GetRequiredService<LogViews>().AddAsync(new SiteId(1), new Dictionary<DateOnly, long> { [Today] = 7 }, default);
        Leave(host.Folder);

        var (status, body) = await RetentionTests.DeleteAsync(host, admin, "/api/v1/sites/example.org");

        status.ShouldBe(HttpStatusCode.OK);
        (body.GetProperty("days").GetInt32(), body.GetProperty("events").GetInt64(), body.GetProperty("visits").GetInt64()).ShouldBe((2, 2, 1));
        body.GetProperty("notReached").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe(Backup);
        body.GetProperty("elsewhere").GetString().ShouldStartWith("Copies kept elsewhere");
        (await RetentionTests.DeleteAsync(host, admin, "/api/v1/sites/example.org")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await host.ViewAsync("/late")).Said.ShouldStartWith("dropped");
        await host.RestartAsync();
        (await host.Store.SitesAsync(default)).ShouldHaveSingleItem().Site.Host.ShouldBe("other.example");
        Directory.EnumerateFiles(host.Folder, "*example.org*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(host.Folder, "keys"), "1_*").ShouldBeEmpty();
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.Sites.SingleAsync()).Host.ShouldBe("other.example");
        (await db.LogDays.CountAsync() + await db.Set<Goal>().CountAsync() + await db.DestroyedKeys.CountAsync(key => key.SiteId == 1)).ShouldBe(0);
        (await db.Audit.SingleAsync(entry => entry.Action == AuditAction.SiteDeleted)).Subject.ShouldBe($"example.org · {Backup} 2026-11-01");
    }

    [Fact]
    public async Task An_erasure_of_days_takes_the_log_s_views_along_and_names_the_backups_in_the_data_folder()
    {
        await using var host = await LiveHost.StartAsync();
        var admin = await ApiTests.KeyAsync(host, 1, [1], Scopes.Admin);
        var views = new Dictionary<DateOnly, long> { [Today] = 7, [Today.AddDays(-1)] = 3 };
        await host.Services.GetRequiredService<LogViews>().AddAsync(new SiteId(1), views, default);
        Leave(host.Folder);

        var (_, body) = await RetentionTests.DeleteAsync(host, admin, "/api/v1/sites/example.org/events?from=2026-11-26&to=2026-11-26");

        body.GetProperty("dailyCounts").GetInt64().ShouldBe(1);
        body.GetProperty("notReached").EnumerateArray().Single().GetProperty("made").GetDateTime().ShouldBe(new DateTime(2026, 11, 1, 2, 0, 0, DateTimeKind.Utc));
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.LogDays.SingleAsync()).Views.ShouldBe(3);
        (await db.Audit.SingleAsync(entry => entry.Action == AuditAction.EventsErased)).Subject.ShouldBe($"example.org 2026-11-26..2026-11-26 · {Backup} 2026-11-01");
    }

    [Fact]
    public async Task An_owner_deletes_a_site_by_typing_its_name_and_nobody_else_may()
    {
        await using var host = await PagesHost.StartAsync("mine.example", "kept.example");
        Leave(host.Folder);
        const string Page = "/app/sites/mine.example/delete";
        using var editor = await host.JoinAsync("paul@courrier.example", "editor");
        (await editor.GetStringAsync("/app/sites/mine.example/settings")).ShouldNotContain(Page);
        using (var refused = await editor.GetAsync(Page))
            refused.StatusCode.ShouldNotBe(HttpStatusCode.OK);
        (await host.Client.GetStringAsync("/app/sites/mine.example/settings")).ShouldContain(Page);
        var asked = WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + "?lang=fr"));
        asked.ShouldContain("Pour confirmer, saisissez");
        asked.ShouldContain(Backup);

        using (var wrong = await PagesHost.SendAsync(host.Client, Page, "delete", ("confirm", "kept.example")))
            (await wrong.Content.ReadAsStringAsync()).ShouldContain("nothing was deleted");
        host.Services.GetRequiredService<SiteDirectory>().Find("mine.example").ShouldNotBeNull();
        using var done = await PagesHost.SendAsync(host.Client, Page, "delete", ("confirm", " Mine.example "));

        var told = WebUtility.HtmlDecode(await done.Content.ReadAsStringAsync());
        told.ShouldContain("mine.example is deleted. Events: 1;");
        told.ShouldContain(Backup);
        told.ShouldContain("Copies kept elsewhere");
        (await host.Store.SitesAsync(default)).ShouldHaveSingleItem().Site.Host.ShouldBe("kept.example");
        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("Site deleted");
    }

    /// <summary>A backup, as an upgrade leaves one.</summary>
    private static void Leave(string folder)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "backups")).FullName, Backup);
        File.WriteAllText(file, "rows of the past");
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 11, 1, 2, 0, 0, DateTimeKind.Utc));
    }
}
