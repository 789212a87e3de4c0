using Murmure.Statistics.Simulation;

namespace Murmure.Server.Simulation;

/// <summary>The noise of every access log: crawlers, monitors, feed readers, link scanners, probes, referrer spam.</summary>
internal sealed class MachineTraffic(SimulatedRun run, PrintedSite site, Wire wire)
{
    private readonly SeedTree seed = run.Seed.Of("machines");
    private readonly int days = run.Scenario.Days;

    public IEnumerable<Request> Render() =>
        Crawlers().Concat(Feeds()).Concat(Monitoring()).Concat(Scanners()).Concat(Probes()).Concat(Spam());

    private IEnumerable<Request> Crawlers()
    {
        for (var i = 0; i < wire.Crawlers.Length; i++)
        {
            var crawler = wire.Crawlers[i];
            var source = seed.Of("crawler").Of(i).Stream();
            // An operator comes from a handful of addresses.
            string[] addresses = [.. Enumerable.Range(0, 4).Select(_ => Addresses.OfMachine(source))];
            foreach (var time in Times(crawler.PerDay, source))
            {
                var from = new Sender(source.OneOf(addresses), crawler.Agent);
                var kind = source.Pick([.80, .07, .04, .09]);
                yield return kind switch
                {
                    0 => Get(time, from, AnyPage(time, source), source),
                    1 => Get(time, from, "/robots.txt", source) with { Bytes = 312 },
                    2 => Get(time, from, "/sitemap-actualites.xml", source) with { Bytes = 48_210 },
                    _ => Get(time, from, $"/archives/{2009 + source.Below(14)}/{1 + source.Below(12):00}/", source) with { Status = 404, Bytes = 1_874 },
                };
            }
        }
    }

    private IEnumerable<Request> Feeds()
    {
        for (var i = 0; i < wire.FeedReaders.Length; i++)
        {
            var source = seed.Of("feed").Of(i).Stream();
            var from = new Sender(Addresses.OfMachine(source), wire.FeedReaders[i]);
            var phase = source.NextDouble();
            for (var time = phase; time < 24 * days; time += 1)
            {
                var fresh = source.Chance(.4);
                yield return Get(time, from, "/rss.xml", source) with { Status = fresh ? 200 : 304, Bytes = fresh ? 22_904 : 0 };
            }
        }
    }

    private IEnumerable<Request> Monitoring()
    {
        var source = seed.Of("monitor").Stream();
        var from = new Sender(Addresses.OfMachine(source), wire.Monitor);
        for (var time = .02; time < 24 * days; time += 1 / 6.0)
            yield return Get(time, from, source.Chance(.5) ? "/health" : "/", source) with { Method = "HEAD", Bytes = 0 };
    }

    /// <summary>Mail gateways open the newsletter's links in the minutes after it was sent, before anybody reads it.</summary>
    private IEnumerable<Request> Scanners()
    {
        for (var day = 0; day < days; day++)
        {
            var source = seed.Of("scanner").Of(day).Stream();
            var count = source.Poisson(25);
            for (var i = 0; i < count; i++)
            {
                var time = 24 * day + run.Scenario.Campaigns.NewsletterHour + source.Exponential(.05);
                var from = new Sender(Addresses.OfMachine(source), source.OneOf(wire.LinkScanners));
                var target = $"{AnyPage(time, source)}?utm_source=newsletter&utm_medium=email&utm_campaign=matinale";
                yield return Get(time, from, target, source) with { Method = source.Chance(.6) ? "HEAD" : "GET" };
            }
        }
    }

    private IEnumerable<Request> Probes()
    {
        var source = seed.Of("probe").Stream();
        foreach (var time in Times(18, source))
        {
            var agent = source.Chance(.5) ? "Mozilla/5.0 zgrab/0.x" : "-";
            yield return Get(time, new Sender(Addresses.OfMachine(source), agent), source.OneOf(wire.Probes), source) with { Status = 404, Bytes = 1_874 };
        }
    }

    private IEnumerable<Request> Spam()
    {
        var source = seed.Of("spam").Stream();
        foreach (var time in Times(6, source))
        {
            var agent = $"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{60 + source.Below(20)}.0.3112.113 Safari/537.36";
            yield return Get(time, new Sender(Addresses.OfMachine(source), agent), "/", source) with { Referrer = source.OneOf(wire.SpamReferrers) };
        }
    }

    /// <summary>A Poisson process of constant rate: machines do not sleep.</summary>
    private IEnumerable<double> Times(double perDay, RandomSource source)
    {
        for (var time = source.Exponential(24 / perDay); time < 24 * days; time += source.Exponential(24 / perDay))
            yield return time;
    }

    private string AnyPage(double time, RandomSource source)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var page = run.Site.Pages[source.Below(run.Site.Pages.Count)];
            if (page.Published <= time)
                return site.Cards[page.Index].Path;
        }

        return "/";
    }

    private static Request Get(double time, Sender from, string target, RandomSource source) => new()
    {
        Time = time,
        From = from,
        Target = target,
        Bytes = 12_000 + source.Below(24_000),
    };
}
