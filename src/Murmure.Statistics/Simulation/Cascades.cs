using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Simulation;

/// <summary>
/// The private shares of one page, event by event in time order: a reader shares, an application fetches the preview, recipients
/// click, some of them share again. What a share leads to is drawn from its own branch; only caches and limits look at the order.
/// </summary>
internal sealed class Cascades(Scenario scenario, SimulatedPage page, double tagClicks)
{
    /// <summary>Tags count generations up to here.</summary>
    public const int HighestTag = 6;

    private readonly Sharing sharing = scenario.Sharing;
    private readonly double horizon = 24 * scenario.Days;
    private readonly PriorityQueue<Pending, (double Time, ulong Key)> queue = new();
    private readonly Dictionary<string, double> cached = [];
    private readonly double[] weights = [.. scenario.Sharing.Apps.Select(a => a.Weight)];

    public List<SimulatedVisit> Clicks { get; } = [];

    public List<SimulatedShare> Shares { get; } = [];

    public List<SimulatedPreview> Previews { get; } = [];

    /// <summary>Lets the readers share and follows what comes of it to the end of the run.</summary>
    public void Run(IEnumerable<SimulatedVisit> readers)
    {
        foreach (var reader in readers.Where(r => r.IsHuman))
        {
            var stream = reader.Seed.Of("shares").Stream();
            var count = stream.Poisson(page.SharesPerReader / (1 + sharing.Forwards));
            for (var i = 0; i < count; i++)
                Send(reader, reader.Seed.Of("share").Of(i), reader.Time + Lag(reader.Time, stream));
        }

        while (queue.TryDequeue(out var pending, out var order) && order.Time < horizon)
            Share(pending, order.Time);
    }

    /// <summary>One share, and the other groups to which the same person sends the link within minutes: they begin one tree each.</summary>
    private void Send(SimulatedVisit reader, SeedTree seed, double time)
    {
        Enqueue(reader, seed, time, new Tree());
        if (sharing.Forwards <= 0)
            return;
        var stream = seed.Of("forwards").Stream();
        for (var left = stream.Poisson(sharing.Forwards); left > 0; left--)
            Enqueue(reader, seed.Of("forward").Of(left), time + stream.Exponential(.05), new Tree());
    }

    private double Lag(double read, RandomSource stream)
    {
        if (sharing.EveningShare <= 0 || !stream.Chance(sharing.EveningShare))
            return stream.Exponential(sharing.Lag);
        var evening = 24 * Math.Floor(read / 24) + 20 + .8 * stream.Normal();
        return (evening > read ? evening : evening + 24) - read;
    }

    // The key breaks ties by branch, not by order of arrival: equal times must not make the result depend on enumeration.
    private void Enqueue(SimulatedVisit sharer, SeedTree seed, double time, Tree tree) =>
        queue.Enqueue(new Pending(sharer, seed, tree), (time, seed.Value));

    private void Share(Pending pending, double time)
    {
        var stream = pending.Seed.Stream();
        var app = sharing.Apps[stream.Pick(weights)];
        if (scenario.Outage is { } outage && outage.Has(app.Slug, time))
        {
            // The same branch again, later: whoever tries again sends the same link by the same application.
            var later = pending.Seed.Of("outage").Stream();
            if (later.Chance(.5))
                queue.Enqueue(pending, (outage.End + later.Exponential(.5), pending.Seed.Value));
            return;
        }

        var button = stream.Chance(sharing.ButtonShare);
        var survives = stream.Chance(sharing.TagSurvival);
        var share = new SimulatedShare
        {
            Time = time,
            Page = page.Index,
            App = app,
            Button = button,
            TagGeneration = button && survives ? Math.Min(HighestTag, pending.Sharer.TagGeneration + 1) : 0,
            Generation = pending.Sharer.Generation + 1,
            Sharer = pending.Sharer.Seed,
            Seed = pending.Seed,
        };
        Shares.Add(share);
        if (Fetches(share, stream))
            Previews.Add(new SimulatedPreview(time, share));
        Click(share, pending.Tree);
    }

