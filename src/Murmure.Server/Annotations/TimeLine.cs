using Murmure.Server.Accounts;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Annotations;

/// <summary>Something noted on a day.</summary>
/// <param name="Day">Of the site's own calendar.</param>
/// <param name="By">Who wrote it: a member's address, or a key's name; empty for who is no member any more.</param>
/// <param name="Id">The note's number; 0 for a change that the server noted.</param>
/// <param name="Change">What changed in how figures are made; null for a note.</param>
public sealed record Noted(DateOnly Day, string Text, string By, long Id, EstimateAnnotation? Change = null);

/// <summary>Everything that is noted on the days of a site: what members say, and where figures begin to be made otherwise.</summary>
internal sealed class TimeLine(AnnotationBook notes, EstimateBook estimates, Writers writers)
{
    /// <summary>What is noted within these days, oldest first.</summary>
    public async Task<IReadOnlyList<Noted>> ReadAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var members = await writers.OfAsync(site.Id, cancellation);
        var said = (await notes.ListAsync(site.Id, days, cancellation))
            .Select(note => new Noted(note.Day, note.Text, note.AccountId is { } account ? members.GetValueOrDefault(account, "") : note.Key, note.Id));
        var changed = (await estimates.AnnotationsAsync(site.Id, cancellation))
            .Select(change => new Noted(site.DayOf(change.At), "", "", 0, change));
        return [.. said.Concat(changed.Where(one => days.Contains(one.Day))).OrderBy(one => one.Day)];
    }
}
