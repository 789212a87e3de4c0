using CsCheck;

namespace Murmure.Attribution.Tests;

/// <summary>Addresses and numbers of people go, whatever stands around them; what articles are called stays.</summary>
public sealed class PersonalTextTests
{
    private static readonly Gen<string> Word = Gen.Char["abcdefghijklmnopqrstuvwxyzéèàç"].Array[1, 9].Select(letters => new string(letters));
    private static readonly Gen<string> Date = Gen.Select(Gen.Int[1990, 2035], Gen.Int[1, 12], Gen.Int[1, 28], Gen.OneOf(Gen.Const("-"), Gen.Const("/"), Gen.Const("."), Gen.Const("")))
        .Select((year, month, day, between) => $"{year}{between}{month:00}{between}{day:00}");

    private static readonly Gen<string> Clock = Gen.Select(Gen.Int[0, 23], Gen.Int[0, 59], Gen.Int[0, 59], Gen.Int[0, 24])
        .SelectMany((h, m, s, frame) => Gen.OneOf(Gen.Const($"{h:00}:{m:00}"), Gen.Const($"{h:00}:{m:00}:{s:00}"), Gen.Const($"{h:00}:{m:00}:{s:00}:{frame:00}"), Gen.Const($"{h:00}h{m:00}")));

