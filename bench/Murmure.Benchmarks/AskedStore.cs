using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Murmure.Storage.Events;

namespace Murmure.Benchmarks;

/// <summary>A store that remembers what it is asked, so that a table of timings has exactly the questions of a page.</summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "DispatchProxy derives from it.")]
internal class AskedStore : DispatchProxy
{
    private IEventStore inner = null!;

    public List<ReportQuery> Queries { get; } = [];

    public IEventStore Store => (IEventStore)(object)this;

    public static AskedStore Over(IEventStore store)
    {
        var asked = (AskedStore)(object)Create<IEventStore, AskedStore>();
        asked.inner = store;
        return asked;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (args is [ReportQuery query, ..])
            Queries.Add(query);
        return targetMethod!.Invoke(inner, args);
    }
}
