using Microsoft.Extensions.Caching.Memory;
using Murmure.Server.Privacy;

namespace Murmure.Server.Reports;

/// <summary>Figures kept for some minutes: those of a first screen that read events, and that nobody watches from one minute to the next.</summary>
internal sealed class KeptFigures<T>(Erasures erasures, TimeProvider clock) : IDisposable
    where T : class
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly MemoryCache figures = new(new MemoryCacheOptions { SizeLimit = 200 });

    /// <param name="asked">What the figures are of, by value.</param>
    /// <param name="count">Counts them where nobody did within these minutes.</param>
    public async Task<T> ReadAsync(object asked, Func<Task<T>> count)
    {
        // The minutes are those of the clock that is passed, so that tests may let them go by.
        var key = (asked, erasures.Count, clock.GetUtcNow().Ticks / Kept.Ticks);
        return figures.TryGetValue(key, out T? counted) && counted is not null
            ? counted
            : figures.Set(key, await count(), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
    }

    public void Dispose() => figures.Dispose();
}
