namespace Murmure.Server.Notices;

/// <summary>What a site can tell. The names stand in the metadata, in addresses and in messages to programs.</summary>
internal static class NoticeKind
{
    /// <summary>Monday's look at the seven days before.</summary>
    public const string Weekly = "weekly";

    /// <summary>The look at a month, on the first of the next.</summary>
    public const string Monthly = "monthly";

    /// <summary>A page that is being passed on in private far more than usual.</summary>
    public const string Surge = "surge";

    /// <summary>Visits or previews that depart from the site's own season.</summary>
    public const string Unusual = "unusual";

    /// <summary>A trial of an outlet; nobody subscribes to it.</summary>
    public const string Test = "test";

    /// <summary>What people and outlets can choose.</summary>
    public static IReadOnlyList<string> All { get; } = [Weekly, Monthly, Surge, Unusual];
}
