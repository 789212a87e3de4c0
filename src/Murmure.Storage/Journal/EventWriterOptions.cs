namespace Murmure.Storage;

/// <summary>How the events go from the journal to the store.</summary>
public sealed record EventWriterOptions
{
    /// <summary>Events of one batch at most: large enough that a commit costs little per event.</summary>
    public int BatchEvents { get; init; } = 16_384;

    /// <summary>How long the first event of a batch waits for others. Reports are that much behind; small batches cost the store more per event.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Events kept in memory at most, of which there are so many only while the store refuses some. Then the writer stops reading, and the journal grows.
    /// </summary>
    public int HeldEvents { get; init; } = 65_536;

    /// <summary>After the first failure; it doubles with each one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LastRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the writer goes on after it was asked to stop. What is left stays in the journal.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What a writer did since it was started.</summary>
/// <param name="Committed">Events that the store took.</param>
/// <param name="Repeated">Events that the store had already when they were sent again.</param>
/// <param name="Skipped">Records that the store had already when the writer started.</param>
/// <param name="ClosedEvents">Events refused because their day is closed.</param>
/// <param name="ClosedMachineHits">Requests by machines refused because their day is closed.</param>
/// <param name="Unreadable">Records that could not be read and were left out.</param>
/// <param name="LostBytes">Bytes of the journal that the disk changed.</param>
/// <param name="Failures">Batches that the store did not take, each time that it did not.</param>
/// <param name="Held">Events in memory now.</param>
public readonly record struct EventWriterFigures(
    long Committed, long Repeated, long Skipped, long ClosedEvents, long ClosedMachineHits, long Unreadable, long LostBytes, long Failures, int Held);
