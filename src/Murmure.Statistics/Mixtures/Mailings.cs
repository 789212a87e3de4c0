using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Mixtures;

/// <summary>
/// The owner's declared mailings. Mostly it is known on which days one worked, and neither its hour nor its page, so both are learned: the hours of each mailing
/// are the same on all pages, for its readers get it at once, and each page has a part of each mailing. One intensity for all mailings of a page would have the
/// page of one explain the silence of the others.
/// </summary>
internal sealed class Mailings
{
    /// <summary>A mailing's visits come as fast as clicks on a message do, but half as slowly again, and some of them evenly until its end.</summary>
    private const double Pace = 1.5, Soon = .8;

    private readonly MixtureInput input;
    private readonly (int Start, int End, int Page)[] windows;
    private readonly double[][] priors;

    public Mailings(MixtureInput input, double[] kernel)
    {
        this.input = input;
        CampaignWindow[] within = [.. (input.Tables.Campaigns ?? []).Where(window => Whole(window) is var whole && whole.Start < whole.End)];
        windows = [.. within.Select(Whole)];
        priors = [.. within.Select(window => Course(window, kernel))];
    }

    public int Count => windows.Length;

    /// <summary>By mailing, its visits by hour before the data say: 1 in all.</summary>
    public double[][] StartCourses() => [.. priors.Select(prior => prior.ToArray())];

    /// <summary>Pages times mailings: each page's part of each, 1 on average over those that may lead to it.</summary>
    public double[] StartParts()
    {
        var parts = new double[input.Pages * Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Reaches(i % Count, i / Count) ? 1 : 0;
        return parts;
    }

    /// <summary>Visits per unit of the page's intensity in an hour.</summary>
    public double At(MixtureState state, int page, int hour)
    {
        var sum = 0.0;
        for (var w = 0; w < Count; w++)
        {
            if (hour >= windows[w].Start && hour < windows[w].End)
                sum += state.MailingParts[(page * Count) + w] * state.MailingCourses[w][hour - windows[w].Start];
        }
        return sum;
    }

    /// <summary>By mailing, the part of its course on each day.</summary>
    public double[][] ByDay(MixtureState state)
    {
        double[][] days = [.. windows.Select(_ => new double[input.Days])];
        for (var w = 0; w < Count; w++)
        {
            for (var hour = windows[w].Start; hour < windows[w].End; hour++)
                days[w][hour / 24] += state.MailingCourses[w][hour - windows[w].Start];
        }
        return days;
    }

    /// <summary>Visits per unit of the page's intensity on a day.</summary>
    /// <param name="state">The page's parts.</param>
    /// <param name="days">As <see cref="ByDay"/> gives them.</param>
    /// <param name="page">The page's place.</param>
    /// <param name="day">The day, 0 first.</param>
    public double Within(MixtureState state, double[][] days, int page, int day)
    {
        var sum = 0.0;
        for (var w = 0; w < Count; w++)
            sum += state.MailingParts[(page * Count) + w] * days[w][day];
        return sum;
    }

    /// <summary>Divides the expected visits of a page and hour among the mailings.</summary>
    public void Divide(MixtureState state, int page, int hour, double visits, Expectation expected)
    {
        var all = At(state, page, hour);
        for (var w = 0; w < Count && all > 0; w++)
        {
            if (hour < windows[w].Start || hour >= windows[w].End)
                continue;
            var part = visits * state.MailingParts[(page * Count) + w] * state.MailingCourses[w][hour - windows[w].Start] / all;
            expected.ByMailingPart[(page * Count) + w] += part;
            expected.ByMailingHour[w][hour - windows[w].Start] += part;
        }
    }

    /// <summary>Learns the hours of each mailing and the part that each page has of it.</summary>
    public void Learn(MixtureState state, Expectation expected)
    {
        for (var w = 0; w < Count; w++)
        {
            var (course, seen) = (state.MailingCourses[w], expected.ByMailingHour[w]);
            var total = seen.Sum() + Assumptions.MailingHours;
            for (var hour = 0; hour < course.Length; hour++)
                course[hour] = (seen[hour] + (Assumptions.MailingHours * priors[w][hour])) / total;
        }
        for (var page = 0; page < input.Pages; page++)
        {
            var parts = state.MailingParts.AsSpan(page * Count, Count);
            var (total, reaching) = (0.0, 0);
            for (var w = 0; w < Count; w++)
            {
                if (!Reaches(w, page))
                    continue;
                parts[w] = expected.ByMailingPart[(page * Count) + w] + Assumptions.MailingPart;
                (total, reaching) = (total + parts[w], reaching + 1);
            }
            for (var w = 0; w < Count && total > 0; w++)
                parts[w] *= reaching / total;
        }
    }

    private bool Reaches(int mailing, int page) => windows[mailing].Page < 0 || windows[mailing].Page == page;

    private (int Start, int End, int Page) Whole(CampaignWindow window) =>
        (Math.Max(0, (int)Math.Floor(window.Start)), Math.Min(input.Hours, (int)Math.Ceiling(window.End)), window.Page is { } page ? input.PagePlace[page] : -1);

    /// <summary>From an hour that was said, by the kernel; from a midnight for whole days nobody said when, and it is even.</summary>
    private double[] Course(CampaignWindow window, double[] kernel)
    {
        var (start, end, _) = Whole(window);
        var course = new double[end - start];
        var days = window.Start % 24 == 0 && (window.End % 24 == 0 || window.End >= input.Hours);
        for (var hour = 0; hour < course.Length; hour++)
        {
            var late = (int)(hour / Pace);
            course[hour] = days ? 1 : (Soon * (late < kernel.Length ? kernel[late] / Pace : 0)) + ((1 - Soon) / course.Length);
        }
        return Weights.Normalise(course);
    }
}
