using System.Globalization;

namespace Murmure.Server.Doctor;

/// <summary>Whether the operator's database of regions and cities is read, and how old it is.</summary>
internal static class PlaceChecks
{
    /// <summary>Makers publish each week or month; what changes hands in a quarter of a year is a few networks in a hundred.</summary>
    private const int OldDays = 90;

    public static IEnumerable<Finding> File(Facts facts)
    {
        if (facts.Places is not { } places)
            yield break;
        var age = (int)(facts.Now - places.Built).TotalDays;
        var known = places.Type is null ? "none is read" : string.Create(CultureInfo.InvariantCulture, $"{places.Type} of {places.Built:yyyy-MM-dd} is read ({age} days old)");
        yield return places.Trouble.Length > 0
            ? new("places", Severity.Warning, $"{places.File}: {places.Trouble.TrimEnd('.')}; {known}.",
                places.Type is null ? "Events have no region and no city." : "Regions and cities are those of the file before.", "Put a whole file in its place: it is read again within two minutes.")
            : age > OldDays
                ? new("places", Severity.Warning, $"{places.File}: {known}.", "Networks change hands: some readers are shown where others were.", "Put a newer file in its place: it is read again within two minutes.")
                : Finding.Sound("places", $"{places.File}: {known}.");
    }
}
