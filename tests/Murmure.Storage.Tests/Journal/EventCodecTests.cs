using System.Globalization;
using CsCheck;
using Murmure.Storage.Events;
using Murmure.Storage.Tests.Events;

namespace Murmure.Storage.Tests;

public sealed class EventCodecTests
{
    private readonly EventDecoder decoder = new();

    [Fact]
    public void Any_event_comes_back_as_it_was() => AnyEvents.Live.Sample(stored =>
    {
        var content = decoder.Read(Encoded(SomeEvents.Site, stored), out var site, out var again, out _);
        content.ShouldBe(JournalContent.Event);
        site.ShouldBe(SomeEvents.Site);
        again.Read().ShouldBe(stored.Read());
        again.Time.Kind.ShouldBe(DateTimeKind.Utc);
        (again.Detail?.Properties ?? []).ShouldBe(stored.Detail?.Properties ?? []);
        (again.Detail?.Revenue ?? 0).ToString(CultureInfo.InvariantCulture).ShouldBe((stored.Detail?.Revenue ?? 0).ToString(CultureInfo.InvariantCulture), "1.50 is not 1.5");
    }, iter: 5_000, threads: 1);

    [Fact]
    public void Any_count_of_machines_comes_back_as_it_was() =>
        Gen.Select(Gen.Int[0, DateOnly.MaxValue.DayNumber], Gen.String, Gen.Long, Gen.Long).Sample((day, text, hits, bare) =>
        {
            var valid = new string([.. text.Where(letter => !char.IsSurrogate(letter))]);
            var count = new MachineCount(DateOnly.FromDayNumber(day), valid, "google", hits, bare);
            var bytes = new byte[2048];
            EventCodec.TryEncode("a.example", count, bytes, out var written).ShouldBeTrue();
            decoder.Read(bytes.AsSpan(0, written), out var site, out _, out var again).ShouldBe(JournalContent.Machines);
            (site, again).ShouldBe(("a.example", count));
        }, threads: 1);

    [Fact]
    public void A_count_comes_back_with_the_lines_that_it_counts() => Gen.ULong.Array[1, 200].Sample(lines =>
    {
        var count = new MachineCount(SomeEvents.Monday, "crawler", "google", lines.Length, 1) { Lines = lines };
        var bytes = new byte[2048];
        EventCodec.TryEncode("a.example", count, bytes, out var written).ShouldBeTrue();
        decoder.Read(bytes.AsSpan(0, written), out _, out _, out var again).ShouldBe(JournalContent.Machines);
        again.Lines.ShouldBe(lines);
        (again with { Lines = null }).ShouldBe(count with { Lines = null });
        decoder.Read(bytes.AsSpan(0, written - 1), out _, out _, out _).ShouldBe(JournalContent.Unreadable, "a part of a line is no line");
    }, threads: 1);

    [Fact]
    public void No_bytes_make_the_decoder_throw() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        decoder.Read(bytes, out _, out _, out _);
        decoder.Read([1, .. bytes], out _, out _, out _);
        decoder.Read([2, .. bytes], out _, out _, out _);
        decoder.Read([3, .. bytes], out _, out _, out _);
    }, iter: 50_000, threads: 1);

    [Fact]
    public void A_sound_record_cut_changed_or_lengthened_is_refused_or_read_as_some_event_and_never_throws() =>
        Gen.Select(AnyEvents.Live, Gen.Double.Unit, Gen.Byte).Sample((stored, place, value) =>
        {
            var bytes = Encoded(SomeEvents.Site, stored);
            var at = (int)(place * (bytes.Length - 1));
            decoder.Read(bytes.AsSpan(0, at), out _, out _, out _).ShouldBe(JournalContent.Unreadable, "a part is no record");
            decoder.Read([.. bytes, value], out _, out _, out _).ShouldBe(JournalContent.Unreadable, "nothing may follow");
            bytes[at] = value;
            if (decoder.Read(bytes, out _, out var again, out _) == JournalContent.Event)
            {
                Enum.IsDefined(again.Kind).ShouldBeTrue();
                Enum.IsDefined(again.Family).ShouldBeTrue();
                again.Hour.ShouldBeLessThan((byte)24);
            }
        }, iter: 10_000, threads: 1);

    [Fact]
    public void What_does_not_fit_is_said_and_nothing_is_written_beyond_the_place_given()
    {
        var stored = SomeEvents.View("/a", 0) with { Detail = new EventDetail { Name = "goal", Key = 5, Properties = [new("a", "b")] } };
        var whole = Encoded(SomeEvents.Site, stored);
        for (var length = 0; length < whole.Length; length++)
        {
            var bytes = new byte[whole.Length];
            EventCodec.TryEncode(SomeEvents.Site, stored, bytes.AsSpan(0, length), out _).ShouldBeFalse();
            bytes.AsSpan(length).IndexOfAnyExcept((byte)0).ShouldBe(-1);
        }
    }

    [Fact]
    public void A_usual_page_view_takes_less_than_two_hundred_bytes()
    {
        var stored = SomeEvents.View("/politique/2026/11/25/le-budget-vote-dans-la-nuit", 0, 0xFEDCBA9876543210) with
        {
            Channel = "whatsapp", Source = "WhatsApp", Rule = "referrer", Clue = "web.whatsapp.com", ReferrerHost = "web.whatsapp.com", Browser = "Chrome",
            BrowserMajor = 142, Os = "Android", Device = "mobile", Country = "FR",
            Detail = new EventDetail { Key = 0x0123456789ABCDEF, Navigation = Navigation.Navigate, History = 1, FetchSite = FetchSite.CrossSite },
        };
        Encoded(SomeEvents.Site, stored).Length.ShouldBeLessThan(200);
    }

    /// <summary>Records of old versions stay readable: these bytes were written by version 1 and are never rewritten.</summary>
    [Fact]
    public void Version_1_is_read_for_ever()
    {
        var bytes = Convert.FromHexString(Version1);
        decoder.Read(bytes, out var site, out var stored, out _).ShouldBe(JournalContent.Event);
        site.ShouldBe(SomeEvents.Site);
        (stored with { Detail = null }).ShouldBe((SomeEvents.View("/été", 3, 7) with { Country = "FR" }).Read());
        stored.Detail!.Name.ShouldBe("abonnement");
        stored.Detail.Revenue.ShouldBe(9.90m);
        stored.Detail.Properties.ShouldBe([new("offre", "web")]);
    }

    private const string Version1 =
        "010F6A6F75726E616C2E6578616D706C65E8C8C0CF01000800000A0302040700000000000000008B8008062FC3A974C3A90664697265" +
        "6374076E6F7468696E67024652CD094D000000000000000A61626F6E6E656D656E7401056F666672650377656202DE07000345555203";

    private static byte[] Encoded(string site, in StoredEvent stored)
    {
        var bytes = new byte[4096];
        EventCodec.TryEncode(site, stored, bytes, out var written).ShouldBeTrue();
        return bytes[..written];
    }
}
