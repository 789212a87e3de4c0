using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

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
    /// <param name="Expected">What would be read, as the key of its text under <c>totals.expected.</c></param>
    public sealed record Refused(int Line, string Found, string Expected) : TotalsResult;
}

/// <summary>
/// Totals of newsletters as separated values, for services that are not asked here: <c>campaign, sent, delivered, clicks, unsubscribed, bounced</c>, under these
/// names or the French ones, in any order. Only the campaign is needed. Other columns are not looked at.
/// </summary>
public static class TotalsFile
{
    public const int MostLines = 10_000;

    public const int MostBytes = 1 << 20;

    private const int LongestCampaign = 64;
    private const int LongestShown = 40;

    private static readonly char[] Separators = [';', '\t', ','];

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["campaign"] = "campaign", ["campagne"] = "campaign", ["sent"] = "sent", ["envoyés"] = "sent", ["delivered"] = "delivered", ["délivrés"] = "delivered", ["clicks"] = "clicks", ["clics"] = "clicks",
        ["unsubscribed"] = "unsubscribed", ["désabonnements"] = "unsubscribed", ["bounced"] = "bounced", ["rebonds"] = "bounced",
    };

    public static TotalsResult Read(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.TrimStart('\uFEFF');
        var first = plain.AsSpan()[..(plain.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : plain.Length)];
        using var parser = new CsvParser(new StringReader(plain), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = SeparatorOf(first).ToString(), TrimOptions = TrimOptions.Trim, BadDataFound = null,
        });
        var header = parser.Read() ? parser.Record!.Select(cell => Names.GetValueOrDefault(cell, "")).ToList() : [];
        if (header.Count(name => name == "campaign") != 1 || header.Where(name => name.Length > 0).GroupBy(name => name).Any(same => same.Count() > 1))
            return new TotalsResult.Refused(1, Shown(first), "columns");
        var seen = new Dictionary<string, EmailTotals>(StringComparer.Ordinal);
        while (parser.Read())
        {
            if (parser.RawRow > MostLines)
                return new TotalsResult.Refused(0, "", "lines");
            if (parser.Record is { } cells && cells is not [""] && ReadLine(parser, cells, header, seen) is { } refused)
                return refused;
        }
        return new TotalsResult.Read([.. seen.SelectMany(one => one.Value.Observe(one.Key, now))], seen.Count);
    }

    private static char SeparatorOf(ReadOnlySpan<char> line)
    {
        foreach (var separator in Separators)
        {
            if (line.Contains(separator))
                return separator;
        }
        return ',';
    }

    private static TotalsResult.Refused? ReadLine(CsvParser parser, string[] cells, List<string> header, Dictionary<string, EmailTotals> seen)
    {
        // A quote that is not closed takes in what follows: where it began is the line that is wrong.
        var number = parser.RawRow - parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
        if (cells.Length != header.Count)
            return new TotalsResult.Refused(number, Shown(parser.RawRecord), "cells");
        var (campaign, counts) = ("", new Dictionary<string, long?>(StringComparer.Ordinal));
        for (var i = 0; i < cells.Length; i++)
        {
            if (header[i] == "campaign")
                campaign = cells[i];
            else if (header[i].Length > 0 && cells[i].Length > 0)
            {
                if (!long.TryParse(cells[i], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MailCounts.Most)
                    return new TotalsResult.Refused(number, Shown(cells[i]), "count");
                counts[header[i]] = count;
            }
        }
        // An address is no campaign: a list of recipients must not come in by this door.
        if (campaign.Length is 0 or > LongestCampaign || campaign.Contains('@', StringComparison.Ordinal) || campaign.Any(char.IsControl))
            return new TotalsResult.Refused(number, "", "campaign");
        var totals = new EmailTotals(counts.GetValueOrDefault("sent"), counts.GetValueOrDefault("delivered"), counts.GetValueOrDefault("clicks"), counts.GetValueOrDefault("unsubscribed")) { Bounced = counts.GetValueOrDefault("bounced") };
        return seen.TryAdd(campaign, totals) ? null : new TotalsResult.Refused(number, Shown(campaign), "once");
    }

    // PRIVACY: what somebody put into the wrong file is shown to them and written nowhere.
    private static string Shown(ReadOnlySpan<char> text) => text.Length <= LongestShown ? text.Trim().ToString() : string.Concat(text[..LongestShown].Trim(), "…");
}
