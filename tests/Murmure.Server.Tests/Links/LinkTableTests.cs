using System.Text;
using CsCheck;
using Murmure.Server.Links;

namespace Murmure.Server.Tests.Links;

public sealed class LinkTableTests
{
    private static readonly Gen<(int What, long Domain, int Slug, int Length)> AnyStep = Gen.Select(Gen.Int[0, 3], Gen.Long[1, 3], Gen.Int[0, 40], Gen.Int[0, 200]);

    /// <summary>Put, replace and remove in any order: the table answers as a dictionary does.</summary>
    [Fact]
    public void It_answers_as_a_dictionary_does() => AnyStep.Array[0, 400].Sample(steps =>
    {
        var table = new LinkTable();
        var model = new Dictionary<(long, int), (long Id, string Url)>();
        foreach (var ((what, domain, slug, length), i) in steps.Select((step, i) => (step, i)))
        {
            if (what == 0)
                table.Remove(domain, Slug(slug)).ShouldBe(model.Remove((domain, slug)));
            else
            {
                model[(domain, slug)] = (i, Url(i, length));
                table.Put(domain, Slug(slug), new FoundLink(i, 302, length, LinkFlags.NoIndex, Encoding.ASCII.GetBytes(Url(i, length))));
            }
        }
        table.Count.ShouldBe(model.Count);
        for (var domain = 1L; domain <= 3; domain++)
        {
            for (var slug = 0; slug <= 40; slug++)
            {
                var found = table.TryFind(domain, Slug(slug), out var link);
                found.ShouldBe(model.TryGetValue((domain, slug), out var expected));
                if (found)
                    (link.Id, Encoding.ASCII.GetString(link.Url)).ShouldBe(expected);
            }
        }
    });

    /// <summary>What changes take is given back: a hundred thousand changes of one link, and of one that comes and goes, stay in a few chunks.</summary>
    [Fact]
    public void What_is_replaced_is_given_back()
    {
        var table = new LinkTable();
        for (var i = 0; i < 100_000; i++)
        {
            table.Put(1, Slug(1), new FoundLink(i, 302, 0, LinkFlags.None, Encoding.ASCII.GetBytes(Url(i, 200))));
            table.Put(1, Slug(i + 2), new FoundLink(i, 302, 0, LinkFlags.None, Encoding.ASCII.GetBytes(Url(i, 200))));
            table.Remove(1, Slug(i + 2)).ShouldBeTrue();
        }
        table.Count.ShouldBe(1);
        table.Bytes.ShouldBeLessThan(16 << 20);
    }

    /// <summary>A link that is there is found at every moment, while others come, change and go, and the table grows under its readers.</summary>
    [Fact]
    public async Task Readers_find_what_is_there_while_others_write()
    {
        var table = new LinkTable();
        for (var i = 0; i < 100; i++)
            table.Put(1, Slug(i), new FoundLink(i, 302, 0, LinkFlags.None, Encoding.ASCII.GetBytes(Url(i, 20))));
        var done = false;
        var writer = Task.Run(() =>
        {
            for (var i = 100; i < 60_000; i++)
            {
                table.Put(1, Slug(i), new FoundLink(i, 302, 0, LinkFlags.None, Encoding.ASCII.GetBytes(Url(i, 150))));
                table.Put(1, Slug(i % 100), new FoundLink(i % 100, 302, 0, LinkFlags.None, Encoding.ASCII.GetBytes(Url(i % 100, 20))));
                if (i % 3 == 0 && i > 200)
                    table.Remove(1, Slug(i - 50));
            }
            Volatile.Write(ref done, true);
        });
        var missed = 0;
        for (var i = 0; !Volatile.Read(ref done); i++)
        {
            var number = i % 50;
            if (!table.TryFind(1, Slug(number), out var link) || link.Id != number || Encoding.ASCII.GetString(link.Url) != Url(number, 20))
                missed++;
        }
        await writer;
        missed.ShouldBe(0);
    }

    private static byte[] Slug(int number) => Encoding.UTF8.GetBytes($"é{number}");

    private static string Url(int number, int length) => $"https://example.org/{number}/" + new string('x', length);
}
