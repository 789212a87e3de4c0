using Murmure.Statistics.Intervals;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Responses;

/// <summary>How answers err: one possible set of the three rates.</summary>
/// <param name="Sensitivity">Share that says private among visits that were.</param>
/// <param name="Specificity">Share that says otherwise among visits that were not.</param>
/// <param name="Odds">How much more often visits that were private answer at all than others of the same device.</param>
internal readonly record struct AnswerErrors(double Sensitivity, double Specificity, double Odds);

/// <summary>
/// What the survey says about itself, by visits whose source is known anyway: tagged clicks are private, visits with a public referrer are not. It carries
/// over to direct visits as far as people there answer alike, which no data can tell (docs/adr/0052-survey-and-ladder.md).
/// </summary>
internal sealed record SelfValidation
{
    // Priors: what this project assumes of a survey that says nothing about itself. They weigh four answers each, so that they hardly move a rate that was
    // measured, and leave one that was not as uncertain as it is: sensitivity .73 to 1 and specificity .79 to 1 in nine cases of ten.
    private const double PriorStrength = 4;
    private const double PriorSensitivity = .92;
    private const double PriorSpecificity = .95;

    /// <summary>Standard deviation of the odds' logarithm before any count: nine cases of ten lie within a factor of 3.2.</summary>
    private const double PriorLogOdds = .7;

    /// <summary>Answers of tagged clicks.</summary>
    public required int TaggedAnswers { get; init; }

    /// <summary>Those of them that say private.</summary>
    public required int TaggedPrivate { get; init; }

    /// <summary>Answers of visits with a public referrer.</summary>
    public required int PublicAnswers { get; init; }

    /// <summary>Those of them that say otherwise.</summary>
    public required int PublicOther { get; init; }

    /// <summary>Logarithm of the response odds, and its standard error.</summary>
    public required (double Value, double Error) LogOdds { get; init; }

    /// <summary>The rates at their best estimate.</summary>
    public AnswerErrors Best => new(
        (TaggedPrivate + PriorStrength * PriorSensitivity) / (TaggedAnswers + PriorStrength),
        (PublicOther + PriorStrength * PriorSpecificity) / (PublicAnswers + PriorStrength),
        Math.Exp(LogOdds.Value));

    /// <summary>Sensitivity plus specificity: 2 where no answer errs, 1 where answers say nothing. Null where one of the two was never measured.</summary>
    public double? Quality => TaggedAnswers == 0 || PublicAnswers == 0 ? null : Best.Sensitivity + Best.Specificity;

    /// <param name="answers">One survey, or those of several periods in which people answer alike.</param>
    public static SelfValidation Of(params IEnumerable<AnswerTable> answers)
    {
        List<CellAnswers> tagged = [.. answers.SelectMany(table => table[SurveyStratum.Tagged])];
        List<CellAnswers> open = [.. answers.SelectMany(table => table[SurveyStratum.Public])];
        return new()
        {
            TaggedAnswers = tagged.Sum(cell => cell.Answered),
            TaggedPrivate = tagged.Sum(cell => cell.Private),
            PublicAnswers = open.Sum(cell => cell.Answered),
            PublicOther = open.Sum(cell => cell.Other),
            LogOdds = ResponseOdds(tagged, open),
        };
    }

    /// <summary>One set of rates as the counts and the priors allow it: beta and log-normal.</summary>
    public AnswerErrors Draw(RandomSource stream) => new(
        Beta(stream, TaggedPrivate + PriorStrength * PriorSensitivity, TaggedAnswers - TaggedPrivate + PriorStrength * (1 - PriorSensitivity)),
        Beta(stream, PublicOther + PriorStrength * PriorSpecificity, PublicAnswers - PublicOther + PriorStrength * (1 - PriorSpecificity)),
        Math.Exp(LogOdds.Value + LogOdds.Error * stream.Normal()));

    private static double Beta(RandomSource stream, double yes, double no)
    {
        var (a, b) = (stream.Gamma(yes, yes), stream.Gamma(no, no));
        return a / (a + b);
    }

    /// <summary>
    /// The ratio of response rates, tagged against public, within devices (Mantel and Haenszel; error by Greenland and Robins 1985), drawn towards 1 by the
    /// prior. Devices answer differently, and tagged clicks are of other devices than public visits.
    /// </summary>
    private static (double Value, double Error) ResponseOdds(List<CellAnswers> tagged, List<CellAnswers> open)
    {
        var (above, below, spread) = (0.0, 0.0, 0.0);
        foreach (var device in Enum.GetValues<Device>())
        {
            var (a, m) = Counts(tagged, device);
            var (c, n) = Counts(open, device);
            if (m == 0 || n == 0)
                continue;
            above += a * n / (m + n);
            below += c * m / (m + n);
            spread += (m * n * (a + c) - a * c * (m + n)) / ((m + n) * (m + n));
        }
        if (above == 0 || below == 0)
            return (0, PriorLogOdds);
        var variance = Math.Max(0, spread) / (above * below);
        var prior = PriorLogOdds * PriorLogOdds;
        return (Math.Log(above / below) * prior / (prior + variance), Math.Sqrt(prior * variance / (prior + variance)));
    }

    private static (double Answered, double Invited) Counts(List<CellAnswers> answers, Device device)
    {
        var (answered, invited) = (0.0, 0.0);
        foreach (var cell in answers)
        {
            if (cell.Cell.Device != device)
                continue;
            answered += cell.Answered;
            invited += cell.Invited;
        }
        return (answered, invited);
    }
}
