namespace Murmure.Attribution.Tests;

/// <summary>An error in the catalogue is found when it is read, and says where it is.</summary>
public sealed class ReaderTests
{
    private const string Good = "tag: a, name: A, color: \"#112233\"";

    [Theory]
    [InlineData("a: {" + Good + ", hots: [x.com]}", "test.yaml: a: hots: is an unknown key")]
    [InlineData("a: {" + Good + "}\n  b: {" + Good + "}", "test.yaml: b: tag: 'a' is already taken by a")]
    [InlineData("a: {" + Good + ", hosts: [x.com]}\n  b: {tag: b, name: B, color: \"#112233\", hosts: [x.com]}", "test.yaml: b: hosts: 'x.com' is already taken by a")]
    [InlineData("a: {" + Good + ", packages: [p.q]}\n  b: {tag: b, name: B, color: \"#112233\", packages: [p.q]}", "test.yaml: b: packages: 'p.q' is already taken by a")]
    [InlineData("a: {" + Good + ", utm: [u]}\n  b: {tag: b, name: B, color: \"#112233\", utm: [u]}", "test.yaml: b: utm: 'u' is already taken by a")]
    [InlineData("a: {" + Good + ", apps: [{literal: x, regex: '('}]}", "test.yaml: a: apps[0]: regex: ")]
    [InlineData("a: {" + Good + ", share: 'https://x.com/'}", "test.yaml: a: share: has neither")]
    [InlineData("a: {" + Good + ", share: 'https://x.com/{url}'}", "test.yaml: a: sources: say nothing of share")]
    [InlineData("a: {" + Good + ", sources: {weather: here}}", "test.yaml: a: sources: 'weather' is an unknown key")]
    [InlineData("a: {" + Good + ", fetchers: [{literal: x, order: 1, by: moon, share: true}]}", "test.yaml: a: fetchers[0]: by: 'moon' is neither")]
    [InlineData("a: {" + Good + ", fetchers: [{literal: x, by: server, share: true}]}", "test.yaml: a: fetchers[0]: order: is missing")]
    [InlineData("a: {" + Good + ", fetchers: [{literal: x, order: 1, by: server, share: maybe}]}", "test.yaml: a: fetchers[0]: share: 'maybe' is neither")]
    [InlineData("a: {name: A, color: \"#112233\"}", "test.yaml: a: tag: is missing")]
    [InlineData("a: {tag: abc, name: A, color: \"#112233\"}", "test.yaml: a: tag: 'abc' does not")]
    [InlineData("a: {tag: a, name: A, color: red}", "test.yaml: a: color: 'red' does not")]
    [InlineData("a: {" + Good + ", family: gossip}", "test.yaml: a: family: 'gossip' is no family")]
    [InlineData("a: {" + Good + ", hosts: ['https://x.com']}", "test.yaml: a: hosts: 'https://x.com' does not")]
    [InlineData("a: {" + Good + ", hosts: [com]}", "test.yaml: a: hosts: 'com' does not")]
    [InlineData("a: {" + Good + ", hosts: x.com}", "test.yaml: a: hosts: expected a list in line")]
    [InlineData("a: {" + Good + ", checked: yesterday}", "test.yaml: a: checked: is no date")]
    [InlineData("A b: {" + Good + "}", "test.yaml: A b: slug: has characters other than")]
    [InlineData("a: {" + Good + "}\n  a: {" + Good + "}", "the key 'a' stands twice")]
    [InlineData("a: {" + Good, "test.yaml: line")]
    public void A_wrong_entry_is_refused_by_file_slug_and_key(string channels, string message) =>
        Should.Throw<CatalogueException>(() => Read(channels)).Message.ShouldContain(message);

    [Fact]
    public void A_retired_tag_is_never_given_again() =>
        Should.Throw<CatalogueException>(() => Read("a: {" + Good + "}", "retired: [a]\n")).Message.ShouldContain("test.yaml: a: tag: 'a' is already taken by retired");

    [Fact]
    public void A_missing_source_is_refused() =>
        Should.Throw<CatalogueException>(() => Catalogue.Read([("bare.yaml", new StringReader("family: sms\nchecked: 2026-11-23\nchannels:\n  a: {" + Good + ", packages: [p.q]}"))]))
            .Message.ShouldBe("bare.yaml: a: sources: say nothing of packages, here or in the file");

    [Fact]
    public void The_files_of_the_product_pass_every_check_expressions_included()
    {
        var assembly = typeof(Catalogue).Assembly;
        var files = assembly.GetManifestResourceNames().Where(name => name.StartsWith("catalogue/", StringComparison.Ordinal))
            .Select(name => (name, (TextReader)new StreamReader(assembly.GetManifestResourceStream(name)!)));
        Catalogue.Read(files).Channels.Count.ShouldBe(Catalogue.Load().Channels.Count);
    }

    [Fact]
    public void The_version_is_the_day_of_the_last_comparison() => Catalogue.Load().Version.ShouldBe("2026-11-23");

    [Fact]
    public void Only_known_slugs_and_their_platforms_are_used()
    {
        var catalogue = Catalogue.Load();
        var known = catalogue.Channels.Select(channel => channel.Slug).Concat(catalogue.Operators.Select(entry => entry.Slug)).ToHashSet();
        catalogue.Fetchers.Where(fetcher => !known.Contains(fetcher.Platform)).ShouldBeEmpty();
        catalogue.Fetchers.Zip(catalogue.Fetchers.Skip(1)).Where(pair => pair.First.Order >= pair.Second.Order).ShouldBeEmpty();
    }

    private static Catalogue Read(string channels, string head = "") => Catalogue.Read([("test.yaml", new StringReader(
        head + "family: messaging\nchecked: 2026-11-23\nsources: {hosts: h, packages: p, apps: a, fetchers: f, click-ids: c}\nchannels:\n  " + channels))]);
}
