using System.Collections.Concurrent;

namespace Murmure.Server.Ingest;

/// <summary>
/// Cards that services make of our own posts: each fetches the post's address once, with the name that it fetches by which anybody shares, and that one fetch was
/// nobody's share (docs/adr/0072). Known in memory alone: a server that starts again in those minutes counts it.
/// </summary>
internal sealed class OwnFetches(TimeProvider clock)
{
    /// <summary>A service looks at a link as it takes the message, or some moments later.</summary>
    private static readonly TimeSpan Awaited = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(long Link, string Variant, string Platform), DateTimeOffset> expected = new();

    /// <summary>A post with a card is about to be handed over.</summary>
    /// <param name="variant">Which of the link's addresses it carries.</param>
    /// <param name="platform">Whose fetcher will come.</param>
    public void Expect(long link, string variant, string platform)
    {
        var now = clock.GetUtcNow();
        foreach (var (key, until) in expected)
        {
            if (until < now)
                expected.TryRemove(key, out _);
        }
        expected[(link, variant, platform)] = now + Awaited;
    }

    /// <summary>Whether a fetch is the one that was expected; the next one is somebody's.</summary>
    public bool Take(long link, string variant, string platform) =>
        expected.TryRemove((link, variant, platform), out var until) && clock.GetUtcNow() <= until;
}
