using System.Globalization;
using System.Net;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>
/// When something that was not taken is sent again: after half a minute, a minute, two, and so on up to four hours; after a day it is given up.
/// </summary>
internal static class Retries
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>How long after its n-th failure a message is tried again.</summary>
    public static TimeSpan Pause(int tries) => tries > 16 ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << (tries - 1)));

    public static bool IsTaken(HttpStatusCode? status) => status is { } code && (int)code is >= 200 and < 300;

    /// <summary>A try in one word: the status, or why there was none.</summary>
    public static string AnswerOf(HttpStatusCode? status, FetchRefusal? refusal) =>
        status is { } answered ? ((int)answered).ToString(CultureInfo.InvariantCulture) : refusal.ToString()!.ToLowerInvariant();

    /// <summary>Writes a try down.</summary>
    /// <returns>Whether it was taken.</returns>
    public static bool Note(Delivery delivery, bool taken, string answer, DateTimeOffset now)
    {
        delivery.Tries++;
        delivery.Answer = answer;
        if (taken)
        {
            (delivery.Taken, delivery.NextTry) = (now.UtcDateTime, null);
            return true;
        }
        var next = now.UtcDateTime + Pause(delivery.Tries);
        delivery.NextTry = next < delivery.Created + Patience ? next : null;
        return false;
    }

    /// <summary>No knocking with the rest where one was not taken.</summary>
    public static void HoldRest(IReadOnlyList<Delivery> due, int refused, DateTime now)
    {
        for (var rest = refused + 1; rest < due.Count; rest++)
            due[rest].NextTry = due[refused].NextTry ?? now + LongestPause;
    }
}
