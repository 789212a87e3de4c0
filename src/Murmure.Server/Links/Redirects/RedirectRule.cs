using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Murmure.Server.Links;

/// <summary>One way of several: where all conditions hold, the click goes there instead. The first rule that fits decides.</summary>
/// <param name="If">All of these must hold; none always does.</param>
/// <param name="To">The destination; empty where <paramref name="Split"/> has several.</param>
/// <param name="Split">Destinations among which people are divided by weight. Machines and previews take the first, and use nothing up.</param>
public sealed record RedirectRule(IReadOnlyList<RedirectCondition> If, string To = "", IReadOnlyList<WeightedDestination>? Split = null)
{
    /// <summary>Where this rule sends a click; null when it does not fit.</summary>
    internal string? Answer(scoped in Asker asker)
    {
        foreach (var condition in If)
        {
            if (!condition.Holds(asker))
                return null;
        }
        return Split is { Count: > 0 } ways ? Choose(ways, asker.IsPerson) : To;
    }

    /// <summary>Every destination that it has.</summary>
    [JsonIgnore]
    internal IReadOnlyList<WeightedDestination> Ways => Split is { Count: > 0 } ways ? ways : [new WeightedDestination(To)];

    private static string Choose(IReadOnlyList<WeightedDestination> ways, bool person)
    {
        if (!person)
            return ways[0].To;
        var drawn = RandomNumberGenerator.GetInt32(ways.Sum(way => way.Weight));
        foreach (var way in ways)
        {
            drawn -= way.Weight;
            if (drawn < 0)
                return way.To;
        }
        return ways[^1].To;
    }
}

/// <param name="Weight">1 to 1000.</param>
public sealed record WeightedDestination(string To, int Weight = 1);

/// <summary>A condition; exactly one of its members is set.</summary>
/// <param name="Device"><c>mobile</c>, <c>tablet</c>, <c>desktop</c>, or a system: <c>android</c>, <c>ios</c>, <c>windows</c>, <c>macos</c>, <c>linux</c>, <c>chromeos</c>.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Ip">An address or a network in CIDR notation.</param>
/// <param name="Lang">A language (<c>fr</c>) or one of a country (<c>fr-CA</c>) that the browser asks for with a quality of at least 0.9.</param>
/// <param name="Query">A parameter (<c>foo</c>), or one with a value (<c>foo=bar</c>), as the short address has it.</param>
/// <param name="App">An in-app browser's slug, such as <c>instagram</c>.</param>
/// <param name="From">Not before this day on the site's clock.</param>
/// <param name="Until">Not after this day.</param>
/// <param name="Weekdays">1 for Monday to 7 for Sunday.</param>
/// <param name="Hours">From and until hour on the site's clock: <c>[18, 22]</c> is 18:00 to 21:59, <c>[22, 6]</c> goes over midnight.</param>
public sealed record RedirectCondition(
    string? Device = null, string? Country = null, string? Ip = null, string? Lang = null, string? Query = null, string? App = null,
    DateOnly? From = null, DateOnly? Until = null, IReadOnlyList<int>? Weekdays = null, IReadOnlyList<int>? Hours = null)
{
    [JsonIgnore]
    private AddressRange? Range { get; } = Ip is null ? null : AddressRange.Read(Ip);

    /// <summary>Whether exactly one member is set, and to something that can be true.</summary>
    internal bool IsValid() =>
        new object?[] { Device, Country, Ip, Lang, Query, App, From, Until, Weekdays, Hours }.Count(member => member is not null) == 1
        && (Ip is null || Range is not null) && Device is not "" && Lang is not "" && Query is not "" && App is not "" && Country is null or { Length: 2 }
        && Weekdays?.All(day => day is >= 1 and <= 7) != false && (Hours is null || (Hours.Count == 2 && Hours.All(hour => hour is >= 0 and <= 24)));

    internal bool Holds(scoped in Asker asker) => this switch
    {
        { Device: { } device } => asker.HasDevice(device),
        { Country: { } country } => asker.Country.Equals(country, StringComparison.OrdinalIgnoreCase),
        { Range: { } range } => range.Has(asker.Address),
        { Lang: { } language } => asker.Speaks(language),
        { Query: { } query } => asker.Asks(query),
        { App: { } app } => asker.App == app,
        { From: { } from } => DateOnly.FromDateTime(asker.Local) >= from,
        { Until: { } until } => DateOnly.FromDateTime(asker.Local) <= until,
        { Weekdays: { } days } => days.Contains(asker.Local.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)asker.Local.DayOfWeek),
        { Hours: [var first, var last] } => first <= last ? asker.Local.Hour >= first && asker.Local.Hour < last : asker.Local.Hour >= first || asker.Local.Hour < last,
        _ => false,
    };
}
