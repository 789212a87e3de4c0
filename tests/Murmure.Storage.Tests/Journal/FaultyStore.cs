using System.Reflection;
using Murmure.Storage.Events;

namespace Murmure.Storage.Tests;

/// <summary>A real store whose commits can fail before or after they happen, or not come to an end.</summary>
public class FaultyStore : DispatchProxy
{
    private IEventStore store = null!;

    /// <summary>Asked before a batch is given to the store; throws to refuse it.</summary>
    public Func<EventBatch, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Asked after the store has committed a batch; throws to lose the answer.</summary>
    public Func<EventBatch, CancellationToken, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    public static (IEventStore Store, FaultyStore Faults) Over(IEventStore store)
    {
        var proxy = Create<IEventStore, FaultyStore>();
        var faults = (FaultyStore)(object)proxy;
        faults.store = store;
        return (proxy, faults);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IEventStore.AppendAsync)
        ? AppendAsync((EventBatch)args![0]!, (CancellationToken)args[1]!)
        : targetMethod.Invoke(store, args);

    private async Task<AppendResult> AppendAsync(EventBatch batch, CancellationToken cancellation)
    {
        await Before(batch);
        var result = await store.AppendAsync(batch, cancellation);
        await After(batch, cancellation);
        return result;
    }
}
