namespace Murmure.Attribution;

/// <summary>The kinds of origin. Private channels are families of their own and never "organic social".</summary>
public enum Family
{
    Messaging,
    Email,
    Sms,
    Social,
    Search,
    Ai,
    Video,
    Referral,
    Campaign,
    Internal,
    Direct,
}
