namespace Murmure.Attribution.Rules;

/// <summary>The slug that stands for a family where no channel of it is known.</summary>
internal static class Slugs
{
    public static string Of(Family family) => family switch
    {
        Family.Messaging => "messaging",
        Family.Email => "email",
        Family.Sms => "sms",
        Family.Social => "social",
        Family.Search => "search",
        Family.Ai => "ai",
        Family.Video => "video",
        Family.Referral => "referral",
        Family.Campaign => "campaign",
        Family.Internal => "internal",
        _ => "direct",
    };
}
