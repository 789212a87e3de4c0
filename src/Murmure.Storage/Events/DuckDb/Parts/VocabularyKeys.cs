using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Data;
using Murmure.Attribution;

namespace Murmure.Storage.Events.DuckDb.Parts;

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
internal readonly record struct AgentKey(string App, string Browser, short BrowserMajor, string Os, string Device, string Country, string Suspicion, string Region, string City)
{
    public static AgentKey Of(in StoredEvent e) =>
        new(e.App ?? "", e.Browser ?? "", e.BrowserMajor, e.Os ?? "", e.Device ?? "", e.Country ?? "", e.Suspicion ?? "", e.Region ?? "", e.City ?? "");

    public IDuckDBAppenderRow Append(IDuckDBAppenderRow row) => row
        .AppendValue(App).AppendValue(Browser).AppendValue((short?)BrowserMajor).AppendValue(Os).AppendValue(Device).AppendValue(Country).AppendValue(Suspicion)
        .AppendValue(Region).AppendValue(City);
}

/// <summary>What repeats of an event's details.</summary>
internal readonly record struct DetailKey(
    string Name, string Properties, string Currency, string Target, Navigation Navigation, byte History, FetchSite FetchSite, bool Limited,
    long Link, string Variant, byte Generation, bool Scan, string Orphan)
{
    // Shown in files, never in a page as it is: nothing needs escaping but what JSON itself does.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static DetailKey Of(EventDetail e) => new(
        e.Name ?? "", Json(e.Properties), e.Currency ?? "", e.Target ?? "", e.Navigation, e.History, e.FetchSite, e.Limited,
        e.Link, e.Variant ?? "", e.Generation, e.Scan, Text(e.Orphan));

    public IDuckDBAppenderRow Append(IDuckDBAppenderRow row) => row
        .AppendValue(Name).AppendValue(Properties).AppendValue(Currency).AppendValue(Target)
        .AppendValue(Navigation).AppendValue((byte?)History).AppendValue(FetchSite).AppendValue((bool?)Limited)
        .AppendValue((long?)Link).AppendValue(Variant).AppendValue((byte?)Generation).AppendValue((bool?)Scan).AppendValue(Orphan);

    public static Orphan OrphanOf(string text) => text.Length == 0 ? Events.Orphan.None : Enum.Parse<Orphan>(text, ignoreCase: true);

    private static string Text(Orphan orphan) => orphan switch
    {
        Events.Orphan.Root => "root",
        Events.Orphan.Unknown => "unknown",
        Events.Orphan.Expired => "expired",
        _ => "",
    };

    /// <summary>One object, empty text for none. Of two values under one name the first counts.</summary>
    private static string Json(IReadOnlyList<KeyValuePair<string, string>>? properties)
    {
        if (properties is not { Count: > 0 })
            return "";
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in properties.DistinctBy(property => property.Key, StringComparer.Ordinal))
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Read(string properties)
    {
        if (properties.Length == 0)
            return [];
        using var document = JsonDocument.Parse(properties);
        return [.. document.RootElement.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value.GetString() ?? ""))];
    }
}
