using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Estimates;

/// <summary>An estimate that another has taken the place of.</summary>
public sealed record EarlierEstimate(int Revision, DateTime Made, string Method, string Catalogue, string Version, string Rung, EstimatedShare? Alpha);

/// <summary>The estimate of a period as it stands.</summary>
/// <param name="Period"><c>rolling</c> (four weeks up to the last closed day), <c>week</c>, <c>month</c>, or <c>today</c>.</param>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day, included.</param>
/// <param name="Provisional">Whether days of it are still open: it changes until they are closed.</param>
/// <param name="Revision">From 1; it grows when the same period comes out otherwise.</param>
/// <param name="Made">When, UTC.</param>
/// <param name="Method">The version of how figures are made.</param>
/// <param name="Catalogue">The version of the catalogue that visits were read with.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Earlier">What was published for the period before, the latest first.</param>
public sealed record EstimateOfPeriod(
    string Period, DateOnly From, DateOnly To, bool Provisional, int Revision, DateTime Made, string Method, string Catalogue, string Version, EstimateFigure Figure,
    IReadOnlyList<EarlierEstimate> Earlier)
{
    /// <summary>Records by period, each with its earlier revisions, and the steps that are open to the site.</summary>
    /// <param name="records">As <see cref="EstimateBook.ListAsync"/> gives them.</param>
    internal static IReadOnlyList<EstimateOfPeriod> Of(SiteRules site, IReadOnlyList<EstimateRecord> records) =>
        [.. records.GroupBy(record => (record.Period, record.FirstDay, record.LastDay)).Select(group => Of([.. group.Select(one => (one, EstimateFigure.Read(one.Figure)?.For(site)))])).OfType<EstimateOfPeriod>()];

    /// <summary>The one to show first: what is finished before what is not.</summary>
    internal static EstimateOfPeriod? Latest(IReadOnlyList<EstimateOfPeriod> kept) =>
        kept.FirstOrDefault(one => one.Period == EstimatePeriods.Rolling) ?? (kept.Count > 0 ? kept[0] : null);

    private static EstimateOfPeriod? Of(IReadOnlyList<(EstimateRecord Record, EstimateFigure? Figure)> revisions) => revisions is [(var last, { } figure), ..]
        ? new(last.Period, last.FirstDay, last.LastDay, last.Provisional, last.Revision, last.Made, last.Method, last.Catalogue, last.Version, figure,
            [.. revisions.Skip(1).Where(one => one.Figure is not null)
                .Select(one => new EarlierEstimate(one.Record.Revision, one.Record.Made, one.Record.Method, one.Record.Catalogue, one.Record.Version, one.Figure!.Rung, one.Figure.Alpha))])
        : null;
}

/// <summary>That figures made from then on are made otherwise.</summary>
/// <param name="Kind"><c>method</c> or <c>catalogue</c>.</param>
public sealed record EstimateChange(DateTime At, string Kind, string Was, string Is);

/// <summary>An answer of <c>/api/v1/estimates</c>.</summary>
/// <param name="Unavailable">Why there are none: <c>fr-exempt</c>, since the profile keeps no channel; null otherwise.</param>
/// <param name="Estimates">Of periods that end within the days asked for, the last day first.</param>
/// <param name="Annotations">Changes of method and catalogue, the latest first.</param>
public sealed record EstimatesAnswer(
    string Site, DateOnly From, DateOnly To, string? Unavailable, IReadOnlyList<EstimateOfPeriod> Estimates, IReadOnlyList<EstimateChange> Annotations);

/// <summary>The owner's word on the list of mailings.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, included.</param>
/// <param name="Confirmed">True: the list in the site's settings has every untagged mailing of these days. False takes that back.</param>
public sealed record CalendarWord(string? From, string? To, bool? Confirmed);
