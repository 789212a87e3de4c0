using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details;

/// <summary>A site and its days, so that whoever reads details says only what differs. Null where the store has deleted what an answer needs.</summary>
/// <param name="caller">Who asks, for the comment that opens the SQL.</param>
internal sealed class PeriodQuestions(IEventStore store, string site, DayRange days, string caller)
{
    public DayRange Days => days;

    public string Site => site;

    /// <param name="what">What this question is about, after the caller's name.</param>
    public async Task<ReportTable?> AskAsync(
        string what, IReadOnlyList<Metric> metrics, IReadOnlyList<Dimension> dimensions, CancellationToken cancellation, IReadOnlyList<Filter>? filters = null, int? limit = null)
    {
        var query = new ReportQuery(site, days, metrics) { Dimensions = dimensions, Filters = filters ?? [], Limit = limit, Caller = $"{caller}.{what}" };
        return (await store.ProblemsAsync(query, cancellation)).Count > 0 ? null : await store.QueryAsync(query, cancellation);
    }
}
