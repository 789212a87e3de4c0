using System.Text;
using CsCheck;
using Murmure.Server.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Ingest;

public sealed class BeaconPayloadTests
{
    [Theory]
    [InlineData("", "an empty body")]
    [InlineData("nothing", "not JSON")]
    [InlineData("12", "neither an object nor an array")]
    [InlineData("\"pageview\"", "neither an object nor an array")]
    [InlineData("[]", "no event")]
    [InlineData("[1]", "an event that is no object")]
    [InlineData("{}", "'n' is missing")]
    [InlineData("{\"n\":\"pageview\"}", "'u' is missing")]
    [InlineData("{\"n\":\"pageview\",\"u\":\"/a\"}", "'u' is no http address")]
    [InlineData("{\"n\":\"pageview\",\"u\":\"javascript:alert(1)\"}", "'u' is no http address")]
    [InlineData("{\"n\":\"pageview\",\"u\":\"https://\"}", "'u' is no http address")]
    [InlineData("{\"n\":1,\"u\":\"https://example.org/\"}", "'n' is no text")]
    [InlineData("{\"n\":\"pageview\",\"u\":\"https://example.org/\"", "not JSON")]
    [InlineData("{\"n\":\"pageview\",\"u\":\"https://example.org/\"} {}", "not JSON")]
    [InlineData("{\"n\":\"pageview\",\"u\":\"https://example.org/\",\"c\":\"maybe\"}", "'c' is neither granted nor denied")]
    [InlineData("{\"n\":\"pageview\",\"u\":\"https://example.org/\",\"h\":\"2\"}", "'h' is no number")]
    [InlineData("{\"n\":\"goal\",\"u\":\"https://example.org/\",\"v\":{\"amount\":12}}", "'v.currency' is missing")]
    [InlineData("{\"n\":\"goal\",\"u\":\"https://example.org/\",\"v\":{\"amount\":12,\"currency\":\"euro\"}}", "'v.currency' is no ISO 4217 code")]
    [InlineData("{\"n\":\"goal\",\"u\":\"https://example.org/\",\"p\":{\"a\":{\"b\":1}}}", "'p' holds texts, numbers and booleans only")]
    public void What_cannot_be_read_is_said_in_words(string body, string problem) => Problem(body).ShouldBe(problem);

    [Fact]
    public void Fifty_events_are_taken_and_one_more_is_not()
    {
        const string One = "{\"n\":\"pageview\",\"u\":\"https://example.org/\"}";
        Problem($"[{string.Join(',', Enumerable.Repeat(One, 50))}]").ShouldBeNull();
        Problem($"[{string.Join(',', Enumerable.Repeat(One, 51))}]").ShouldBe("more than 50 events");
    }

    [Fact]
    public void Everything_a_tracker_sends_is_read()
    {
        var read = Read("""
            {"n":"inscription","s":"example.org","u":"https://user:secret@www.example.org:8443/a%20b?x=1&mm=w2#part","r":"https://t.co/x","id":"k1","t":"back_forward","h":3,
             "e":1234.6,"d":100.4,"p":{"b":true,"a":12,"c":"é\n"},"v":{"amount":12.5,"currency":"eur"},"a":"telegram","f":"cross-site","c":"granted","zz":{"later":[1]},
             "m":{"t":"Titre","s":"Sport","a":"A. Nonyme","d":"2026-11-25T08:00:00+01:00","p":"paid"}}
            """);
        read.ShouldBe(
            "Goal inscription|example.org|www.example.org:8443|/a%20b?x=1&mm=w2|https://t.co/x|k1|BackForward|3|1234|100|a=12,b=true,c=é\n|12.5 EUR|telegram|CrossSite|True|Titre/Sport/A. Nonyme/2026-11-25T07:00:00/True");
    }

