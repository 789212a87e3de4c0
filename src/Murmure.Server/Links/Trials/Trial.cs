using System.Runtime.CompilerServices;
using Murmure.Attribution;

namespace Murmure.Server.Links;

/// <summary>Something that happened to a trial's link. PRIVACY: names from lists and a time; address and agent ended with the request.</summary>
/// <param name="Who">The channel's or the fetcher's name; empty where nothing is known.</param>
/// <param name="Proof">The rule that decided.</param>
/// <param name="Elsewhere">The family that a tool would show which reads the referrer alone.</param>
/// <param name="ElsewhereSource">The source that it would show beside it; empty for none.</param>
/// <param name="Recorded">Whether it was replayed from a record.</param>
internal sealed record TrialStep(DateTime Time, Verdict Verdict, string Who, Evidence Proof, Family Elsewhere, string ElsewhereSource, bool Recorded)
{
    /// <summary>Whether the app's own browser showed itself: by its agent's mark, or by the header that Android adds.</summary>
    public bool IsInApp => Proof.Rule is "app.mark" or "header.requested-with";
}

/// <summary>A link that somebody sends to themselves to see what happens. In memory alone: no journal, no figure, no file.</summary>
internal sealed class Trial(string token, long organisation, DateTime made)
{
    /// <summary>How long its link works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>How long what happened can be looked at; then it is forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(50);

    private const int Most = 50;
    private static readonly TimeSpan Fold = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly Lock turn = new();
    private readonly List<TrialStep> steps = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Token => token;

    public long Organisation => organisation;

    public DateTime Made => made;

    public DateTime Until => made + Life;

    public IReadOnlyList<TrialStep> Steps
    {
        get
        {
            lock (turn)
                return [.. steps];
        }
    }

    public void Add(TrialStep step)
    {
        TaskCompletionSource done;
        lock (turn)
        {
            // One share makes some apps fetch more than once.
            var again = step.Verdict != Verdict.Person && steps.Exists(before => before.Verdict == step.Verdict && before.Who == step.Who && step.Time - before.Time < Fold);
            if (again || steps.Count == Most)
                return;
            steps.Add(step);
            (done, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        done.SetResult();
    }

    /// <summary>How many steps there are, told whenever there is one more, and now and then without.</summary>
    public async IAsyncEnumerable<int> ChangesAsync(TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (clock.GetUtcNow().UtcDateTime < Until)
        {
            Task next;
            int count;
            lock (turn)
                (next, count) = (changed.Task, steps.Count);
            yield return count;
            await Task.WhenAny(next, Task.Delay(Heartbeat, clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
