using System.Text;
using Murmure.Attribution;
using Murmure.Attribution.Rules;
using Murmure.Attribution.UserAgent;

namespace Murmure.Server.Ingest;

/// <summary>
/// Readings of agents, referrers and pages by their bytes: the same few thousand texts come back millions of times, and reading one costs
/// a hundred times what looking it up costs. Belongs to one worker, so it needs no lock. In memory only, bounded, gone with the worker.
/// </summary>
internal sealed class ReadingCache(Classifier classifier)
{
    /// <summary>When a table is full it starts again: simpler than an order of eviction, and a real site never fills it in a day.</summary>
    private const int MostEntries = 40_000;

    /// <summary>Longer texts are read and not kept, so that a hostile log cannot fill the memory.</summary>
    private const int LongestKept = 1024;

    private readonly Table<AgentReading> agents = new(text => classifier.ReadAgent(text));
    private readonly Table<ReferrerReading> referrers = new(text => classifier.ReadReferrer(text));
    private readonly Table<string> pages = new(PersonalText.Mask);

    public AgentReading Agent(ReadOnlySpan<byte> text) => agents.Get(text);

    public ReferrerReading Referrer(ReadOnlySpan<byte> text) => text.IsEmpty ? ReferrerReading.Empty : referrers.Get(text);

    /// <summary>One string for each page, so that a million events share a few thousand.</summary>
    public string Page(ReadOnlySpan<byte> text) => pages.Get(text);

    private sealed class Table<T>(Func<string, T> read)
    {
        private readonly Dictionary<byte[], T> entries = new(Bytes.Comparer);

        public T Get(ReadOnlySpan<byte> text)
        {
            var lookup = entries.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (lookup.TryGetValue(text, out var reading))
                return reading;
            reading = read(Encoding.UTF8.GetString(text));
            if (text.Length <= LongestKept)
            {
                if (entries.Count >= MostEntries)
                    entries.Clear();
                lookup[text] = reading;
            }
            return reading;
        }
    }

    private sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Bytes Comparer = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] text) => GetHashCode((ReadOnlySpan<byte>)text);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode); // seeded by the runtime once per process: nobody can prepare texts that collide
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