    [Theory]
    [InlineData("https://example.org", "/")]
    [InlineData("https://example.org?a=1", "/?a=1")]
    [InlineData("https://example.org/#part", "/")]
    [InlineData("https://example.org/app?a=1#/route/2", "/app#/route/2?a=1")]
    [InlineData("https://example.org#!/route", "/#!/route")]
    public void A_fragment_is_part_of_the_page_only_where_it_is_a_route(string url, string target) =>
        Read($$"""{"n":"pageview","u":"{{url}}"}""").Split('|')[3].ShouldBe(target);

    /// <summary>Whatever bytes come, the answer is a value: nothing is thrown, and what is read stays within its limits.</summary>
    [Fact]
    public void No_body_makes_it_throw() => Gen.OneOf(Gen.Byte.Array[0, 120], Bodies.Broken).Sample(body =>
    {
        var scratch = new byte[Math.Max(256, 2 * body.Length)];
        if (BeaconPayload.Check(body, scratch, out var events) is not null)
            return;
        events.ShouldBeInRange(1, BeaconPayload.MostEvents);
        var payload = new BeaconPayload(body, scratch);
        while (payload.TryNext(out var problem))
        {
            problem.ShouldBeNull();
            payload.Current.Target[0].ShouldBe((byte)'/');
            payload.Current.Scroll.ShouldBeInRange((byte)0, (byte)100);
            payload.Current.Properties.Count.ShouldBeLessThanOrEqualTo(BeaconPayload.MostProperties);
        }
    });

    private static string? Problem(string body) => BeaconPayload.Check(Encoding.UTF8.GetBytes(body), new byte[Math.Max(256, 2 * body.Length)], out _);

    private static string Read(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var payload = new BeaconPayload(bytes, new byte[bytes.Length]);
        payload.TryNext(out var problem).ShouldBeTrue();
        problem.ShouldBeNull();
        var read = payload.Current;
        var card = read.Card is { } page ? $"{page.Title}/{page.Section}/{page.Author}/{page.Published:s}/{page.Paid}" : "";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{read.Kind} {read.GoalName}|{T(read.Site)}|{T(read.Host)}|{T(read.Target)}|{T(read.Referrer)}|{T(read.Id)}|{read.Navigation}|{read.History}|{read.Engaged}|{read.Scroll}|{string.Join(',', read.Properties.Select(pair => $"{pair.Key}={pair.Value}"))}|{read.Amount} {read.Currency}|{T(read.AppMark)}|{read.FetchSite}|{read.Consent}|{card}");
    }

    private static string T(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}

/// <summary>Beacons of every shape, whole and broken.</summary>
internal static class Bodies
{
    private static readonly string[] Wholes =
    [
        """{"n":"pageview","s":"example.org","u":"https://example.org/a?utm_source=x&mm=w2#/b","r":"https://t.co/","id":"1","t":"navigate","h":2,"c":"granted"}""",
        """[{"n":"engagement","u":"https://example.org/a","e":1e3,"d":55},{"n":"goal","u":"http://example.org","p":{"name":"é\u0000","n":1.5},"v":{"amount":-1,"currency":"EUR"}}]""",
        """{"n":"\ud83d\ude00","u":"https://example.org/","m":{"t":"x","d":"yesterday"},"f":"none","a":"telegram"}""",
    ];

    /// <summary>A whole body with some bytes replaced, cut or doubled.</summary>
    public static readonly Gen<byte[]> Broken = Gen.Select(
        Gen.Int[0, Wholes.Length - 1], Gen.Select(Gen.Int[0, 400], Gen.OneOf(Gen.Byte, Gen.Const((byte)'"'), Gen.Const((byte)'\\'), Gen.Const((byte)'{'))).Array[0, 4], Gen.Int[0, 400],
        (which, changes, cut) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Wholes[which]);
            foreach (var (at, with) in changes)
                bytes[at % bytes.Length] = with;
            return cut < bytes.Length ? bytes[..cut] : bytes;
        });
}
