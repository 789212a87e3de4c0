using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Murmure.Attribution;
using Murmure.Server.Hosting;
using Murmure.Server.Imports;
using Murmure.Server.Ingest;
using Murmure.Server.Links;
using Murmure.Server.Logs;
using Murmure.Server.Tests.Ingest;
using Murmure.Server.Tests.Live;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Imports;

/// <summary>An import into a journal that has no room for it loses nothing: the same log again, once there is room, counts the rest.</summary>
public sealed class FullJournalTests : IDisposable
{
    private const string WhatsApp = "WhatsApp/2.24.20.83 A";
    private const string Googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    private static readonly Classifier Classifier = new(Catalogue.Load());

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-full-");
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<IntakeMeter>().BuildServiceProvider();

    public void Dispose()
    {
        services.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_journal_refused_counts_when_the_log_is_sent_again(bool follows)
    {
        var keys = new DayKeys(Path.Combine(folder.FullName, "keys"));
        var memory = new DoorMemory(keys, new EventKeys(), new ScriptDays(keys));
        var log = string.Concat(Enumerable.Range(0, 400).Select(Lines));

        using var small = Open("small", 16 << 10, 32 << 10);
        var first = Import(small, keys, memory, log, follows);
        first.Trouble.ShouldNotBeNull().ShouldContain("no room");
        first.Imported.ShouldBeInRange(1, 1_599);

        using var large = Open("large", 4 << 20, 64 << 20);
        var second = Import(large, keys, memory, log, follows);
        second.Trouble.ShouldBeNull();
        (first.Imported + second.Imported).ShouldBe(1_600);
        second.Duplicates.ShouldBe(first.Imported);
        Import(large, keys, memory, log, follows).Duplicates.ShouldBe(1_600);

        var (previews, views, machines) = Read(small, large);
        previews.ShouldBe(Enumerable.Range(0, 400).Select(number => $"/share/{number}").Order(StringComparer.Ordinal));
        (views, machines).ShouldBe((400, 400));
    }

    /// <summary>Of one second each: a reader, a machine, and a sender whose address is fetched twice as it is typed.</summary>
    private static string Lines(int number)
    {
        var at = new DateTime(2026, 11, 25, 1, 0, 0).AddSeconds(number).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
        string Line(string path, string agent, int host) =>
            string.Create(CultureInfo.InvariantCulture, $"10.1.{number / 200}.{host + number % 200} - - [{at} +0000] \"GET {path} HTTP/2.0\" 200 512 \"-\" \"{agent}\"\n");
        return Line($"/{number}", LiveHost.Firefox, 1) + Line("/", Googlebot, 2) + Line("/share", WhatsApp, 3) + Line($"/share/{number}", WhatsApp, 3);
    }

    private ImportAnswer Import(Journal journal, DayKeys keys, DoorMemory memory, string log, bool follows)
    {
        var counts = new DoorCounts(services.GetRequiredService<IntakeMeter>(), new IntakeTallies());
        var door = new LiveDoor(new NetworkLimits(0, 0, clock), new ClosedDays(), services.GetRequiredService<IntakeMeter>(), new LanguageHabits(), new Bursts(), new LinkDirectory(new ServeOptions(0, "", false)));
        using var previews = new LivePreviews(journal, counts, clock);
        var import = new LogImport(new LivePipelines(Classifier, keys, door, clock, Doors.Places), memory, counts, previews, journal, clock);
        LogReader.TryOpen(new MemoryStream(Encoding.UTF8.GetBytes(log)), "test.log", null, null, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        using (reader)
            return import.Read(LiveHost.Rules(), reader!, import.NewRun(LiveHost.Rules()), new ImportMode(OnlyPreviews: false, follows), default).Answer;
    }

    private Journal Open(string name, int segment, long bytes) =>
        Journal.Open(new JournalOptions { Folder = Path.Combine(folder.FullName, name), SegmentBytes = segment, MaxBytes = bytes }, clock);

    /// <summary>What the store would come to hold of both.</summary>
    private static (List<string> Previews, int Views, long Machines) Read(params Journal[] journals)
    {
        var (previews, views, machines, decoder) = (new List<string>(), 0, 0L, new EventDecoder());
        foreach (var journal in journals)
        {
            var reader = journal.ReadAfter(0);
            while (reader.TryRead(out var record))
            {
                var content = decoder.Read(record.Bytes, out _, out var stored, out var count);
                machines += count.Hits;
                if (content != JournalContent.Event)
                    continue;
                if (stored.Kind == EventKind.Pageview)
                    views++;
                else if (stored.Detail is { InsteadOf.Length: > 0 } detail)
                    previews[previews.LastIndexOf(detail.InsteadOf)] = stored.Page;
                else
                    previews.Add(stored.Page);
            }
        }
        return ([.. previews.Order(StringComparer.Ordinal)], views, machines);
    }
}