    private static readonly Gen<string> Version = Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 9999]).Select((a, b, c) => $"v{a}.{b}.{c}");
    private static readonly Gen<string> Part = Gen.OneOf(Word, Date, Clock, Version, Gen.Long[0, 99_999_999_999].Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)), Gen.Const("%C3%A9t%C3%A9"), Gen.Const("react@18.2.0"));

    private static readonly Gen<string> Slug = Gen.Select(Part.Array[1, 6], Gen.OneOf(Gen.Const("-"), Gen.Const("_"), Gen.Const("/"), Gen.Const("%20")), Gen.OneOf(Gen.Const(""), Gen.Const(".html"), Gen.Const("/")))
        .Select((parts, between, end) => "/" + string.Join(between, parts) + end);

    private static readonly Gen<string> Mail = Gen.Select(Word, Word, Word, Gen.OneOf(Gen.Const("@"), Gen.Const("%40"), Gen.Const("%2540")), Gen.OneOf(Gen.Const("fr"), Gen.Const("example"), Gen.Const("co.uk")))
        .Select((first, last, host, sign, top) => $"{Plain(first)}.{Plain(last)}{sign}{Plain(host)}.{top}");

    private static readonly Gen<string> IPv4 = Gen.Int[0, 255].Array[4].Select(parts => string.Join('.', parts));
    private static readonly Gen<string> IPv6 = Gen.Select(Gen.Int[0x2000, 0x3fff], Gen.Int[0, 0xffff].Array[7], Gen.Bool)
        .Select((first, rest, shortened) => new System.Net.IPAddress(
            [.. new[] { first }.Concat(shortened ? [rest[0], rest[1], 0, 0, 0, 0, rest[6]] : rest).SelectMany(group => new[] { (byte)(group >> 8), (byte)group })]).ToString());

    private static readonly Gen<string> Card = Gen.Int[0, 255].Array[6].Select(parts => string.Join(':', parts.Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))));
    private static readonly Gen<string> Telephone = Gen.Long[100_000_000, 999_999_999_999].Select(number => $"+{number}");

    [Fact]
    public void Slugs_dates_times_versions_and_numbers_stay_as_they_are() => Slug.Sample(slug => ReferenceEquals(PersonalText.Mask(slug), slug), iter: 20_000);

    [Fact]
    public void An_address_or_a_number_goes_wherever_it_stands() =>
        Gen.Select(Gen.OneOf(Mail, IPv4, IPv6, Card, Telephone), Gen.OneOf(Gen.Const("/user/"), Gen.Const("/a?mail="), Gen.Const("/a-"), Gen.Const("")), Gen.OneOf(Gen.Const(""), Gen.Const("/edit"), Gen.Const("&x=1"), Gen.Const(" ")))
            .Where((datum, before, _) => !(before == "/a-" && datum.Contains(':', StringComparison.Ordinal)))
            .Sample((datum, before, after) =>
            {
                var masked = PersonalText.Mask(before + datum + after);
                return masked.Contains("(masked)", StringComparison.Ordinal) && !masked.Contains(datum, StringComparison.Ordinal) && masked.EndsWith(after, StringComparison.Ordinal);
            }, iter: 20_000);

    [Fact]
    public void Whatever_is_masked_in_an_address_is_dropped_as_a_tag_and_no_text_is_too_strange() => Gen.String.Sample(text => PersonalText.Mask(text) == text || PersonalText.Holds(text), iter: 20_000);

    [Theory]
    [InlineData("/log/203.0.113.9.html", "/log/(masked).html")]
    [InlineData("/from/203.0.113.9.", "/from/(masked).")]
    [InlineData("/chrome/120.0.6099.109", "/chrome/120.0.6099.109")]
    [InlineData("/release/999.1.1.1", "/release/999.1.1.1")]
    [InlineData("/net/2a01:e0a::1", "/net/(masked)")]
    [InlineData("/net/2a01%3Ae0a%3Ab3%3A%3A1", "/net/(masked)")]
    [InlineData("/net/2001:db8::1/64", "/net/(masked)/64")]
    [InlineData("/video/01:02:03:04", "/video/01:02:03:04")]
    [InlineData("/doc/std::vec::Vec", "/doc/std::vec::Vec")]
    [InlineData("/doc/db::a", "/doc/db::a")]
    [InlineData("/unsubscribe/jean.dupont%40example.org/yes", "/unsubscribe/(masked)/yes")]
    [InlineData("/unsubscribe/jean%2540example.org", "/unsubscribe/(masked)")]
    [InlineData("/@jean.dupont/un-billet", "/@jean.dupont/un-billet")]
    [InlineData("/npm/lodash@4.17.21/index", "/npm/lodash@4.17.21/index")]
    [InlineData("/call/tel:+33612345678", "/call/tel:(masked)")]
    [InlineData("/search/foo+20261125", "/search/foo+20261125")]
    [InlineData("/article/0012345678", "/article/0012345678")]
    public void What_is_near_to_each_other_is_told_apart(string text, string masked) => PersonalText.Mask(text).ShouldBe(masked);

    [Theory]
    [InlineData("+33 6 12 34 56 78", true)]
    [InlineData("+44 (20) 7946-0958", true)]
    [InlineData("0033612345678", true)]
    [InlineData("06 12 34 56 78", true)]
    [InlineData("33612345678", true)]
    [InlineData("jean@example.org", true)]
    [InlineData("autumn-2026-11-25", false)]
    [InlineData("newsletter 2026 11 25", false)]
    [InlineData("20261125093000", false)]
    [InlineData("120210330123456789", false)]
    [InlineData("v1.2.3", false)]
    public void A_tag_s_value_is_somebody_s_or_a_campaign_s(string value, bool personal) => PersonalText.Holds(value).ShouldBe(personal);

    [Theory]
    [InlineData("utm_campaign=%2B44%2020%207946%200958", "")]
    [InlineData("utm_campaign=+447946095811", "")]
    [InlineData("utm_campaign=jean.dupont%40example.org", "")]
    [InlineData("utm_campaign=sale+2026-11-25", "sale 2026-11-25")]
    [InlineData("utm_campaign=120210330123456789", "120210330123456789")]
    public void A_campaign_named_after_a_reader_is_dropped_and_others_stay(string query, string campaign) =>
        new Classifier(Murmure.Attribution.Catalogue.Load()).ReadQuery(query).UtmCampaign.ShouldBe(campaign);

    // Letters outside ASCII have no place before a mail address's sign.
    private static string Plain(string word) => string.Concat(word.Where(char.IsAsciiLetter).DefaultIfEmpty('x'));
}
