using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Doctor;

/// <summary>Gathers the facts of a running server or of a stopped one's folder. Nothing in the folder is changed.</summary>
internal static class Gathering
{
    public static async Task<Facts> OfFolderAsync(string folder, TimeProvider clock, CancellationToken cancellation)
    {
        var facts = new Facts { Folder = folder, Now = clock.GetUtcNow().UtcDateTime, Exists = Directory.Exists(folder), JournalBytes = new IntakeOptions().JournalBytes };
        if (!facts.Exists)
            return facts;
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        facts = OfFiles(facts with { Faults = faults }, faults);
        facts = facts with { Versions = Try(faults, "events", () => DataVersions.Of(folder)) ?? [], Journal = Try(faults, "journal", () => Journal.Examine(DataFolder.JournalIn(folder))) };
        // Tables of another version cannot be judged by this one.
        if (!File.Exists(Path.Combine(folder, DataFolder.EventsName)) || faults.ContainsKey("events") || facts.Versions.Any(version => version.IsNewer || version.IsOlder))
            return facts;
        try
        {
            return facts with { Store = await EventStores.ExamineAsync(DataFolder.EventsSetting(folder), cancellation) };
        }
        catch (DbException)
        {
            faults["events"] = "events.duckdb cannot be read to its end";
            return facts;
        }
    }

    public static async Task<Facts> OfServerAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var options = services.GetRequiredService<ServeOptions>();
        var (store, journal) = (services.GetRequiredService<IEventStore>(), services.GetRequiredService<Journal>());
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var facts = OfFiles(
            new Facts
            {
                Folder = options.DataFolder, Now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, Running = true, Faults = faults, Options = options, EventDays = options.Retention.EventDays,
                Journal = journal.Recovery, JournalNow = journal.Figures, JournalBytes = journal.Figures.FreeBytes,
                Writer = services.GetRequiredService<JournalDrain>().Writer.Figures, Distrusted = services.GetRequiredService<Proxies>().Distrusted,
                Places = PlacesOf(options.Intake.Places, services.GetRequiredService<Place>()),
                Public = await PublicAddresses.AskAsync(options.Hosts, cancellation),
            },
            faults);
        try
        {
            return facts with { Store = await store.ExamineAsync(cancellation) };
        }
        catch (DbException)
        {
            faults["events"] = "the event store does not answer";
            return facts;
        }
    }

    /// <summary>What can be read beside a server as well as without one.</summary>
    private static Facts OfFiles(Facts facts, Dictionary<string, string> faults)
    {
        var keys = Path.Combine(facts.Folder, DataFolder.KeysName);
        return facts with
        {
            OpenToOthers = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(facts.Folder) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != UnixFileMode.None,
            FreeBytes = new DriveInfo(Path.GetFullPath(facts.Folder)).AvailableFreeSpace,
            MetadataProblems = Try(faults, "metadata", () => HasMetadata(facts) ? MetadataFile.Examine(facts.Folder) : null) ?? [],
            Sites = Try(faults, "metadata", () => HasMetadata(facts) ? MetadataFile.Sites(facts.Folder) : null) ?? [],
            Keys = Directory.Exists(keys) ? KeysIn(new DayKeys(keys)) : [],
        };
    }

    private static PlaceFacts? PlacesOf(string? file, Place place) =>
        file is null ? null : new(file, place.Own?.Type, place.Own?.Built ?? default, place.Trouble);

    private static bool HasMetadata(Facts facts) => File.Exists(Path.Combine(facts.Folder, MetadataFile.Name));

    private static List<(long, DateOnly, DateTime)> KeysIn(DayKeys keys) => [.. keys.Days().Select(key => (key.Site.Value, key.Day, keys.MadeAt(key.Site, key.Day)))];

    private static T? Try<T>(Dictionary<string, string> faults, string part, Func<T?> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (Exception fault) when (fault is DbException or IOException or UnauthorizedAccessException or JournalInUseException or NewerJournalException)
        {
            faults[part] = fault switch
            {
                JournalInUseException or NewerJournalException => fault.Message.TrimEnd('.'),
                DbException when fault.Message.Contains("lock", StringComparison.OrdinalIgnoreCase) => "another process has it open",
                UnauthorizedAccessException => "this account may not read it",
                _ => "it cannot be read: it is damaged, or no file of Murmure's",
            };
            return null;
        }
    }
}
