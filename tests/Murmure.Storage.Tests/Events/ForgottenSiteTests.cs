using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What an erasure reaches beside the store's tables, and the end of a whole site.</summary>
public sealed class ForgottenSiteTests
{
    private const string Neighbour = "neighbour.example";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Fact]
    public async Task An_erasure_takes_the_files_set_aside_of_its_days_and_names_those_that_do_not_say_whose_they_are()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0), View("/a", 0, day: Tuesday));
        await store.Events.AppendAsync(new EventBatch("2", Neighbour, new[] { View("/a", 0) }), None);
        await store.ReopenAsync(() =>
        {
            foreach (var file in Directory.EnumerateFiles(store.OpenFolder).ToList())
                File.WriteAllText(file, "no database");
            File.WriteAllText(Path.Combine(store.OpenFolder, "notes.txt"), "somebody's");
        });
        store.Events.SetAside.Count.ShouldBe(4);

        var erased = await store.Events.EraseAsync(Site, DayRange.Of(Monday), None);

        erased.SetAside.ShouldBe(1);
        erased.Unattributed.ShouldHaveSingleItem().ShouldStartWith("notes.txt.");
        store.Events.SetAside.Select(file => Path.GetFileName(file)!).ShouldSatisfyAllConditions(
            left => left.Count().ShouldBe(3),
            left => left.ShouldContain(name => name.StartsWith("2026-11-24_" + Site, StringComparison.Ordinal)),
            left => left.ShouldContain(name => name.StartsWith("2026-11-23_" + Neighbour, StringComparison.Ordinal)));
        (await store.Events.ForgetSiteAsync(Site, None)).SetAside.ShouldBe(1);
    }

    [Fact]
    public async Task A_site_that_is_forgotten_leaves_nothing_and_its_neighbour_is_as_before()
    {
        const ulong Canary = 0xA1B2C3D4E5F60718;
        await using var store = ServerStore.New();
        foreach (var site in new[] { Site, Neighbour })
        {
            foreach (var day in new[] { Monday, Tuesday, Tuesday.AddDays(1) })
            {
                var view = View($"/of-{site}", 0, day: day).Live();
                var visitor = site == Site ? Canary : 7;
                await store.Events.AppendAsync(new EventBatch($"{site} {day}", site, new[] { view with { Visitor = visitor } }) { Machines = [new(day, "crawler", "google", 5, 2)] }, None);
                await store.Events.AddRefusedAsync(site, [new RefusedCount(day, "robots", 3)], None);
            }

            await store.Events.DeriveVisitsAsync(site, DayRange.All, None);
            await store.CloseAsync(Monday, site: site);
            await store.CloseAsync(Tuesday, site: site);
            await store.Events.PutPagesAsync(site, [new($"/of-{site}", "A title"), new("/never-seen", "Another")], None);
            await store.Events.CountAsPeopleAsync(site, ["burst"], None);
            await store.Events.PurgeAsync(site, new PurgeRules(Tuesday, DateOnly.MinValue), None);
        }

        var before = await store.AskAsync(Neighbour, [Metric.Visits, Metric.MachineHits], Dimension.Day);
        store.Holding(new HashSet<ulong> { Canary }).ShouldNotBeEmpty("the search must find what is there");

        var gone = await store.Events.ForgetSiteAsync(Site, None);

        gone.ShouldSatisfyAllConditions(
            one => one.Days.ShouldBe(3),
            one => one.Events.ShouldBe(2, "Monday's were purged"),
            one => one.MachineHits.ShouldBe(15),
            one => one.Pages.ShouldBe(2));
        store.Holding(new HashSet<ulong> { Canary }).ShouldBeEmpty();
        store.OpenFiles().ShouldAllBe(name => name.Contains(Neighbour, StringComparison.Ordinal));
        var tables = await store.ReadTablesAsync();
        tables.Values.SelectMany(rows => rows).SelectMany(row => row.Values).OfType<string>().ShouldNotContain(text => text.Contains(Site, StringComparison.Ordinal));
        var number = tables["sites"].ShouldHaveSingleItem()["id"];
        foreach (var (table, rows) in tables.Where(table => table.Key != "sites"))
            rows.Where(row => row.TryGetValue("site", out var site) && !Equals(site, number) && !Equals(site, Neighbour)).ShouldBeEmpty(table);
        (await store.AskAsync(Neighbour, [Metric.Visits, Metric.MachineHits], Dimension.Day)).Rows.Select(row => row.Told()).ShouldBe(before.Rows.Select(row => row.Told()));

        (await store.Events.ForgetSiteAsync(Site, None)).Events.ShouldBe(0, "it may be called again");
        await store.AppendAsync("anew", View("/anew", 0));
        (await store.AskAsync(Site, [Metric.Hits])).Rows.ShouldHaveSingleItem().Counts.ShouldBe([1L], "a site of that name begins from nothing");
    }
}
