namespace Murmure.Statistics.Mixtures;

/// <summary>
/// How typed visits spread over the hours of the period, mean 1: by hour of the day and day of the week, as direct visits do on pages that people type.
/// </summary>
internal static class DailyProfile
{
    public static double[] Of(MixtureInput input)
    {
        var profile = new double[input.Hours];
        var (hours, days) = Counts(input, typeable: true);
        if (hours.Sum() == 0)
            (hours, days) = Counts(input, typeable: false);
        var total = hours.Sum();
        var perDay = total / Math.Max(1, input.Days);
        for (var hour = 0; hour < profile.Length; hour++)
        {
            var ofDay = 24 * (hours[hour % 24] + 1) / (total + 24);
            var weekday = hour / 24 % 7;
            // Days of this weekday in the period; a short period has but one of each, and some visits more than the mean say little.
            var count = (input.Days - weekday + 6) / 7;
            var ofWeek = perDay > 0 ? (days[weekday] + Assumptions.ProfileVisits) / ((count * perDay) + Assumptions.ProfileVisits) : 1;
            profile[hour] = ofDay * ofWeek;
        }
        return profile;
    }

    private static (double[] Hours, double[] Days) Counts(MixtureInput input, bool typeable)
    {
        var (hours, days) = (new double[24], new double[7]);
        for (var page = 0; page < input.Pages; page++)
        {
            for (var i = input.Direct.Start[page]; i < input.Direct.Start[page + 1] && input.Deep[page] != typeable; i++)
            {
                hours[input.Direct.Hour[i] % 24] += input.Direct.Count[i];
                days[input.Direct.Hour[i] / 24 % 7] += input.Direct.Count[i];
            }
        }
        return (hours, days);
    }
}
