using System.Text.Json;

namespace Murmure.Server.Imports.History;

/// <summary>A program's API to be asked.</summary>
/// <param name="Site">The site's host here.</param>
/// <param name="Source"><c>google-analytics</c>, <c>matomo</c> or <c>plausible</c>.</param>
/// <param name="From">The first day, yyyy-MM-dd.</param>
/// <param name="To">The last day, included.</param>
/// <param name="Property">Google Analytics: the property's number.</param>
/// <param name="Key">Google Analytics: the service account's key, as its file has it. It is used for this call and kept nowhere.</param>
/// <param name="Address">Matomo and Plausible: where it is, with https; empty is Plausible's own, https://plausible.io.</param>
/// <param name="Id">Matomo: the site's number there.</param>
/// <param name="Token">Matomo: a token that may view the site. Plausible: a key of its Stats API. It is used for this call and kept nowhere.</param>
/// <param name="Name">Plausible: the site's name there; empty is the one that it has here.</param>
public sealed record HistoryRequest(
    string? Site, string? Source, string? From, string? To, string? Property = null, JsonElement? Key = null, string? Address = null, int? Id = null, string? Token = null, string? Name = null)
{
    // PRIVACY: a record writes out what it has.
    public override string ToString() => nameof(HistoryRequest);
}

/// <summary>What became of a file or of an answer.</summary>
/// <param name="Source">The program.</param>
/// <param name="Days">Days that it tells of.</param>
/// <param name="Changed">Of these, those that were not here, or otherwise: 0 for what was given before.</param>
/// <param name="Visits">Visits of all these days together.</param>
/// <param name="Older">Days that were left out, because this server keeps no counts of that age.</param>
public sealed record HistoryTakenAnswer(string Site, string Source, int Days, int Changed, long Visits, DateOnly From, DateOnly To, int Older)
{
    internal static HistoryTakenAnswer Of(string site, HistoryTaken taken) => new(site, taken.Source, taken.Days, taken.Changed, taken.Visits, taken.First, taken.Last, taken.Older);
}

/// <summary>Visits that another program counted, on a day.</summary>
/// <param name="Source">The program.</param>
/// <param name="Group">Its channel group: <c>direct</c>, <c>organicsearch</c> and so on.</param>
/// <param name="Channel">Our channel of their source and medium; <c>other</c> where there is none, empty where neither was told.</param>
public sealed record HistoryRowAnswer(string Source, DateOnly Day, string Group, string Channel, long Visits);

/// <summary>An answer of <c>/api/v1/history</c>: what was imported, never what is measured here.</summary>
public sealed record HistoryAnswer(string Site, DateOnly From, DateOnly To, IReadOnlyList<HistoryRowAnswer> Rows);

/// <param name="Days">Days of which something was removed.</param>
public sealed record HistoryRemovedAnswer(int Days);
