namespace Murmure.Server.Privacy;

/// <summary>How often something was erased since the start: figures that are kept in memory are those of one count, so that none outlives an erasure.</summary>
internal sealed class Erasures
{
    private long count;

    public long Count => Interlocked.Read(ref count);

    public void Add() => Interlocked.Increment(ref count);
}
