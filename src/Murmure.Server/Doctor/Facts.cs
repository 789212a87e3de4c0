using Murmure.Server.Hosting;
using Murmure.Server.Privacy;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Doctor;

/// <summary>What is known of a data folder, gathered before anything is judged, so that a judgement is a function of it.</summary>
internal sealed record Facts
{
    public required string Folder { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime Now { get; init; }

    /// <summary>Whether a server runs on it: then it, and not the next start, is to mend things.</summary>
    public bool Running { get; init; }

    public bool Exists { get; init; } = true;

    /// <summary>Parts that could not be looked at: <c>events</c>, <c>metadata</c>, <c>journal</c>, and why.</summary>
    public IReadOnlyDictionary<string, string> Faults { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<SchemaVersion> Versions { get; init; } = [];

    /// <summary>Whether others than its owner may enter.</summary>
    public bool OpenToOthers { get; init; }

    public StoreExamination? Store { get; init; }

    public IReadOnlyList<string> MetadataProblems { get; init; } = [];

    public IReadOnlyList<KnownSite> Sites { get; init; } = [];

    /// <summary>What the journal's opening found, or would find.</summary>
    public JournalRecovery? Journal { get; init; }

    public JournalFigures? JournalNow { get; init; }

    public EventWriterFigures? Writer { get; init; }

    /// <summary>Keys on disk, and when each was made, UTC.</summary>
    public IReadOnlyList<(long Site, DateOnly Day, DateTime Made)> Keys { get; init; } = [];

    public long FreeBytes { get; init; } = long.MaxValue;

    /// <summary>What the journal may still take of the disk.</summary>
    public long JournalBytes { get; init; }

    /// <summary>For how many days the events of closed days are kept.</summary>
    public int EventDays { get; init; } = new RetentionOptions().EventDays;

    /// <summary>How the running server was started; null where none runs.</summary>
    public ServeOptions? Options { get; init; }

    /// <summary>The database of regions and cities that the running server reads; null where there is none.</summary>
    public PlaceFacts? Places { get; init; }

    /// <summary>Whether a peer that is not trusted forwarded an address.</summary>
    public bool Distrusted { get; init; }

    /// <summary>The names under which the pages are served, and what came of asking each by https.</summary>
    public IReadOnlyList<(string Host, string? Trouble)> Public { get; init; } = [];
}

/// <param name="Type">What its makers call it; null where none could be read.</param>
/// <param name="Built">When it was made, UTC.</param>
/// <param name="Trouble">Why the file that is there now is not read; empty where it is.</param>
internal sealed record PlaceFacts(string File, string? Type, DateTime Built, string Trouble);
