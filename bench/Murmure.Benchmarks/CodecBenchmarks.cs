using BenchmarkDotNet.Attributes;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Benchmarks;

/// <summary>What an event costs on its way into the journal's record and out of it.</summary>
public class CodecBenchmarks
{
    private const int Events = 1_000;
    private readonly byte[] bytes = new byte[1024];
    private readonly EventDecoder decoder = new();
    private readonly StoredEvent stored = SomeLiveEvent.Of(1);
    private int length;

    [GlobalSetup]
    public void Setup() => Encode();

    [Benchmark(OperationsPerInvoke = Events, Description = "encode an event")]
    public int Encode()
    {
        for (var i = 0; i < Events; i++)
            EventCodec.TryEncode(SomeLiveEvent.Site, stored, bytes, out length);
        return length;
    }

    [Benchmark(OperationsPerInvoke = Events, Description = "decode an event")]
    public int Decode()
    {
        var read = 0;
        for (var i = 0; i < Events; i++)
            read += decoder.Read(bytes.AsSpan(0, length), out _, out _, out _) == JournalContent.Event ? 1 : 0;
        return read;
    }
}
