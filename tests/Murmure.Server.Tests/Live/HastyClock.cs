using Microsoft.Extensions.Time.Testing;

namespace Murmure.Server.Tests.Live;

/// <summary>
/// A clock on which a turn of any length fires each timer once. The library's own fires a timer of one second 604,800 times when a week is turned, and every
/// background service does its round as often; nothing on the server counts ticks, so once is what a server sees that slept for that long.
/// </summary>
internal sealed class HastyClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Rearmed(callback, period);
        timer.Start(base.CreateTimer(timer.Fire, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime);
        return timer;
    }

    /// <summary>A timer that is set again from the time that it fired at.</summary>
    private sealed class Rearmed(TimerCallback callback, TimeSpan period) : ITimer
    {
        private TimeSpan period = period;
        private ITimer timer = null!;

        public void Start(ITimer inner, TimeSpan dueTime)
        {
            timer = inner;
            timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Fire(object? state)
        {
            if (period > TimeSpan.Zero)
                timer.Change(period, Timeout.InfiniteTimeSpan);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            period = newPeriod;
            return timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
