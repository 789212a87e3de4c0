using System.Text;
using Murmure.Server.Ingest;

namespace Murmure.Server.Tests.Ingest;

public sealed class PseudonymsTests : IDisposable
{
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static readonly DateOnly Monday = new(2026, 11, 9);
    private readonly Pseudonyms pseudonyms = new("example.org");

    [Fact]
    public void The_same_visitor_has_one_pseudonym_all_day_and_another_on_another_day()
    {
        Of(Monday, "203.0.113.9").ShouldBe(Of(Monday, "203.0.113.9"));
        Of(Monday.AddDays(1), "203.0.113.9").ShouldNotBe(Of(Monday, "203.0.113.9"));
    }

    [Fact]
    public void Another_address_another_agent_another_site_and_another_process_are_other_visitors()
    {
        var visitor = Of(Monday, "203.0.113.9");
        Of(Monday, "203.0.113.10").ShouldNotBe(visitor);
        Of(Monday, "203.0.113.9", Agent + "x").ShouldNotBe(visitor);
        using var again = new Pseudonyms("example.org");
        Of(again, Monday, "203.0.113.9", Agent).ShouldNotBe(visitor, "the key of the day is random, not derived from the day");
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8:1:2::1", "2001:DB8:0001:0002:0:0:0:2")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:cb00:7109", "203.0.113.9")]
    public void Addresses_of_one_household_or_of_two_spellings_are_one_visitor(string one, string other) =>
        Of(Monday, one).ShouldBe(Of(Monday, other));

    [Fact]
    public void Two_networks_of_64_bits_are_two_visitors() =>
        Of(Monday, "2001:db8:1:2::1").ShouldNotBe(Of(Monday, "2001:db8:1:3::1"));

    [Fact]
    public void An_address_cannot_run_into_the_agent() =>
        Of(Monday, "host.exam", "ple" + Agent).ShouldNotBe(Of(Monday, "host.example", Agent));

    [Fact]
    public void A_fold_key_is_no_pseudonym_of_any_day()
    {
        var fold = pseudonyms.FoldKey("203.0.113.9"u8, Encoding.UTF8.GetBytes(Agent));
        pseudonyms.FoldKey("203.0.113.9"u8, Encoding.UTF8.GetBytes(Agent)).ShouldBe(fold);
        fold.ShouldNotBe(Of(Monday, "203.0.113.9"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(1_023)]
    [InlineData(1_200)]
    [InlineData(70_000)]
    public void Texts_of_any_length_have_a_pseudonym(int length)
    {
        using var longNamed = new Pseudonyms(new string('s', length));
        var text = new string('a', length);
        Should.NotThrow(() => Of(longNamed, Monday, text, text));
        Of(longNamed, Monday, "203.0.113.9", text).ShouldNotBe(Of(longNamed, Monday, "203.0.113.10", text), "no text pushes the address out");
    }

    public void Dispose() => pseudonyms.Dispose();

    private ulong Of(DateOnly day, string address, string agent = Agent) => Of(pseudonyms, day, address, agent);

    private static ulong Of(Pseudonyms pseudonyms, DateOnly day, string address, string agent) =>
        pseudonyms.Of(day, Encoding.UTF8.GetBytes(address), Encoding.UTF8.GetBytes(agent));
}
