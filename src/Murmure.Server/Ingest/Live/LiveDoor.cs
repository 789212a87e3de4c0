using Murmure.Server.Links;
using Murmure.Server.Shares;
using Murmure.Server.Surveys;

namespace Murmure.Server.Ingest;

/// <summary>What the pipeline of a live site knows beside the site's rules; a log that is read for its owner has none of it.</summary>
/// <param name="Limits">How much one network may send.</param>
/// <param name="Closed">Days that nothing can join.</param>
/// <param name="Meter">Where a few hits' times are measured.</param>
/// <param name="Languages">Where beacons usually arrive with the reader's language.</param>
/// <param name="Bursts">Who opens pages faster than anybody reads.</param>
/// <param name="Links">Which hosts are those of links.</param>
internal sealed record LiveDoor(NetworkLimits Limits, ClosedDays Closed, IntakeMeter Meter, LanguageHabits Languages, Bursts Bursts, LinkDirectory Links)
{
    /// <summary>Which share tags the tokens of open campaigns stand for; null where none are taken.</summary>
    public ShareTokens? Tokens { get; init; }

    /// <summary>Which fetches are for cards of our own posts; null where nobody posts.</summary>
    public OwnFetches? Own { get; init; }

    /// <summary>Which sites ask how their visitors came; null where none does.</summary>
    public SurveyDoor? Surveys { get; init; }
}
