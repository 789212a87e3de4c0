using BenchmarkDotNet.Attributes;
using Murmure.Attribution;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Benchmarks;

/// <summary>What an event costs on its way into the journal's record and out of it.</summary>
public class CodecBenchmarks
{
    private const int Events = 1_000;
    private readonly byte[] bytes = new byte[1024];
    private readonly EventDecoder decoder = new();
    private StoredEvent stored;
    private int length;

    [GlobalSetup]
    public void Setup()
    {
        stored = new StoredEvent
        {
            Time = new DateTime(2026, 11, 25, 10, 0, 0, DateTimeKind.Utc), Day = new DateOnly(2026, 11, 25), Hour = 11, Kind = EventKind.Pageview,
            Verdict = Verdict.Person, Visitor = 0xFEDCBA9876543210, Page = "/politique/2026/11/25/le-budget-vote-dans-la-nuit", Family = Family.Messaging,
            Channel = "whatsapp", Source = "WhatsApp", Grade = Grade.Observed, Sender = Sender.Readers, Private = true, Rule = "referrer",
            Clue = "web.whatsapp.com", ReferrerHost = "web.whatsapp.com", Browser = "Chrome", BrowserMajor = 142, Os = "Android", Device = "mobile", Country = "FR",
            Detail = new EventDetail { Key = 0x0123456789ABCDEF, Navigation = Navigation.Navigate, History = 1, FetchSite = FetchSite.CrossSite },
        };
        Encode();
    }

    [Benchmark(OperationsPerInvoke = Events, Description = "encode an event")]
    public int Encode()
    {
        for (var i = 0; i < Events; i++)
            EventCodec.TryEncode("journal.example", stored, bytes, out length);
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
