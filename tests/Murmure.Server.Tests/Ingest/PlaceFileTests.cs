using System.Net;
using System.Text;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;

namespace Murmure.Server.Tests.Ingest;

/// <summary>An operator's own database of cities: what is read of it, and what is refused.</summary>
public sealed class PlaceFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-places-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("80.10.1.7", "FR", "FR/Normandie", "FR/Normandie/Caen", "FR/Normandy/Caen")]
    [InlineData("80.10.4.127", "FR", "FR/Normandie", "FR/Normandie/Le Havre", "FR/Normandy/Le Havre")]
    [InlineData("2001:41d0:1:2::9", "FR", "FR/Bretagne", "FR/Bretagne/Brest", "FR/Brittany/Brest")]
    [InlineData("81.240.2.9", "BE", "BE/Liège", "BE/Liège/Liège", "BE/Liège/Liege")]
    [InlineData("8.129.1.9", "SG", "", "SG//Singapour", "SG//Singapore")]
    [InlineData("8.129.2.9", "US", "", "", "")]
    [InlineData("192.168.1.9", "", "", "", "")]
    public void A_place_has_its_names_in_the_sites_language_each_after_what_it_lies_in(string address, string country, string region, string city, string english)
    {
        var place = Find(SomePlaces.Nested(), address);
        (place.Country, place.French.Region, place.French.City, place.English.City).ShouldBe((country, region, city, english));
    }

    [Fact]
    public void A_flat_layout_says_the_same_in_its_one_language()
    {
        var place = Find(SomePlaces.Flat(), "80.10.2.9");
        (place.Country, place.French.Region, place.French.City).ShouldBe(("FR", "FR/Normandy", "FR/Normandy/Rouen"));
    }

    [Fact]
    public void Where_the_own_database_knows_nothing_the_shipped_one_tells_the_country()
    {
        if (!File.Exists(Place.ShippedFile))
            Assert.Skip("the build left the country table out");
        Find(SomePlaces.Nested(), "80.10.9.1").ShouldBe(PlaceReading.OfCountry("FR"));
        Find(SomePlaces.Nested(), "80.10.4.200").ShouldBe(PlaceReading.OfCountry("FR"), "half of that network is in the own database");
    }

    /// <summary>A network is remembered only where all of it is one place.</summary>
    [Fact]
    public void Two_halves_of_a_network_are_two_places_in_whatever_order()
    {
        using var file = Opened(SomePlaces.Nested());
        using var place = Place.With(file);
        var memory = place.NewMemory();
        foreach (var (address, city) in (ReadOnlySpan<(string, string)>)[("80.10.4.9", "FR/Normandy/Le Havre"), ("80.10.4.200", ""), ("80.10.4.10", "FR/Normandy/Le Havre"), ("80.10.4.201", "")])
            memory.Find(Address(address)).English.City.ShouldBe(city, address);
    }

    [Fact]
    public void A_name_never_has_what_stands_between_names_nor_what_a_terminal_would_obey() =>
        Find(SomePlaces.Nested(city: name => name == "Caen" ? "Bozen/Bol\u001bzano" : name), "80.10.1.9").English.City.ShouldBe("FR/Normandy/Bozen-Bolzano");

    [Fact]
    public void What_is_no_database_of_cities_is_refused_with_a_reason()
    {
        var whole = SomePlaces.Nested().ToArray();
        foreach (var (name, bytes, said) in new (string, byte[]?, string)[]
        {
            ("missing.mmdb", null, "no such file."), ("", null, "this is a folder"), ("empty.mmdb", [], "no whole database"), ("text.mmdb", Encoding.UTF8.GetBytes("network,city\n"), "no whole database"),
            ("half.mmdb", whole[..(whole.Length / 2)], "no whole database"), ("country.mmdb", SomePlaces.CountriesOnly().ToArray(), "of the type GeoLite2-Country and names no city"),
        })
        {
            var path = Path.Combine(folder.FullName, name);
            if (bytes is not null)
                File.WriteAllBytes(path, bytes);
            PlaceFile.Open(path).Problem.ShouldContain(said, customMessage: name);
            new IntakeOptions { Places = path }.Problems().ShouldHaveSingleItem().ShouldStartWith($"--places {path}: ");
        }
    }

    /// <summary>Whatever is broken in it, a hit comes through.</summary>
    [Fact]
    public void A_database_with_any_byte_changed_is_refused_or_read_and_never_a_fault()
    {
        var whole = SomePlaces.Nested().ToArray();
        var (random, opened) = (new Random(7), 0); // the same bytes each time
        for (var i = 0; i < 400; i++)
        {
            var changed = whole.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            var path = Path.Combine(folder.FullName, "changed.mmdb");
            File.WriteAllBytes(path, changed);
            using var file = PlaceFile.Open(path).File;
            opened += file is null ? 0 : 1;
            foreach (var place in SomePlaces.All)
                file?.Find(IPNetwork.Parse(place.Network).BaseAddress, out _);
        }
        opened.ShouldBeInRange(1, 399, "else either way is not tried");
    }

    [Theory]
    [InlineData(true, ComplianceProfile.UkStats, "FR/Normandie/Caen")]
    [InlineData(true, ComplianceProfile.LogOnly, "FR/Normandie/Caen")]
    [InlineData(false, ComplianceProfile.UkStats, "")]
    [InlineData(true, ComplianceProfile.FrExempt, "")]
    [InlineData(true, ComplianceProfile.EuConsent, "")]
    public void A_site_keeps_them_where_it_says_so_and_its_profile_lets_it(bool cities, ComplianceProfile profile, string city)
    {
        using var file = Opened(SomePlaces.Nested());
        using var place = Place.With(file);
        var site = new SiteRules { Id = new SiteId(1), Host = "example.org", Zone = TimeZoneInfo.Utc, Profile = profile, Cities = cities, Language = "fr" };
        var door = new IngestPipeline(Doors.Classifier, Doors.Pseudonyms, place.NewMemory(), site, new ReadingCache(Doors.Classifier));
        var kept = new Asked { Address = "80.10.1.9" }.Through(door).Event;
        (kept.City ?? "", kept.Region ?? "").ShouldBe((city, city.Length > 0 ? "FR/Normandie" : ""));
        var preview = new Asked { Address = "80.10.1.9", Agent = Asked.WhatsApp }.Through(door).Event;
        (preview.Country, preview.Region, preview.City).ShouldBe(("", "", ""), "the address of a preview is its sender's");
    }

    private PlaceFile Opened(MmdbWriter writer) => PlaceFile.Open(writer.WriteTo(Path.Combine(folder.FullName, "city.mmdb"))).File.ShouldNotBeNull();

    private PlaceReading Find(MmdbWriter writer, string address)
    {
        using var file = Opened(writer);
        using var place = Place.With(file);
        return place.NewMemory().Find(Address(address));
    }

    private static ClientAddress Address(string text) => ClientAddress.TryRead(Encoding.UTF8.GetBytes(text), out var address) ? address : throw new ArgumentException(text, nameof(text));
}
