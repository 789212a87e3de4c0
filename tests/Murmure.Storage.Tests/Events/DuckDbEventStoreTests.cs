using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;

namespace Murmure.Storage.Tests.Events;

public sealed class DuckDbEventStoreTests : EventStoreContract
{
    protected override IEventStore Empty() => DuckDbEventStore.OpenTemporary(DuckDbOptions.Analysis, TimeProvider.System);
}
