using DuckDB.NET.Data;
using Murmure.Attribution;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Everything an event says of where it came from.</summary>
internal readonly record struct OriginKey(
    Family Family, string Channel, string Source, bool Paid, Grade Grade, Sender Sender, bool Private, string Rule, string Clue,
    string ReferrerHost, string ReferrerPath, string Package, string ClickId, string UtmSource, string UtmMedium, string UtmCampaign,
    string Platform)
{
    public static OriginKey Of(in StoredEvent e) => new(
        e.Family, e.Channel ?? "", e.Source ?? "", e.Paid, e.Grade, e.Sender, e.Private, e.Rule ?? "", e.Clue ?? "",
        e.ReferrerHost ?? "", e.ReferrerPath ?? "", e.Package ?? "", e.ClickId ?? "", e.UtmSource ?? "", e.UtmMedium ?? "", e.UtmCampaign ?? "",
        e.Platform ?? "");

    /// <summary>Only what tells origins apart best; comparing settles the rest, and compares shared strings by reference first.</summary>
    public override int GetHashCode() => HashCode.Combine(Channel, Clue, ReferrerPath, UtmCampaign, Platform, Rule, (int)Family);

    public IDuckDBAppenderRow Append(IDuckDBAppenderRow row) => row
        .AppendValue(Family).AppendValue(Channel).AppendValue(Source).AppendValue((bool?)Paid)
        .AppendValue(Grade).AppendValue(Sender).AppendValue((bool?)Private).AppendValue(Rule).AppendValue(Clue)
        .AppendValue(ReferrerHost).AppendValue(ReferrerPath).AppendValue(Package).AppendValue(ClickId)
        .AppendValue(UtmSource).AppendValue(UtmMedium).AppendValue(UtmCampaign).AppendValue(Platform);
}

/// <summary>Everything an event says of what it was read with.</summary>
internal readonly record struct AgentKey(string App, string Browser, short BrowserMajor, string Os, string Device, string Country)
{
    public static AgentKey Of(in StoredEvent e) =>
        new(e.App ?? "", e.Browser ?? "", e.BrowserMajor, e.Os ?? "", e.Device ?? "", e.Country ?? "");

    public IDuckDBAppenderRow Append(IDuckDBAppenderRow row) => row
        .AppendValue(App).AppendValue(Browser).AppendValue((short?)BrowserMajor).AppendValue(Os).AppendValue(Device).AppendValue(Country);
}
