namespace Murmure.Server.Shares;

/// <summary>What was counted of one generation of share tags.</summary>
/// <param name="Number">How often the page had been shared on; 0 for visits without a tag. The last one, <see cref="CascadeReport.Last"/>, holds all later ones too.</param>
/// <param name="Visits">Visits that arrived with it.</param>
/// <param name="Ratio">Visits of the next generation for each of this one (R_g = N_g+1 / N_g); null without visits, and where the next one holds later ones too.</param>
public sealed record CascadeGeneration(int Number, long Visits, double? Ratio);

/// <summary>What was counted of one channel.</summary>
/// <param name="Channel">Its slug.</param>
/// <param name="Shares">Acts of sharing by its button.</param>
/// <param name="Previews">Previews that its fetchers asked for.</param>
/// <param name="TaggedPreviews">Those whose address had a share tag.</param>
/// <param name="Visits">Visits whose share tag named it.</param>
/// <param name="VisitsPerShare">Visits for each share; null without shares.</param>
public sealed record CascadeChannel(string Channel, long Shares, long Previews, long TaggedPreviews, long Visits, double? VisitsPerShare);

/// <summary>
/// What share tags say of how a site's pages travel: plain counts and their ratios, without intervals. A tag is lost with the document and by whatever strips
/// it, so each ratio is a lower bound.
/// </summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Generations">From 0 to <see cref="Last"/>.</param>
/// <param name="Shares">Acts of sharing.</param>
/// <param name="Copies">Addresses and passages copied.</param>
/// <param name="Previews">Previews that applications asked for.</param>
/// <param name="TaggedPreviews">Those whose address had a share tag.</param>
/// <param name="Channels">By channel, most visits first; null where the single events that this is counted from are deleted for some of the days.</param>
public sealed record CascadeReport(
    DateOnly From, DateOnly To, IReadOnlyList<CascadeGeneration> Generations, long Shares, long Copies, long Previews, long TaggedPreviews, IReadOnlyList<CascadeChannel>? Channels)
{
    /// <summary>Tags count no further.</summary>
    public const int Last = 6;

    /// <summary>All visits, with a tag or without.</summary>
    public long Visits => Generations.Sum(generation => generation.Visits);

    /// <summary>Visits with a tag.</summary>
    public long TaggedVisits => Generations.Skip(1).Sum(generation => generation.Visits);

    /// <summary>The branching ratio R: visits with a tag for each visit. It is K as well, since it is the product of the two below. Null without visits.</summary>
    public double? BranchingRatio => Ratio(TaggedVisits, Visits);

    /// <summary>Shares and copies for each visit (i of K = i · c); null without visits.</summary>
    public double? SharesPerVisit => Ratio(Shares + Copies, Visits);

    /// <summary>Visits with a tag for each share or copy (c of K = i · c); null without shares.</summary>
    public double? VisitsPerShare => Ratio(TaggedVisits, Shares + Copies);

    /// <summary>Visits in the end for each one that no share brought, 1 / (1 - R); null where there is none such.</summary>
    public double? Amplification => Ratio(Visits, Visits - TaggedVisits);

    /// <summary>The share of previewed addresses that still had their tag (q); null without previews.</summary>
    public double? Survival => Ratio(TaggedPreviews, Previews);

    /// <param name="visits">Visits by generation; what is missing is 0.</param>
    public static IReadOnlyList<CascadeGeneration> Steps(IReadOnlyDictionary<int, long> visits)
    {
        long Of(int number) => visits.GetValueOrDefault(number);
        return [.. Enumerable.Range(0, Last + 1).Select(number => new CascadeGeneration(number, Of(number), number + 1 < Last ? Ratio(Of(number + 1), Of(number)) : null))];
    }

    public static CascadeChannel ChannelOf(string channel, long shares, long previews, long taggedPreviews, long visits) =>
        new(channel, shares, previews, taggedPreviews, visits, Ratio(visits, shares));

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
