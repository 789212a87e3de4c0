namespace Murmure.Statistics.Anomalies;

/// <summary>
/// Tells when a page is being passed on far more than is usual. Counts of previews come in bursts, so a Poisson test would cry at each of them: the rule
/// asks for a number that is no accident and for several times what is usual, the usual being the highest of several readings of it.
/// </summary>
public static class Surge
{
    /// <summary>Fewer previews in an hour than this are no news.</summary>
    public const long Least = 12;

    /// <summary>How many times what is usual; measured by <c>SeasonTests</c>.</summary>
    public const double Factor = 5;

    /// <summary>The least that counts as usual: below one an hour, a factor says nothing.</summary>
    public const double Floor = 1;

    /// <summary>What an hour usually has, of several readings the highest.</summary>
    public static double Usual(params ReadOnlySpan<double> readings)
    {
        var highest = Floor;
        foreach (var reading in readings)
            highest = Math.Max(highest, reading);
        return highest;
    }

    /// <summary>Whether so many previews in an hour are a surge.</summary>
    public static bool Is(long previews, double usual) => previews >= Least && previews >= Factor * usual;
}
