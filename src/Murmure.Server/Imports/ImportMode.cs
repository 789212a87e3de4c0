namespace Murmure.Server.Imports;

/// <summary>How the lines of an import count (<c>adr/0024</c>).</summary>
/// <param name="OnlyPreviews">Whether people are left to the site's script on every day, and not only on those on which it counted them.</param>
/// <param name="Follows">Whether the log is sent as it grows: then what one device fetches for one preview is put together across calls, as at the live doors.</param>
internal readonly record struct ImportMode(bool OnlyPreviews, bool Follows)
{
    /// <summary>The value of <c>only=</c>.</summary>
    public const string Previews = "previews";
}

/// <param name="People">Page views by people that were left to the script, by day: what the script should have seen.</param>
internal sealed record ImportOutcome(ImportAnswer Answer, IReadOnlyDictionary<DateOnly, long> People);
