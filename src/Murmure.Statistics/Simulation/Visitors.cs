using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Simulation;

/// <summary>
/// Says who made each visit. A returning visit belongs to somebody who was there that day on the same kind of device and has been
/// away long enough; where there is nobody, it is a first visit after all, and its cell says so.
/// </summary>
internal sealed class Visitors(SimulatedSite site)
{
    /// <summary>Half an hour ends a visit (the common definition); the margin covers the reading time of pages read after the landing.</summary>
    private const double Away = .55;

    private readonly Dictionary<string, List<(int Visitor, double Left)>> seen = [];
    private readonly List<int> recent = [];
    private int day = -1;
    private int nextVisitor;

    /// <summary>The visits in time order, numbered, each with its visitor and the pages read after the first.</summary>
    public List<SimulatedVisit> Assign(List<SimulatedVisit> visits)
    {
        var published = new Queue<SimulatedPage>(site.Pages.Where(p => p.Kind == PageKind.Article).OrderBy(p => p.Published));
        var result = new List<SimulatedVisit>(visits.Count);
        foreach (var visit in visits)
        {
            while (published.TryPeek(out var page) && page.Published <= visit.Time)
                recent.Add(published.Dequeue().Index);
            result.Add(Place(visit, result.Count));
        }

        return result;
    }

    private SimulatedVisit Place(SimulatedVisit visit, int number)
    {
        if ((int)(visit.Time / 24) != day)
        {
            day = (int)(visit.Time / 24);
            seen.Clear();
        }

        var stream = visit.Seed.Of("visitor").Stream();
        var onward = visit.IsHuman ? Onward(visit, stream) : [];
        var left = visit.Time + .05 * onward.Count;
        var pool = Pool(visit);
        var slot = visit.Cell.Returning ? Find(pool, visit.Time, stream) : -1;
        if (slot < 0)
        {
            pool.Add((nextVisitor, left));
            return visit with { Number = number, Visitor = nextVisitor++, Onward = onward, Cell = visit.Cell with { Returning = false } };
        }

        pool[slot] = (pool[slot].Visitor, left);
        return visit with { Number = number, Visitor = pool[slot].Visitor, Onward = onward };
    }

    /// <summary>Somebody inside one application's browser does not come back inside another's.</summary>
    private List<(int Visitor, double Left)> Pool(SimulatedVisit visit)
    {
        var key = visit.Cell.Device == Device.InApp ? $"{visit.Trace} {visit.Channel}" : visit.Cell.Device.ToString();
        if (!visit.IsHuman)
            key = "stealth";
        return seen.TryGetValue(key, out var pool) ? pool : seen[key] = [];
    }

    private static int Find(List<(int Visitor, double Left)> pool, double time, RandomSource stream)
    {
        // A few tries are enough: early in the day there is nobody, later nearly everybody has been away long enough.
        for (var attempt = 0; attempt < 8 && pool.Count > 0; attempt++)
        {
            var slot = stream.Below(pool.Count);
            if (time - pool[slot].Left > Away)
                return slot;
        }

        return -1;
    }

    /// <summary>
    /// What is read next: about four in ten go on from an article, more from the home page. Half of those steps lead to what is new,
    /// the others to the section or the home page.
    /// </summary>
    private List<int> Onward(SimulatedVisit visit, RandomSource stream)
    {
        List<int> pages = [];
        var here = site.Pages[visit.Page];
        while (pages.Count < 8 && stream.Chance(here.Kind == PageKind.Article ? .22 : .5))
        {
            var step = stream.NextDouble();
            var next = step < .6 && recent.Count > 0
                ? recent[Math.Max(0, recent.Count - 1 - (int)stream.Exponential(15))]
                : step < .8 && here.Section >= 0 ? 1 + here.Section : 0;
            if (next == here.Index)
                continue;
            pages.Add(next);
            here = site.Pages[next];
        }

        return pages;
    }
}
