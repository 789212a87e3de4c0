using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Privacy;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Funnels;

/// <summary>
/// The first step and the last of a site's funnels, for its page. Steps are read from events: with ten million of them a funnel took five times as long
/// as everything else on that page, and so its figures are kept for some minutes.
/// </summary>
internal sealed class FunnelEnds(FunnelReader reader, Erasures erasures, TimeProvider clock) : IDisposable
{
    private readonly KeptFigures<FunnelFigures> kept = new(erasures, clock);

    public Task<FunnelFigures> ReadAsync(SiteRules site, SiteQuestion question, DayRange days, Funnel funnel, CancellationToken cancellation) => kept.ReadAsync(
        (site.Id, days, ReportRequest.Written(question.Filters), funnel.Id, string.Join('\n', funnel.Steps.Prepend(funnel.Name))),
        () => reader.ReadAsync(new Narrowed(site.Host, days, question.Filters), funnel, cancellation, ends: true));

    public void Dispose() => kept.Dispose();
}