    /// <summary>
    /// Whether the application asks for the page. A cache keeps one address, and a tag makes another address of it.
    /// </summary>
    private bool Fetches(SimulatedShare share, RandomSource stream)
    {
        var app = share.App;
        if (!stream.Chance(Math.Min(1, app.Preview * (share.TagGeneration > 0 ? 1 : sharing.PreviewFactor))))
            return false;
        if (app.Cache <= 0)
            return true;
        var address = $"{app.Slug} {share.TagGeneration}";
        if (cached.TryGetValue(address, out var last) && share.Time - last <= app.Cache)
            return false;
        cached[address] = share.Time;
        return true;
    }

    private void Click(SimulatedShare share, Tree tree)
    {
        if (share.Generation > sharing.Limits.Depth)
            return;
        var tagged = share.TagGeneration > 0;
        var mean = share.App.Clicks * (tagged ? tagClicks : 1);
        var count = share.Seed.Of("clicks").Stream().NegativeBinomial(mean, sharing.ClickDispersion);
        for (var i = 0; i < count; i++)
        {
            var seed = share.Seed.Of("click").Of(i);
            var stream = seed.Stream();
            var time = share.Time + sharing.Delay.Draw(stream, share.Time);
            if (scenario.Outage is { } outage && outage.Has(share.App.Slug, time))
                time = outage.End + stream.Exponential(.4);
            if (time >= horizon)
                continue;
            if (tree.Size >= sharing.Limits.Size || Clicks.Count >= sharing.Limits.PerPage)
                return;
            tree.Size++;
            var click = Land(share, seed, time, stream);
            Clicks.Add(click);
            if (stream.Chance(Math.Min(sharing.ReshareCap, page.SharesPerReader * sharing.ReshareFactor)))
                Enqueue(click, seed.Of("reshare"), time + stream.Exponential(sharing.ReshareLag), tree);
        }
    }

    private SimulatedVisit Land(SimulatedShare share, SeedTree seed, double time, RandomSource stream)
    {
        var tagged = share.TagGeneration > 0;
        var cell = tagged ? page.Laws.Tagged.Draw(stream, scenario.Devices, time) : page.Laws.DrawPrivate(stream, scenario.Devices, time);
        // iMessage reaches Apple's devices alone.
        if (share.App.Slug == "imessage" && cell.Device == Device.Android)
            cell = cell with { Device = Device.Ios };
        var trace = tagged ? Trace.ShareTag : stream.Chance(share.App.Shown) ? Shown(share.App.Slug, cell.Device) : Trace.None;
        if (trace == Trace.InApp)
            cell = cell with { Device = Device.InApp };
        else if (trace == Trace.Referrer)
            cell = cell with { Navigation = Navigation.CrossSite };
        return new SimulatedVisit
        {
            Time = time,
            Page = page.Index,
            Cause = Cause.Private,
            Channel = share.App.Slug,
            Trace = trace,
            Cell = cell,
            Generation = share.Generation,
            TagGeneration = share.TagGeneration,
            By = share,
            Seed = seed,
        };
    }

    /// <summary>How an application can show itself on a device; most combinations cannot.</summary>
    private static Trace Shown(string app, Device device) => (app, device) switch
    {
        ("whatsapp", Device.Android) => Trace.AppReferrer,
        ("whatsapp" or "messenger", Device.Ios or Device.Android or Device.InApp) => Trace.InApp,
        ("telegram" or "email" or "sms", Device.Android) => Trace.AppReferrer,
        ("whatsapp" or "telegram" or "messenger" or "discord" or "email" or "sms", Device.Desktop) => Trace.Referrer,
        _ => Trace.None,
    };

    private sealed record Pending(SimulatedVisit Sharer, SeedTree Seed, Tree Tree);

    /// <summary>What one first share has led to so far.</summary>
    private sealed class Tree
    {
        public int Size { get; set; }
    }
}
