using Murmure.Attribution;

namespace Murmure.Storage.Events;

/// <summary>
/// Keeps events and answers questions about them. One writer at a time, any number of readers. Faults are exceptions; none of them
/// carries a value of an event.
/// </summary>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>Files of open days that could not be read when the store was opened and were moved aside, now or before: a matter for a person.</summary>
    IReadOnlyList<string> SetAside { get; }

    /// <summary>
    /// Commits a batch day by day, each day all or nothing, with the batch's id and its position in the journal: what a day has already is not
    /// added again, so a batch that failed half-way is sent again as it is. A site seen for the first time gets default settings (UTC, English).
    /// </summary>
    Task<AppendResult> AppendAsync(EventBatch batch, CancellationToken cancellation);

    /// <summary>
    /// The highest position of the journal that each open day has committed; days that never took a batch with a position are left out. A
    /// record of the journal at or below its day's position is kept already.
    /// </summary>
    Task<IReadOnlyList<DayPosition>> PositionsAsync(CancellationToken cancellation);

    /// <summary>Every open day of every site, by site and day.</summary>
    Task<IReadOnlyList<OpenDay>> OpenDaysAsync(CancellationToken cancellation);

    /// <summary>The closed days of a site, oldest first.</summary>
    Task<IReadOnlyList<ClosedDay>> ClosedDaysAsync(string site, CancellationToken cancellation);

    /// <summary>The <see cref="EventDetail.Key"/>s kept in an open day, in no order; none when the day is not open.</summary>
    IAsyncEnumerable<ulong> EventKeysAsync(string site, DateOnly day, CancellationToken cancellation);

    /// <summary>
    /// Closes a day: visits are derived a last time, pseudonyms become random ordinals, times the hour, rare values go, roll-ups are made, and
    /// the open part is removed. It may be called again after any failure or kill: it finishes or starts again, and never counts twice.
    /// The site's earlier days are to be closed first, so that visits across midnight stay with the day on which they began.
    /// </summary>
    Task<CloseResult> CloseDayAsync(string site, DateOnly day, CloseRules rules, CancellationToken cancellation);

    /// <summary>Makes the daily counts that closed days lack, because an earlier version closed them: from then on a question over a year reads those.</summary>
    /// <returns>How many days were counted.</returns>
    Task<int> RollUpAsync(CancellationToken cancellation);

    /// <summary>
    /// Reads the origins of a closed day's events again under this catalogue, from the clues that are kept, and counts the day again; does nothing
    /// where that was done, or where the events are gone. One day at once or not at all: it may be called again after any failure or kill.
    /// </summary>
    /// <returns>How many events have another origin now.</returns>
    Task<long> ReclassifyAsync(string site, DateOnly day, Classifier classifier, CancellationToken cancellation);

    /// <summary>
    /// Deletes what is older than it may be kept, a closed day at a time, never the events of a day whose daily counts do not stand; then looks
    /// whether it is gone, and keeps what it did. Open days are not touched. It may be called again after any failure or kill.
    /// </summary>
    Task<PurgeResult> PurgeAsync(string site, PurgeRules rules, CancellationToken cancellation);

    /// <summary>The purges of a site that deleted something, the latest first.</summary>
    Task<IReadOnlyList<PurgeResult>> PurgesAsync(string site, CancellationToken cancellation);

    /// <summary>
    /// Builds the visits of these days from the events kept, in place of the visits that stood there. The same events give the same visits,
    /// in whatever order and batches they came. To be called after appending and before asking about visits.
    /// </summary>
    /// <returns>How many visits these days have.</returns>
    Task<long> DeriveVisitsAsync(string site, DayRange range, CancellationToken cancellation);

    /// <summary>Everything that is wrong with a query, what this store no longer keeps included; empty when it can be answered.</summary>
    Task<IReadOnlyList<ReportProblem>> ProblemsAsync(ReportQuery query, CancellationToken cancellation);

    /// <summary>Answers a query. A site or range with no events is an answer of no rows (of one row of zeros without dimensions).</summary>
    /// <exception cref="ArgumentException">The query has problems; see <see cref="ProblemsAsync"/>.</exception>
    Task<ReportTable> QueryAsync(ReportQuery query, CancellationToken cancellation);

    /// <summary>
    /// What estimates are made of: landings, previews, acts of sharing and answers of a day, by page and hour. Visits are to be derived before. Of a day
    /// whose events are gone, and of one that never was, there is nothing.
    /// </summary>
    Task<IReadOnlyList<HourlyCount>> HourlyCountsAsync(string site, DateOnly day, CancellationToken cancellation);

    /// <summary>
    /// What happened in the last minutes, from the open days; visits count once they are derived. Nothing for a site that nobody visited, and all counts
    /// are exact: pages, channels and names of the site's own, none of what tells readers apart.
    /// </summary>
    Task<IReadOnlyList<LiveCount>> LiveAsync(string site, LiveWindow window, CancellationToken cancellation);

    /// <summary>
    /// Previews in the last hours, by page or short link, platform and hour counted back from now. Only open days know the
    /// time to the second: nothing is told of what a closed day has.
    /// </summary>
    /// <param name="hours">How many hours back.</param>
    Task<IReadOnlyList<RecentPreviews>> RecentPreviewsAsync(string site, DateTime now, int hours, CancellationToken cancellation);

    /// <summary>
    /// The properties that people's events of these days carry, most events first. Days whose events are deleted tell none; a closed day those that enough
    /// visitors had (<see cref="CloseRules"/>).
    /// </summary>
    Task<IReadOnlyList<PropertyUse>> PropertiesAsync(string site, DayRange range, CancellationToken cancellation);

    /// <summary>
    /// The events and machine counts of these days as they were appended, in batches, for another store or a better catalogue to take. An open
    /// day's event keys and yesterday's pseudonyms stay behind; of a closed day's time the hour on the site's clock is left.
    /// </summary>
    IAsyncEnumerable<EventBatch> ReadAsync(string site, DayRange range, CancellationToken cancellation);

    /// <summary>
    /// Writes the events as kept to a file, oldest first. Pseudonyms are left out: a file is copied about, and the day's close cannot reach it.
    /// </summary>
    /// <returns>How many events were written.</returns>
    Task<long> ExportAsync(string site, DayRange range, ExportFormat format, string path, CancellationToken cancellation);

    /// <summary>
    /// Copies everything of closed days, sites and pages into a new file of the store's own kind, as it is at this moment, while others go on
    /// asking and appending. Open days, with their pseudonyms, stay behind.
    /// </summary>
    /// <returns>What the copy holds.</returns>
    /// <exception cref="IOException">There is a file of that name.</exception>
    Task<StoreCounts> BackupAsync(string path, CancellationToken cancellation);

    /// <summary>Reads everything that is kept of closed days and says what is wrong with it; may take a minute where much is kept.</summary>
    Task<StoreExamination> ExamineAsync(CancellationToken cancellation);

    /// <summary>
    /// Removes events, visits, daily counts and counts of machines of these days, open and closed, the days' files that were set aside, and the
    /// cards of pages that nothing speaks of then. Ids of batches stay, so that no retry brings them back, and closed days stay closed.
    /// </summary>
    Task<EraseResult> EraseAsync(string site, DayRange range, CancellationToken cancellation);

    /// <summary>
    /// Removes a site: all of its days as <see cref="EraseAsync"/> does, the files of the open ones, its cards, its settings, and that there ever was
    /// a closed day. Whoever appends to it afterwards begins a new site, so its door is to be shut first. It may be called again after any failure or kill.
    /// </summary>
    Task<EraseResult> ForgetSiteAsync(string site, CancellationToken cancellation);

    /// <summary>
    /// Sets which suspicions (<see cref="StoredEvent.Suspicion"/>) the site's reports count as people, in place of those they counted before: on
    /// every day whose events are kept, open or closed, and on those to come. Nothing of an event changes, so it can be called again and taken back.
    /// Of a day whose events were purged the counts stay as they were.
    /// </summary>
    Task CountAsPeopleAsync(string site, IReadOnlyCollection<string> suspicions, CancellationToken cancellation);

    /// <summary>What was set apart in these days, whether or not the site counts it as people, by day and suspicion. A day whose
    /// events were purged before such counts were kept is absent.</summary>
    Task<IReadOnlyList<SuspectCount>> SuspectsAsync(string site, DayRange range, CancellationToken cancellation);

    /// <summary>Adds to the counts of what was refused. They are counts alone, of no interest to a replay.</summary>
    Task AddRefusedAsync(string site, IReadOnlyList<RefusedCount> counts, CancellationToken cancellation);

    /// <summary>What was refused in these days, by day and reason.</summary>
    Task<IReadOnlyList<RefusedCount>> RefusedAsync(string site, DayRange range, CancellationToken cancellation);

    /// <summary>Every site known, with its first and last day and counts, by host.</summary>
    Task<IReadOnlyList<SiteSummary>> SitesAsync(CancellationToken cancellation);

    /// <summary>Sets a site's settings, in place of those it had.</summary>
    Task PutSiteAsync(SiteSettings site, CancellationToken cancellation);

    /// <summary>Sets what is known of pages, in place of what was; pages not named keep theirs. Of two cards for one page the last counts.</summary>
    Task PutPagesAsync(string site, IEnumerable<PageCard> pages, CancellationToken cancellation);

    /// <summary>The cards of these pages, by page; a page without a card is absent.</summary>
    Task<IReadOnlyDictionary<string, PageCard>> PagesAsync(string site, IEnumerable<string> pages, CancellationToken cancellation);
}

/// <summary>How an export is written.</summary>
public enum ExportFormat
{
    /// <summary>One JSON object per line.</summary>
    JsonLines,

    /// <summary>Comma-separated with a header; text that a spreadsheet would run as a formula is neutralised with an apostrophe.</summary>
    Csv,

    Parquet,
}
