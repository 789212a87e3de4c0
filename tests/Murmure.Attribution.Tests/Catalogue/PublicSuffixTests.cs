using System.Text.Json;
using CsCheck;

namespace Murmure.Attribution.Tests;

public sealed class PublicSuffixTests
{
    [Fact]
    public void The_lists_own_test_cases_hold()
    {
        var file = Path.Combine(DataFolder(), "psl.jsonl");
        Assert.SkipUnless(File.Exists(file), "the reference cases of the public suffix list (psl.jsonl) are not on this machine");
        foreach (var row in File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement))
            PublicSuffixes.Default.RegistrableDomain(row.GetProperty("input").GetString()).ShouldBe(row.GetProperty("registrable").GetString());
    }

    [Theory]
    [InlineData("www.example.co.uk", "example.co.uk")]
    [InlineData("EXAMPLE.COM.", "example.com")]
    [InlineData("a.b.example.gouv.fr", "example.gouv.fr")]
    [InlineData("me.github.io", "me.github.io")]
    [InlineData("x.y.unknowntld", "y.unknowntld")]
    [InlineData("b.test.ck", "b.test.ck")]
    [InlineData("www.ck", "www.ck")]
    public void The_registered_part_is_found(string host, string expected) => PublicSuffixes.Default.RegistrableDomain(host).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("co.uk")]
    [InlineData("localhost")]
    [InlineData("192.0.2.1")]
    [InlineData("[2001:db8::1]")]
    [InlineData("exa mple.com")]
    [InlineData("example.com:443")]
    public void What_is_no_host_name_has_none(string host) => PublicSuffixes.Default.RegistrableDomain(host).ShouldBeNull();

    [Fact]
    public void A_registered_part_is_an_ending_of_its_host_and_its_own_registered_part() =>
        Gen.String[Gen.Char["abcdefg.-xn"], 0, 40].Sample(name =>
        {
            var found = PublicSuffixes.Default.RegistrableDomain(name + ".co.uk");
            if (found is null)
                return;
            (name + ".co.uk").ShouldEndWith(found, Case.Insensitive);
            PublicSuffixes.Default.RegistrableDomain(found).ShouldBe(found);
        });

    private static string DataFolder()
    {
        if (Environment.GetEnvironmentVariable("MURMURE_DATA") is { Length: > 0 } set)
            return set;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data))
                return data;
        }

        return "";
    }
}
