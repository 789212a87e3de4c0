using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Murmure.Server.Links;
using Murmure.Storage.Metadata;

namespace Murmure.Benchmarks;

/// <summary>
/// Short links by the million: fills a data folder's metadata (which the load test then serves), and measures the directory in memory: bytes a link,
/// time to fill, nanoseconds to find one.
/// </summary>
internal static class LinkBench
{
    /// <summary>The host of the links, and how they are called: <c>/1</c>, <c>/2</c> …</summary>
    public const string Domain = "go.bench.example";

    public static int Run(string[] options)
    {
        if (options is [var number, .. var more] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && more is [] or ["--fill", _])
        {
            if (options is [_, "--fill", var folder])
                Fill(folder, count);
            else
                Measure(count);
            return 0;
        }
        Console.Error.WriteLine($"Usage: links COUNT [--fill FOLDER]: measures the directory of COUNT links, or gives them to the domain {Domain} of a data folder.");
        return 2;
    }

    private static void Fill(string folder, int count)
    {
        using var connection = new SqliteConnection(MetadataFile.Prepare(folder));
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            /* LinkBench.Fill */
            INSERT INTO short_links (DomainId, Slug, Url, Title, Notes, Folder, Tags, Status, CacheSeconds, ForwardQuery, AppendPath, NoIndex, Rules, Preview, Placements, Archived, Disabled, Created, Updated)
            SELECT Id, $slug, $url, '', '', '', '[]', 302, 0, 1, 0, 1, '', '', '', 0, '', '2026-11-26 00:00:00', '2026-11-26 00:00:00' FROM link_domains WHERE Host = $host
            """;
        command.Parameters.AddWithValue("$host", Domain);
        var slug = command.Parameters.Add("$slug", SqliteType.Text);
        var url = command.Parameters.Add("$url", SqliteType.Text);
        for (var i = 1; i <= count; i++)
        {
            slug.Value = i.ToString(CultureInfo.InvariantCulture);
            url.Value = UrlOf(i);
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static void Measure(int count)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = new LinkTable();
        var watch = Stopwatch.StartNew();
        for (var i = 1; i <= count; i++)
            table.Put(1, Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)), new FoundLink(i, 302, 0, LinkFlags.NoIndex, Encoding.UTF8.GetBytes(UrlOf(i))));
        var filled = watch.Elapsed;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} links: {bytes / 1e6:N0} MB, {bytes / (double)count:N0} bytes a link; filled in {filled.TotalSeconds:N1} s"));
        Find(table, count, Math.Min(count, 1_000));
        Find(table, count, count);
        GC.KeepAlive(table);
    }

    /// <summary>Looks for links at random among the first ones: a few that stay in the processor's caches, and all.</summary>
    private static void Find(LinkTable table, int count, int among)
    {
        var dice = new Random(1);
        var slugs = Enumerable.Range(0, 100_000).Select(_ => Encoding.UTF8.GetBytes(dice.Next(1, among + 1).ToString(CultureInfo.InvariantCulture))).ToArray();
        var times = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            var found = 0;
            foreach (var slug in slugs)
                found += table.TryFind(1, slug, out var link) && link.Url.Length > 0 ? 1 : 0;
            times.Add(watch.Elapsed.TotalNanoseconds / slugs.Length);
            if (found != slugs.Length)
                throw new InvalidOperationException("A link was not found.");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"found among {among:N0} of {count:N0}: {times.Order().ElementAt(2):N0} ns (median of 5)"));
    }

    private static string UrlOf(int number) => string.Create(CultureInfo.InvariantCulture, $"https://bench.example/section-{number % 8}/article-{number}?utm_source=newsletter");
}
