using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Server.Reports;
using Murmure.Server.Sites;

namespace Murmure.Benchmarks;

/// <summary>
/// Millions of broken beacons, headers and questions. What reads them must answer with a value each time: nothing is thrown in process, and no
/// request to the running server is answered with 5xx or left without an answer.
/// </summary>
internal static class Fuzz
{
    internal static readonly string[] Bodies =
    [
        """{"n":"pageview","s":"example.org","u":"https://example.org/a?utm_source=whatsapp&mm=w2#/b","r":"https://t.co/x","id":"1","t":"navigate","h":2,"c":"granted","f":"none"}""",
        """[{"n":"engagement","u":"https://example.org/a","e":1e3,"d":55},{"n":"goal","u":"http://example.org","p":{"name":"é\u0000","n":1.5},"v":{"amount":-1,"currency":"EUR"}}]""",
        """{"n":"\ud83d\ude00","u":"https://example.org/","m":{"t":"x","s":"y","a":"z","d":"2026-11-25","p":"paid"},"a":"telegram"}""",
        """[{"n":"pageview","u":"https://[::1]:80/%ff?a=%","ip":"::ffff:203.0.113.5","ua":"WhatsApp/2.24.20.83 A","time":"2026-11-25T10:00:00Z","headers":{"Sec-GPC":"1","Referer":"android-app://com.whatsapp/"},"status":200}]""",
    ];

    internal static readonly string[] Texts =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "WhatsApp/2.24.20.83 A", "https://www.google.com/search?q=%C3%A9", "203.0.113.9",
        "2001:db8::1", "example.org:443", "site=example.org&metrics=visits&filters=page==/a|/b;hour!=3", "GET", "android-app://com.slack/", "utm_source=%ff&utm_medium=",
    ];

    private static readonly FrozenSet<string> Parameters = FrozenSet.Create("id", "a");
    private static readonly byte[] Sharp = "\"\\{}[]:,%&=#?/@.-+\0\n\r\t 0eE"u8.ToArray();

    public static async Task<int> RunAsync(string[] args)
    {
        var inputs = args is [var count, ..] && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 10_000_000;
        var seed = args is [_, var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 1;
        Console.WriteLine($"{inputs} inputs in process, seed {seed}");
        var started = Stopwatch.GetTimestamp();
        var halves = await Task.WhenAll(Task.Run(() => InProcess(inputs / 2, seed)), Task.Run(() => InProcess(inputs - (inputs / 2), seed + 7919)));
        Console.WriteLine($"in process: {halves.Sum(half => half.Inputs)} inputs, {halves.Sum(half => half.Read)} of them readable, 0 exceptions, {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        await using var server = await FuzzServer.StartAsync();
        var requests = (int)Math.Min(inputs / 50, 200_000);
        var found = await server.AskAsync(requests, seed);
        Console.WriteLine($"over HTTP: {requests} requests; {found}; stored {await server.StoredAsync()} events");
        return found.Failed ? 1 : 0;
    }

    private static (long Inputs, long Read) InProcess(long inputs, int seed)
    {
        var random = new Random(seed);
        var classifier = new Classifier(Catalogue.Load());
        using var pseudonyms = new Pseudonyms("example.org");
        var site = new SiteRules
        {
            Id = new SiteId(1), Host = "example.org", Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), Profile = ComplianceProfile.UkStats,
            ExcludedPaths = ["/intern/*"], AllowedQuery = Parameters,
        };
        var pipeline = new IngestPipeline(classifier, pseudonyms, null, site, new ReadingCache(classifier));
        var (scratch, body) = (new byte[8192], new byte[2048]);
        long done = 0, read = 0;
        while (done < inputs)
        {
            done++;
            // Every eighth is a question, the others are beacons; of these one in three is a server's.
            if ((done & 7) == 0)
            {
                read += Question(random) ? 1 : 0;
                continue;
            }
            var length = Broken(random, Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]), body);
            read += Beacon(pipeline, random, body.AsSpan(0, length), scratch, server: done % 3 == 0) ? 1 : 0;
        }
        return (done, read);
    }

    private static bool Beacon(IngestPipeline pipeline, Random random, ReadOnlySpan<byte> body, Span<byte> scratch, bool server)
    {
        if (BeaconPayload.Check(body, scratch, out _, server, server) is not null)
            return false;
        Span<byte> agent = stackalloc byte[512];
        Span<byte> address = stackalloc byte[512];
        agent = agent[..Broken(random, Encoding.UTF8.GetBytes(Texts[random.Next(2)]), agent)];
        address = address[..Broken(random, Encoding.UTF8.GetBytes(Texts[3 + random.Next(2)]), address)];
        var payload = new BeaconPayload(body, scratch, server, server);
        while (payload.TryNext(out _))
        {
            var sent = payload.Current;
            pipeline.Pass(
                new RawHit
                {
                    Time = sent.Time ?? new DateTime(2026, 11, 25, 10, 0, 0, DateTimeKind.Utc), HasZone = true, HasAgent = true, UserAgent = sent.Agent.IsEmpty ? agent : sent.Agent,
                    Address = sent.Ip.IsEmpty ? address : sent.Ip, Door = server ? HitDoor.Server : HitDoor.Script, Kind = sent.Kind, Host = sent.Host, Target = sent.Target,
                    Referrer = sent.Referrer, RequestedWith = sent.RequestedWith, AppMark = sent.AppMark, Consent = sent.Consent, EventId = sent.Id,
                    Detail = BeaconEndpoint.DetailOf(sent), Bytes = -1,
                },
                out _);
        }
        return true;
    }

    private static bool Question(Random random)
    {
        Span<byte> text = stackalloc byte[512];
        var length = Broken(random, Encoding.UTF8.GetBytes(Texts[6]), text);
        var query = new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Encoding.UTF8.GetString(text[..length])));
        return ReportRequest.Read(query, "example.org", new DateOnly(2026, 11, 25)).Query is not null;
    }

    /// <summary>A whole text with some bytes replaced, taken out, doubled or cut off.</summary>
    internal static int Broken(Random random, ReadOnlySpan<byte> whole, Span<byte> into)
    {
        whole.CopyTo(into);
        var length = whole.Length;
        for (var changes = random.Next(5); changes > 0 && length > 0; changes--)
        {
            var at = random.Next(length);
            switch (random.Next(6))
            {
                case 0: into[at] = (byte)random.Next(256); break;
                case 1: into[at] = Sharp[random.Next(Sharp.Length)]; break;
                case 2: into[at] ^= (byte)(1 << random.Next(8)); break;
                case 3:
                    into[(at + 1)..length].CopyTo(into[at..]);
                    length--;
                    break;
                case 4 when length + 20 < into.Length:
                    var part = Math.Min(random.Next(1, 20), length - at);
                    into[at..length].CopyTo(into[(at + part)..]);
                    length += part;
                    break;
                default: length = random.Next(4) == 0 ? at : length; break;
            }
        }
        return length;
    }
}
