namespace Murmure.Statistics;

/// <summary>What the owner can do to narrow an interval.</summary>
public enum NarrowingStep
{
    /// <summary>Confirm that the list of own mailings is complete.</summary>
    ConfirmCalendar,

    /// <summary>Let the access log, or whatever else sees previews, be read.</summary>
    ConnectLog,

    /// <summary>Ask visitors how they came.</summary>
    CollectAnswers,
}

/// <summary>A step that would narrow the interval, and by how much.</summary>
/// <param name="Step">What to do.</param>
/// <param name="HalfWidth">Half the width that the interval can be expected to have afterwards, a fraction of 1.</param>
/// <param name="Answers">How many answers of direct visits it takes, those included that are there.</param>
/// <param name="Days">About how many days until then, at the rate at which answers come, or are taken to come where nobody was asked yet.</param>
public sealed record Narrowing(NarrowingStep Step, double HalfWidth, int? Answers = null, int? Days = null);
