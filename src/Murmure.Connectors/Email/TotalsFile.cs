using System.Globalization;

namespace Murmure.Connectors.Email;

/// <summary>What a file of newsletters' totals comes to.</summary>
public abstract record TotalsResult
{
    private TotalsResult()
    {
    }

    public sealed record Read(IReadOnlyList<Observation> Observations, int Campaigns) : TotalsResult;

    /// <summary>Nothing of it is taken.</summary>
    /// <param name="Line">Counted from 1; 0 where it is about the whole file.</param>
    /// <param name="Found">What is there, cut short; empty where something is missing.</param>
    /// <param name="Expected">What would be read.</param>
    public sealed record Refused(int Line, string Found, string Expected) : TotalsResult;
}

/// <summary>
/// Totals of newsletters as separated values, for services that are not asked here: <c>campaign, sent, delivered, clicks, unsubscribed, bounced</c>, under these
/// names or the French ones, in any order. Only the campaign is needed. Other columns are not looked at.
/// </summary>
public static class TotalsFile
{
    public const int MostLines = 10_000;

    private const int LongestCampaign = 64;
    private const int LongestShown = 40;
    private const string Count = "a whole number, such as 1250";

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["campaign"] = "campaign", ["campagne"] = "campaign", ["sent"] = "sent", ["envoyés"] = "sent", ["delivered"] = "delivered", ["délivrés"] = "delivered", ["clicks"] = "clicks", ["clics"] = "clicks",
        ["unsubscribed"] = "unsubscribed", ["désabonnements"] = "unsubscribed", ["bounced"] = "bounced", ["rebonds"] = "bounced",
    };

    public static TotalsResult Read(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.TrimStart('\uFEFF').Split('\n');
        var separator = ";\t,".FirstOrDefault(one => lines[0].Contains(one, StringComparison.Ordinal));
        var header = Cells(lines[0], separator)?.Select(cell => Names.GetValueOrDefault(cell, "")).ToList();
        if (header is null || header.Count(name => name == "campaign") != 1 || header.Where(name => name.Length > 0).GroupBy(name => name).Any(same => same.Count() > 1))
            return new TotalsResult.Refused(1, Shown(lines[0]), "a line that names the columns: campaign, sent, delivered, clicks, unsubscribed, bounced");
        if (lines.Length > MostLines)
            return new TotalsResult.Refused(0, "", $"at most {MostLines} lines");
        var seen = new Dictionary<string, EmailTotals>(StringComparer.Ordinal);
        for (var i = 1; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]) && ReadLine(lines[i], i + 1, separator, header, seen) is { } refused)
                return refused;
        }
        return new TotalsResult.Read([.. seen.SelectMany(one => one.Value.Observe(one.Key, now))], seen.Count);
    }

    private static TotalsResult.Refused? ReadLine(string line, int number, char separator, List<string> header, Dictionary<string, EmailTotals> seen)
    {
        if (Cells(line, separator) is not { } cells || cells.Count != header.Count)
            return new TotalsResult.Refused(number, Shown(line), $"{header.Count} cells, as the first line has");
        var (campaign, counts) = ("", new Dictionary<string, long?>(StringComparer.Ordinal));
        for (var i = 0; i < cells.Count; i++)
        {
            if (header[i] == "campaign")
                campaign = cells[i];
            else if (header[i].Length > 0 && cells[i].Length > 0)
            {
                if (!long.TryParse(cells[i], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 1_000_000_000_000)
                    return new TotalsResult.Refused(number, Shown(cells[i]), Count);
                counts[header[i]] = count;
            }
        }
        // An address is no campaign: a list of recipients must not come in by this door.
        if (campaign.Length is 0 or > LongestCampaign || campaign.Contains('@', StringComparison.Ordinal))
            return new TotalsResult.Refused(number, "", "a campaign's name of 1 to 64 characters, as its post has it");
        var totals = new EmailTotals(counts.GetValueOrDefault("sent"), counts.GetValueOrDefault("delivered"), counts.GetValueOrDefault("clicks"), counts.GetValueOrDefault("unsubscribed")) { Bounced = counts.GetValueOrDefault("bounced") };
        return seen.TryAdd(campaign, totals) ? null : new TotalsResult.Refused(number, Shown(campaign), "each campaign once");
    }

    /// <summary>The cells of a line; null where a quote is not closed. A name with a line break in it is refused with its line.</summary>
    private static List<string>? Cells(string line, char separator)
    {
        var cells = new List<string>();
        var (cell, quoted) = (new System.Text.StringBuilder(), false);
        var text = line.TrimEnd('\r');
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == separator && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
                cell.Append(text[i]);
        }
        cells.Add(cell.ToString().Trim());
        return quoted ? null : cells;
    }

    // PRIVACY: what somebody put into the wrong file is shown to them and written nowhere.
    private static string Shown(string text) => text.Length <= LongestShown ? text.Trim() : text[..LongestShown].Trim() + "…";
}
