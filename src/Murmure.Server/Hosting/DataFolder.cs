using System.Data.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Backups;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Observations;

namespace Murmure.Server.Hosting;

/// <summary>
/// Everything a server keeps, open: the event store and the journal in front of it, and what services outside told. One process at a time; dispose of it after the application.
/// </summary>
public sealed class DataFolder : IAsyncDisposable
{
    private DataFolder(string path, IEventStore store, Journal journal, ObservationFile observations)
    {
        Observations = observations;
        Path = path;
        Store = store;
        Journal = journal;
    }

    /// <summary>The file of closed days in a data folder.</summary>
    internal const string EventsName = "events.duckdb";

    /// <summary>The folder of open days' keys in a data folder.</summary>
    internal const string KeysName = "keys";

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    public IEventStore Store { get; }

    public Journal Journal { get; }

    public ObservationFile Observations { get; }

    /// <summary>The keys of open days; never in a backup.</summary>
    public string KeysPath => System.IO.Path.Combine(Path, KeysName);

    /// <summary>Opens the folder, made when absent, for its owner only: the pseudonyms of the day are personal data.</summary>
    /// <returns>The folder, or why it cannot be had, in one line for people.</returns>
    public static async Task<(DataFolder? Opened, string Problem)> OpenAsync(ServeOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var folder = options.DataFolder;
        IEventStore? store = null;
        ObservationFile? observations = null;
        try
        {
            PrivateFolder.Make(folder);
            if (Restore.IsUnfinished(folder))
                return (null, $"--data {folder}: a restore into this folder was interrupted; empty it and restore again.");
            if (await Upgrade.PrepareAsync(options, clock, cancellation) is { } refusal)
                return (null, $"--data {folder}: {refusal}");
            store = EventStores.Open(EventsSetting(folder), clock);
            observations = ObservationFile.Open(folder);
            // A journal that was removed must not give out positions that the store takes for known.
            var floor = await EventWriter.FloorAsync(store, cancellation);
            var journal = Journal.Open(
                new JournalOptions
                {
                    Folder = JournalIn(folder), Durability = options.Intake.Durability, MaxBytes = options.Intake.JournalBytes,
                    Floor = floor,
                },
                clock);
            return (new DataFolder(folder, store, journal, observations), "");
        }
        catch (Exception fault) when (Say(folder, fault) is { } problem)
        {
            if (store is not null)
                await store.DisposeAsync();
            if (observations is not null)
                await observations.DisposeAsync();
            return (null, problem);
        }
    }

    internal static string EventsSetting(string folder) => "duckdb:" + System.IO.Path.Combine(folder, EventsName);

    internal static string JournalIn(string folder) => System.IO.Path.Combine(folder, "journal");

    public async ValueTask DisposeAsync()
    {
        Journal.Dispose();
        await Observations.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>What a fault at the start means, in one line for people; null when it says nothing about the folder.</summary>
    public static string? Say(string folder, Exception fault) => fault switch
    {
        // A port that is taken, which the server names itself.
        IOException { InnerException: AddressInUseException } => null,
        DbException when fault.Message.Contains("lock", StringComparison.OrdinalIgnoreCase) => Taken(folder),
        JournalInUseException => Taken(folder),
        DbException => $"--data {folder}: events.duckdb in it cannot be opened: it is damaged, or no store of Murmure's.",
        NewerStoreException or NewerJournalException or OpenDayException => $"--data {folder}: {fault.Message}",
        IOException or UnauthorizedAccessException or DbUpdateException => $"--data {folder}: the folder cannot be made or written to; check its path, its permissions and the room on its disk.",
        _ => null,
    };

    private static string Taken(string folder) => $"--data {folder}: another Murmure is running on this folder; stop it, or name another folder.";
}
