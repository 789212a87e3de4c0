using Murmure.Attribution;
using Murmure.Statistics.Tables;
using Murmure.Storage.Events;
using Navigation = Murmure.Statistics.Tables.Navigation;

namespace Murmure.Server.Estimates.Files;

/// <summary>
/// Hourly tables as CSV files, for anybody's counts: <c>direct.csv</c>, and whatever of the others there is. A file that is not there says that nobody
/// measures it; an empty one, that it was measured and nothing came.
/// </summary>
public static class TableFolder
{
    /// <summary>Whether a folder holds tables.</summary>
    public static bool Is(string folder) => File.Exists(Path.Combine(folder, TableColumns.Direct));

    /// <summary>Reads a folder, whole or not at all.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (TableSet? Tables, TableProblem? Problem) Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Is(folder))
            return (null, new TableProblem(TableColumns.Direct, 0, "no such file", "a folder of tables has at least this one"));
        var reading = new Reading(folder);
        var tables = reading.Run();
        return reading.Problem is { } problem ? (null, problem) : (tables, null);
    }

    /// <summary>One reading of a folder: its pages, its cells and its first problem.</summary>
    private sealed class Reading(string folder)
    {
        private readonly HourScale scale = new();
        private readonly Dictionary<string, int> pageOf = new(StringComparer.Ordinal);
        private readonly List<(string Name, bool? Typeable)> pages = [];
        private readonly Dictionary<FeatureCell, int> cellOf = [];
        /// <summary>More than any site has in a year; sums of it stay whole numbers.</summary>
        private const long MostCounted = 1_000_000_000;

        private readonly List<FeatureCell> cells = [];
        private int first = int.MaxValue;
        private int last = int.MinValue;

        public TableProblem? Problem { get; private set; }

        public TableSet? Run()
        {
            var direct = Rows(TableColumns.Direct, r => new DirectCount(Page(r, r.Flag("typeable")), Hour(r), Cell(r), r.Count("count"))) ?? [];
            var visible = Rows(TableColumns.Visible, r => new VisibleCount(Page(r), Hour(r), r.Text("source"), Cell(r), r.Count("count"))) ?? [];
            var tagged = Rows(TableColumns.Tagged,
                r => new TaggedCount(Page(r), Hour(r), r.CountOrNothing("delay"), Cell(r), r.FlagOrNothing("tag_previewed"), r.Count("count"))) ?? [];
            var previews = Rows(TableColumns.Previews, r => new PreviewCount(Page(r), Hour(r), r.Text("family"), r.Count("count")));
            var shares = Rows(TableColumns.Shares, r => new ShareCount(Page(r), Hour(r), r.Text("channel"), r.Count("count"))) ?? [];
            var campaigns = Rows(TableColumns.Campaigns, Campaign);
            var survey = Rows(TableColumns.Survey, Survey) ?? [];
            if (Problem is null && direct.Count == 0)
                Problem = new TableProblem(TableColumns.Direct, 0, "no row", "at least one: without direct visits there is nothing to estimate");
            if (direct.Sum(row => (long)row.Count) + visible.Sum(row => (long)row.Count) + tagged.Sum(row => (long)row.Count) + (previews ?? []).Sum(row => (long)row.Count)
                + shares.Sum(row => (long)row.Count) + survey.Sum(row => (long)row.Count + row.Invited) > MostCounted)
                Problem ??= new TableProblem(TableColumns.Direct, 0, "more than a billion counted", "a billion at most, all files together");
            if (Problem is not null)
                return null;
            var start = scale.Dated == true ? first / 24 * 24 : 0;
            var hours = (last - start) / 24 * 24 + 24;
            if (hours > 24 * HourScale.MostDays)
            {
                Problem = new TableProblem(TableColumns.Direct, 0, $"a period of {hours / 24} days", $"at most {HourScale.MostDays}");
                return null;
            }

            return new TableSet(
                new HourlyTables
                {
                    Hours = hours,
                    Pages = [.. pages.Select(page => new TablePage(page.Name, page.Typeable ?? !Typeability.IsDeep(page.Name)))],
                    Cells = cells,
                    Direct = [.. direct.Select(row => row with { Hour = row.Hour - start })],
                    Visible = [.. visible.Select(row => row with { Hour = row.Hour - start })],
                    Tagged = [.. tagged.Select(row => row with { Hour = row.Hour - start })],
                    Previews = [.. (previews ?? []).Select(row => row with { Hour = row.Hour - start })],
                    PublicFetchers = Catalogue.Load().PublicFetchers,
                    Shares = [.. shares.Select(row => row with { Hour = row.Hour - start })],
                    Campaigns = campaigns is null ? null : [.. campaigns.Select(row => row with { Start = row.Start - start, End = row.End - start })],
                    Survey = survey,
                    HasPreviews = previews is not null,
                    HasNavigation = direct.Exists(row => cells[row.Cell].Navigation != Navigation.Missing),
                },
                scale.Dated == true ? DateOnly.FromDayNumber(start / 24) : null);
        }

        /// <summary>A file's rows; null where it is not there.</summary>
        private List<T>? Rows<T>(string file, Func<TableReader, T> row)
        {
            if (Problem is not null)
                return [];
            using var reader = TableReader.Open(folder, file, scale);
            if (reader is null)
                return null;
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(row(reader));
            Problem = reader.Problem;
            return rows;
        }

        private int Page(TableReader reader, bool? typeable = null)
        {
            var name = reader.Text("page");
            if (!pageOf.TryGetValue(name, out var page))
            {
                pageOf[name] = page = pages.Count;
                pages.Add((name, typeable));
            }
            else if (typeable is not null && pages[page].Typeable is { } before && before != typeable)
            {
                reader.Fail($"typeable '{(typeable == true ? 1 : 0)}' for a page that was {(before ? 1 : 0)} before", "one of the two for each page");
            }

            return page;
        }

        private int Hour(TableReader reader)
        {
            var moment = reader.Moment("hour");
            var hour = (int)Math.Floor(moment);
            if (moment < 0 || (scale.Dated == false && hour != moment))
                reader.Fail("an hour that is negative or no whole number", "whole hours from the first midnight on, or a time such as 2026-11-02T14:00");
            (first, last) = (Math.Min(first, hour), Math.Max(last, hour));
            return hour;
        }

        private int Cell(TableReader reader)
        {
            var cell = reader.Cell("cell");
            if (!cellOf.TryGetValue(cell, out var place))
            {
                cellOf[cell] = place = cells.Count;
                cells.Add(cell);
            }

            return place;
        }

        private CampaignWindow Campaign(TableReader reader)
        {
            var (start, end) = (reader.Moment("start"), reader.Moment("end"));
            // As in the site's settings: the last day is one of the mailing's.
            if (reader.IsDay("end"))
                end += 24;
            if (end <= start)
                reader.Fail("an end that is not after its start", "a start, then an end; a date without a time is the whole day");
            int? page = reader.CellOrNothing("page") is null ? null : Page(reader);
            return new CampaignWindow(start, end, page);
        }

        private SurveyCount Survey(TableReader reader)
        {
            var stratum = reader.Word("stratum", ("direct", SurveyStratum.Direct), ("tagged", SurveyStratum.Tagged), ("public", SurveyStratum.Public));
            var answer = reader.Word<SurveyAnswer?>(
                "answer", ("private", SurveyAnswer.Private), ("other", SurveyAnswer.Other), ("unknown", SurveyAnswer.DoNotKnow), ("", null));
            var row = new SurveyCount(stratum, Cell(reader), answer, reader.Count("invited"), reader.Count("count"));
            if (row.Count > row.Invited)
                reader.Fail($"{row.Count} answers of {row.Invited} invited", "at most as many answers as invitations");
            else if (answer is null && row.Count > 0)
                reader.Fail($"{row.Count} answers of no kind", "private, other or unknown, or a count of 0");
            return row;
        }
    }
}
